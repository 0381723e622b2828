import { screen, within } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";
import { desk, preview, side, talking } from "./builders.ts";
import { choose, click, openWindow, press, settle, useStillClock } from "./open-window.ts";

useStillClock();

const call = () => screen.getByRole("status", { name: "Call" });

describe("hold", () => {
  test("is shown only once the far end has confirmed it", async () => {
    const bridge = await openWindow({ desk: { turn: talking() } });
    await click("button", "Hold");
    expect(call()).toHaveTextContent(/^talking$/);
    bridge.publish(desk({ turn: talking({ hold: "asking" }) }));
    await settle();
    expect(call()).toHaveTextContent(/^talking$/);
    expect(screen.getByText("Asking to hold. You are still heard.")).toBeVisible();
    expect(screen.getByRole("button", { name: "Hold…" })).toHaveAttribute("aria-busy", "true");
    bridge.publish(desk({ turn: talking({ hold: "on" }) }));
    await settle();
    expect(call()).toHaveTextContent(/^on hold$/);
    expect(screen.getByRole("button", { name: "Resume" })).toBeEnabled();
  });

  test("that is being asked for takes no second asking", async () => {
    const bridge = await openWindow({ desk: { turn: talking({ hold: "asking" }) } });
    await click("button", "Hold…");
    expect(bridge.orders()).toEqual([]);
  });

  test("that failed is told loudly, and so is a resume that failed", async () => {
    const bridge = await openWindow({ desk: { turn: talking({ trouble: "hold-failed" }) } });
    expect(screen.getByRole("alert")).toHaveTextContent("the customer still hears you");
    bridge.publish(desk({ turn: talking({ hold: "on", trouble: "resume-failed" }) }));
    await settle();
    expect(screen.getByRole("alert")).toHaveTextContent("the customer is still on hold");
  });
});

describe("a line that is lost in mid call", () => {
  const account = { account: "sip:alice@example.org", isDemo: false } as const;
  const lost = { at: "connecting", reason: { is: "connection-lost" }, ...account } as const;

  test("is told loudly until it is back", async () => {
    const bridge = await openWindow({ desk: { turn: talking() } });
    expect(screen.queryByRole("alert")).toBeNull();
    bridge.publish(desk({ turn: talking(), registration: lost }));
    await settle();
    expect(screen.getByRole("alert")).toHaveTextContent("The line to the server is lost.");
    bridge.publish(desk({ turn: talking(), registration: { ...lost, at: "offline" } }));
    await settle();
    expect(screen.getByRole("alert")).toHaveTextContent("The line to the server is lost.");
    bridge.publish(desk({ turn: talking() }));
    await settle();
    expect(screen.queryByRole("alert")).toBeNull();
  });
  test("is told for a call beside the attempt too", async () => {
    await openWindow({ desk: { sides: [side({ at: "talking" })], registration: lost } });
    expect(screen.getByRole("alert")).toHaveTextContent("The line to the server is lost.");
  });
  test("is not told without a call, nor of a server that answers and refuses", async () => {
    const bridge = await openWindow({ desk: { turn: preview(), registration: lost } });
    expect(screen.queryByRole("alert")).toBeNull();
    bridge.publish(desk({ turn: talking(), registration: { ...lost, at: "failed" } }));
    await settle();
    expect(screen.queryByRole("alert")).toBeNull();
  });
});

describe("the window that carries the sound", () => {
  const away = { at: "absent", microphone: null, reason: null } as const;

  test("is told to be away in mid call until it has its microphone again", async () => {
    const bridge = await openWindow({ desk: { turn: talking(), media: away } });
    expect(screen.getByRole("alert")).toHaveTextContent("The sound of this call is being restored");
    bridge.publish(desk({ turn: talking(), media: { ...away, at: "starting" } }));
    await settle();
    expect(screen.getByRole("alert")).toHaveTextContent("The sound of this call is being restored");
    bridge.publish(desk({ turn: talking() }));
    await settle();
    expect(screen.queryByRole("alert")).toBeNull();
  });
  test("is nobody's trouble without a call", async () => {
    await openWindow({ desk: { turn: preview(), media: away } });
    expect(screen.queryByRole("alert")).toBeNull();
  });
});

describe("a call that is being hung up", () => {
  test("takes no more wishes", async () => {
    const bridge = await openWindow({ desk: { turn: talking({ isEnding: true }) } });
    for (const name of ["Hold", "Mute"]) {
      expect(screen.getByRole("button", { name })).toBeDisabled();
    }
    await click("button", "Hanging up…");
    expect(bridge.orders()).toEqual([]);
  });
});

describe("looking at another callback while a call lives", () => {
  test("keeps the call at hand in a strip and offers nothing else", async () => {
    const bridge = await openWindow({ desk: { turn: talking() } });
    await choose(/O’Neil/);
    expect(screen.queryByRole("button", { name: "Accept" })).toBeNull();
    const strip = screen.getByRole("region", { name: "Call in hand" });
    expect(within(strip).getByText("Talking with Maria Keller")).toBeVisible();
    await click("button", "Hold");
    await click("button", "Back to Maria Keller");
    expect(screen.queryByRole("region", { name: "Call in hand" })).toBeNull();
    expect(screen.getByRole("heading", { name: "Maria Keller" })).toBeVisible();
    expect(bridge.orders()).toEqual(["call.hold"]);
  });

  test("goes back by Escape", async () => {
    await openWindow({ desk: { turn: talking() } });
    await choose(/O’Neil/);
    await press("Escape", {}, document.body);
    expect(screen.getByRole("heading", { name: "Maria Keller" })).toBeVisible();
  });
});

test("the loudness of both sides is shown while the call lives", async () => {
  const bridge = await openWindow({ desk: { turn: talking() } });
  const lit = () => document.querySelectorAll(".bars .lit").length;
  expect(lit()).toBe(0);
  bridge.emit("call.levels", { you: 1, customer: 0.25 });
  await settle();
  expect(lit()).toBe(15);
});

import { cleanup, screen, within } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";
import type { CallId } from "#core/call-id.ts";
import { ahead, desk, NOON, preview, seconds, side, talking, wrapUp } from "./builders.ts";
import { choose, click, maria, openWindow, press, settle, useStillClock } from "./open-window.ts";

useStillClock();

const about = { key: maria.key, name: "Maria Keller" };

describe("a call that comes in", () => {
  test("says who it is and that she asked for a callback, and is answered by a key", async () => {
    const bridge = await openWindow({ desk: { sides: [side({ about })] } });
    const region = screen.getByRole("region", { name: "Incoming call" });
    expect(within(region).getByRole("heading")).toHaveTextContent("Maria Keller is calling");
    expect(region).toHaveTextContent("They asked for a callback");
    await press("A", { ctrlKey: true, shiftKey: true }, document.body);
    expect(bridge.orders()).toEqual(["line.answer"]);
  });
  test("of a hidden number says so, and is declined", async () => {
    const bridge = await openWindow({ desk: { sides: [side({ display: null })] } });
    expect(screen.getByRole("heading", { name: "Hidden number is calling" })).toBeVisible();
    await click("button", "Decline call");
    expect(bridge.orders()).toEqual(["line.decline"]);
  });
  test("that will be answered by itself tells when", async () => {
    await openWindow({ desk: { sides: [side({ answersAt: ahead(seconds(3)) })] } });
    const region = screen.getByRole("region", { name: "Incoming call" });
    expect(region).toHaveTextContent("answered by itself in 3 s");
  });
});

describe("a call that comes in unasked", () => {
  const alerting = side({ about });
  const announced = () => document.querySelector("[aria-live=assertive]")?.textContent;

  test("is neither answered nor declined by Enter, whatever else is open", async () => {
    for (const turn of [preview(), wrapUp(), talking()]) {
      const bridge = await openWindow({ desk: { turn, sides: [alerting] } });
      await press("Enter", {}, document.body);
      await press("Enter", { ctrlKey: true }, document.body);
      expect(bridge.orders().filter((name) => name.startsWith("line."))).toEqual([]);
      cleanup();
    }
  });
  test("takes no focus and no act from a countdown", async () => {
    const bridge = await openWindow({ desk: { turn: preview() } });
    screen.getByRole("button", { name: "Call" }).focus();
    bridge.publish(desk({ turn: preview(), sides: [alerting] }));
    await settle();
    expect(screen.getByRole("button", { name: "Call" })).toHaveFocus();
    await press("p", {}, document.body);
    expect(bridge.orders()).toEqual(["preview.pause"]);
  });
  test("is told to screen readers once, also when another comes and goes", async () => {
    const other = side({ call: "22222222-0000-4000-8000-000000000009" as CallId, name: "Ann" });
    const bridge = await openWindow({ desk: { sides: [alerting] } });
    expect(announced()).toBe("Maria Keller is calling");
    bridge.publish(desk({ sides: [alerting, other] }));
    await settle();
    expect(announced()).toBe("Ann is calling");
    bridge.publish(desk({ sides: [alerting] }));
    await settle();
    expect(announced()).toBe("Ann is calling");
    bridge.publish(desk());
    await settle();
    expect(announced()).toBe("");
  });
  test("leaves the countdown's own announcement as it was", async () => {
    const bridge = await openWindow({ desk: { turn: preview() } });
    const polite = () => document.querySelector("body > div > .sr-only[aria-live=polite]");
    const before = polite()?.textContent;
    bridge.publish(desk({ turn: preview(), sides: [alerting] }));
    await settle();
    expect(before).toContain("countdown");
    expect(polite()?.textContent).toBe(before);
  });
  test("that goes away under her hand leaves Enter without an act", async () => {
    const bridge = await openWindow({ desk: { turn: preview(), sides: [alerting] } });
    screen.getByRole("button", { name: "Answer" }).focus();
    bridge.publish(desk({ turn: preview() }));
    await settle();
    await press("Enter");
    expect(bridge.orders()).toEqual([]);
  });
  test("while all ways in are taken hears busy and is not shown", async () => {
    await openWindow({ desk: { sides: [side({ isEnding: true })] } });
    expect(screen.queryByRole("region", { name: "Incoming call" })).toBeNull();
    expect(announced()).toBe("");
  });
});

describe("a call that nobody answered", () => {
  const notice = /Maria Keller rang at .+, and nobody answered/;
  const missed = { what: "missed-call", at: NOON, who: "Maria Keller", key: maria.key } as const;

  test("is told until it is seen, with the way to the callback", async () => {
    const bridge = await openWindow();
    bridge.emit("desk.noticed", missed);
    await settle(60_000);
    expect(screen.getByText(notice)).toBeVisible();
    await click("button", "Show callback");
    expect(screen.getByRole("heading", { name: "Maria Keller" })).toBeVisible();
    expect(screen.queryByText(notice)).toBeNull();
  });
  test("of nobody known can be dismissed, and is told once however often she rings", async () => {
    const bridge = await openWindow();
    for (let times = 0; times < 2; times += 1) {
      bridge.emit("desk.noticed", { ...missed, who: null, key: null });
      await settle();
    }
    expect(screen.getAllByText(/^Hidden number rang at .+, and nobody answered$/)).toHaveLength(1);
    expect(screen.queryByRole("button", { name: "Show callback" })).toBeNull();
    await click("button", "Dismiss");
    expect(screen.queryByText(/nobody answered/)).toBeNull();
  });
  test("is told by main alone: a call that is gone from the screen is not one", async () => {
    const bridge = await openWindow({ desk: { sides: [side({ about })] } });
    bridge.publish(desk());
    await settle();
    expect(screen.queryByText(notice)).toBeNull();
  });
});

test.each([
  ["busy", "heard busy"],
  ["transferred", "answered and transferred"],
])(
  "a call that came in and was %s is told so in the story of its callback",
  async (detail, words) => {
    const rang = { at: NOON, what: "rang-in", detail } as const;
    await openWindow({ callbacks: [{ ...maria, timeline: [rang] }] });
    await choose(/Maria/);
    expect(screen.getByText(words)).toBeVisible();
  },
);

describe("what no snapshot shows", () => {
  test("digits that the far end took none of are told once", async () => {
    const bridge = await openWindow({ desk: { turn: talking() } });
    for (let times = 0; times < 2; times += 1) {
      bridge.emit("desk.noticed", { what: "digits-failed" });
      await settle();
    }
    expect(screen.getByRole("alert")).toHaveTextContent("These digits were not sent");
  });
  test("a transfer that the far end asked for is told with whom it named", async () => {
    const bridge = await openWindow({ desk: { turn: talking() } });
    bridge.emit("desk.noticed", { what: "transfer-refused", number: "+1 555 0199" });
    await settle();
    expect(screen.getByRole("alert")).toHaveTextContent(
      "The other side asked to transfer you to +1 555 0199. Ringback did not do it.",
    );
  });
});

import { fireEvent, screen } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";
import { desk, preview, talking } from "./builders.ts";
import { choose, openWindow, settle, useStillClock } from "./open-window.ts";

useStillClock();

const call = () => screen.getByRole("status", { name: "Call" });

describe("snapshots", () => {
  test("that are older than what is shown are ignored", async () => {
    const bridge = await openWindow();
    const older = desk({ turn: null });
    bridge.publish(desk({ turn: talking() }));
    bridge.publish(older);
    await settle();
    expect(call()).toHaveTextContent(/^talking$/);
  });

  test("of a turn bring its callback on the stage", async () => {
    const bridge = await openWindow();
    await choose(/O’Neil/);
    bridge.publish(desk({ turn: preview() }));
    await settle();
    expect(screen.getByRole("heading", { name: "Maria Keller" })).toBeVisible();
  });
});

describe("without main", () => {
  test("the window says so, disables the acts, and lets her write on", async () => {
    const bridge = await openWindow({ desk: { turn: talking() } });
    const notes = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Notes" });
    bridge.connect(false);
    await settle();
    expect(screen.getByRole("alert")).toHaveTextContent("Connection lost.");
    expect(screen.getByRole("button", { name: "Hang up" })).toBeDisabled();
    expect(notes).toBeEnabled();
    await fireEvent.input(notes, { target: { value: "typed in the dark" } });
    await settle(400);
    bridge.connect(true);
    await settle(400);
    expect(screen.queryByRole("alert")).toBeNull();
    expect(screen.getByRole("button", { name: "Hang up" })).toBeEnabled();
    expect(notes.value).toBe("typed in the dark");
    expect(bridge.inputsOf("wrap-up.draft").at(-1)?.draft.notes).toBe("typed in the dark");
  });

  test("what was missed meanwhile is read when it is back", async () => {
    const bridge = await openWindow({ desk: { turn: talking() } });
    bridge.connect(false);
    bridge.publish(desk({ turn: talking({ hold: "on" }) }));
    bridge.connect(true);
    await settle();
    expect(call()).toHaveTextContent(/^on hold$/);
  });
});

test("a full disk is told as long as it lasts", async () => {
  const bridge = await openWindow({ desk: { isDiskFull: true } });
  expect(screen.getByRole("alert")).toHaveTextContent("The disk is full.");
  bridge.publish(desk());
  await settle();
  expect(screen.queryByRole("alert")).toBeNull();
});

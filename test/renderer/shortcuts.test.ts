import { screen } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";
import { emptyDraft } from "#core/wrap-up.ts";
import { desk, dialing, preview, talking, wrapUp } from "./builders.ts";
import { choose, openWindow, press, settle, useStillClock } from "./open-window.ts";

useStillClock();

describe("shortcuts", () => {
  test.each([
    ["Enter", "preview.call"],
    ["p", "preview.pause"],
    ["s", "preview.skip"],
  ] as const)("%s in a preview is %s", async (key, order) => {
    const bridge = await openWindow({ desk: { turn: preview() } });
    await press(key, {}, document.body);
    expect(bridge.orders()).toEqual([order]);
  });

  test("R opens the choice of another time", async () => {
    await openWindow({ desk: { turn: preview() } });
    await press("r", {}, document.body);
    expect(screen.getByRole("form", { name: "Choose another time" })).toBeVisible();
  });

  test("never fire while she types in a field", async () => {
    const bridge = await openWindow({ desk: { turn: preview() } });
    const search = screen.getByRole("searchbox");
    search.focus();
    for (const key of ["p", "s", "r", "Enter"]) await press(key, {}, search);
    expect(bridge.orders()).toEqual([]);
  });

  test("Enter in the notes is a new line, Ctrl+Enter is the act", async () => {
    const turn = wrapUp({ draft: { ...emptyDraft, code: "resolved" } });
    const bridge = await openWindow({ desk: { turn } });
    const notes = screen.getByRole("textbox", { name: "Notes" });
    notes.focus();
    await press("Enter", {}, notes);
    expect(bridge.orders()).toEqual([]);
    await press("Enter", { ctrlKey: true }, notes);
    expect(bridge.orders()).toEqual(["wrap-up.finish"]);
  });

  test("a held key calls nobody", async () => {
    const bridge = await openWindow({ desk: { turn: preview() } });
    await press("Enter", { repeat: true }, document.body);
    await press("p", { repeat: true }, document.body);
    expect(bridge.orders()).toEqual([]);
  });

  test("a talk is held, muted and ended by chords, also from the notes", async () => {
    const bridge = await openWindow({ desk: { turn: talking() } });
    const notes = screen.getByRole("textbox", { name: "Notes" });
    notes.focus();
    for (const key of ["h", "m", "e"]) await press(key, { ctrlKey: true, shiftKey: true }, notes);
    expect(bridge.orders()).toEqual(["call.hold", "call.mute", "call.hang-up"]);
  });

  test("Ctrl+K goes to the search from anywhere", async () => {
    await openWindow({ desk: { turn: talking() } });
    await press("k", { ctrlKey: true }, screen.getByRole("textbox", { name: "Notes" }));
    expect(screen.getByRole("searchbox")).toHaveFocus();
  });
});

describe("the focus", () => {
  test("goes to the primary act when a callback is accepted", async () => {
    const bridge = await openWindow();
    await choose(/Maria/);
    screen.getByRole("listbox").focus();
    bridge.publish(desk({ turn: preview() }));
    await settle();
    expect(screen.getByRole("button", { name: "Call" })).toHaveFocus();
  });

  test("is not on Hang up when the call has just gone out", async () => {
    const bridge = await openWindow({ desk: { turn: preview() } });
    bridge.publish(desk({ turn: dialing() }));
    await settle();
    expect(screen.getByRole("button", { name: "Hang up" })).not.toHaveFocus();
    expect(screen.getByRole("region", { name: "Active callback" })).toHaveFocus();
  });

  test("goes to the notes when the customer answers", async () => {
    const bridge = await openWindow({ desk: { turn: dialing() } });
    bridge.publish(desk({ turn: talking() }));
    await settle();
    expect(screen.getByRole("textbox", { name: "Notes" })).toHaveFocus();
  });

  test("is not taken from a field she types in", async () => {
    const bridge = await openWindow({ desk: { turn: dialing() } });
    screen.getByRole("searchbox").focus();
    bridge.publish(desk({ turn: talking() }));
    await settle();
    expect(screen.getByRole("searchbox")).toHaveFocus();
  });
});

import { screen, within } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";
import type { TurnView } from "#contract/view.ts";
import {
  ahead,
  attempt,
  callback,
  dialing,
  preview,
  ringing,
  seconds,
  talking,
  wrapUp,
} from "./builders.ts";
import { choose, click, maria, openWindow, useStillClock } from "./open-window.ts";

useStillClock();

describe("what tests, screen readers and other programs meet", () => {
  test("the queue is a listbox whose options are named by customer and number", async () => {
    await openWindow();
    const list = screen.getByRole("listbox", { name: "Callbacks" });
    expect(
      within(list).getByRole("option", { name: "Maria Keller, +49 30 23125020" }),
    ).toBeVisible();
    expect(screen.getByRole("searchbox", { name: "Search callbacks" })).toBeVisible();
  });

  test.each(["Now", "Scheduled", "Mine", "Closed", "All"])("there is a tab %s", async (name) => {
    const bridge = await openWindow();
    await click("tab", name);
    expect(screen.getByRole("tab", { name })).toHaveAttribute("aria-selected", "true");
    expect(bridge.inputsOf("queue.read").at(-1)?.tab).toBe(name.toLowerCase());
  });

  test("line and outbox tell their state in their own words", async () => {
    await openWindow({ desk: { outboxUnsent: 3 } });
    expect(screen.getByRole("status", { name: "SIP registration" })).toHaveTextContent(
      /^registered$/,
    );
    expect(screen.getByRole("status", { name: "Outbox" })).toHaveTextContent(/^3 unsent$/);
  });

  test("a failed registration says why", async () => {
    await openWindow({
      desk: {
        registration: {
          at: "failed",
          reason: { is: "wrong-password" },
          account: null,
          isDemo: false,
        },
      },
    });
    expect(screen.getByRole("status", { name: "SIP registration" })).toHaveTextContent(
      "failed: user name or password is wrong",
    );
  });

  test.each<[string, TurnView | null]>([
    ["idle", null],
    ["idle", preview()],
    ["dialing", dialing()],
    ["ringing", ringing()],
    ["early media", ringing({ hasEarlyMedia: true })],
    ["talking", talking()],
    ["talking", talking({ hold: "asking" })],
    ["on hold", talking({ hold: "on" })],
    ["on hold", talking({ hold: "releasing" })],
    ["held by far end", talking({ isHeldByFarEnd: true })],
    ["ended", wrapUp()],
  ])("the call is %s", async (word, turn) => {
    await openWindow({ desk: { turn } });
    expect(screen.getByRole("status", { name: "Call" })).toHaveTextContent(new RegExp(`^${word}$`));
  });

  test("a callback looked at can be accepted, and declined while it is offered", async () => {
    const bridge = await openWindow();
    await choose(/O’Neil/);
    const region = screen.getByRole("region", { name: "Active callback" });
    expect(within(region).getByRole("heading", { name: "J. O’Neil" })).toBeVisible();
    await click("button", "Decline");
    await click("button", "Accept");
    expect(bridge.orders()).toEqual(["callback.decline", "callback.accept"]);
  });

  test("a preview has its countdown, its number and its acts", async () => {
    const bridge = await openWindow({ desk: { turn: preview() } });
    expect(screen.getByRole("timer", { name: "Auto-call countdown" })).toHaveTextContent("12");
    const numbers = screen.getByRole("radiogroup", { name: "Number to call" });
    expect(within(numbers).getByRole("radio", { name: /23125020/ })).toBeChecked();
    within(numbers)
      .getByRole("radio", { name: /23125021/ })
      .click();
    for (const name of ["Pause countdown", "Skip", "Call"]) await click("button", name);
    expect(bridge.orders()).toEqual([
      "preview.choose-number",
      "preview.pause",
      "preview.skip",
      "preview.call",
    ]);
  });

  test("a paused countdown can be resumed", async () => {
    const bridge = await openWindow({
      desk: {
        turn: preview({ countdown: { mode: "paused", remainingMs: 21_000, totalMs: 30_000 } }),
      },
    });
    expect(screen.getByRole("timer", { name: "Auto-call countdown" })).toHaveTextContent("21");
    await click("button", "Resume countdown");
    expect(bridge.orders()).toEqual(["preview.resume"]);
  });

  test("a talk can be held, muted and ended", async () => {
    const bridge = await openWindow({ desk: { turn: talking() } });
    for (const name of ["Hold", "Mute", "Hang up"]) await click("button", name);
    expect(bridge.orders()).toEqual(["call.hold", "call.mute", "call.hang-up"]);
    expect(bridge.inputsOf("call.mute")[0]?.isMuted).toBe(true);
  });

  test("a held and muted talk can be resumed and unmuted", async () => {
    const bridge = await openWindow({ desk: { turn: talking({ hold: "on", isMuted: true }) } });
    for (const name of ["Resume", "Unmute"]) await click("button", name);
    expect(bridge.orders()).toEqual(["call.resume", "call.mute"]);
    expect(bridge.inputsOf("call.mute")[0]?.isMuted).toBe(false);
  });

  test("a wrap-up is a form with outcome, code, notes and the time left", async () => {
    await openWindow({
      desk: {
        turn: wrapUp({ prompt: "timeout", closesAt: ahead(seconds(41)), totalMs: seconds(60) }),
      },
    });
    const form = screen.getByRole("form", { name: "Wrap-up" });
    expect(within(form).getByRole("combobox", { name: "Outcome" })).toHaveValue("Answered");
    expect(within(form).getByRole("combobox", { name: "Wrap-up code" })).toHaveValue("");
    expect(within(form).getByRole("textbox", { name: "Notes" })).toBeVisible();
    expect(within(form).getByRole("button", { name: "Done" })).toBeDisabled();
    expect(screen.getByRole("timer", { name: "Wrap-up time left" })).toHaveTextContent("0:41");
  });

  test("the attempts are a table", async () => {
    await openWindow({ callbacks: [{ ...maria, attempts: [attempt(1), attempt(2)] }] });
    await choose(/Maria/);
    const table = screen.getByRole("table", { name: "Attempts" });
    expect(within(table).getAllByRole("row", { name: /Busy 486/ })).toHaveLength(2);
  });

  test("an attempt whose account was refused is told, and is no call of hers", async () => {
    const refused = attempt(1, { outcome: "account-refused", callResult: 4, sipStatus: 407 });
    await openWindow({ callbacks: [{ ...maria, attempts: [refused] }] });
    await choose(/Maria/);
    const table = screen.getByRole("table", { name: "Attempts" });
    expect(within(table).getByRole("row", { name: /Account refused 407/ })).toBeVisible();
    expect(screen.getByText(/Not called yet\./)).toBeVisible();
  });

  test("an attempt that failed on our own side says what failed", async () => {
    const failed = attempt(1, { outcome: "call-failed", sipStatus: null, fault: "not-connected" });
    await openWindow({ callbacks: [{ ...maria, attempts: [failed] }] });
    await choose(/Maria/);
    expect(screen.getByRole("table", { name: "Attempts" })).toHaveTextContent(
      "The call could not go out: the line was not ready.",
    );
  });

  test("an attempt tells its SIP status, its cause and the words of the line", async () => {
    const told = attempt(1, { sipStatus: 503, q850Cause: 34, sipReason: "No circuit" });
    await openWindow({ callbacks: [{ ...maria, attempts: [told] }] });
    await choose(/Maria/);
    const table = screen.getByRole("table", { name: "Attempts" });
    expect(within(table).getByRole("row", { name: /503 cause 34/ })).toHaveTextContent(
      "No circuit",
    );
  });

  test("a call has its keypad and its transfer, and recording only where it is allowed", async () => {
    await openWindow({ desk: { turn: talking() } });
    for (const name of ["Keypad", "Transfer"]) {
      expect(screen.getByRole("button", { name })).toBeEnabled();
    }
    expect(screen.queryByRole("button", { name: "Record" })).toBeNull();
  });
});

describe("what a customer sent", () => {
  test("is text, never markup", async () => {
    const name = "<img src=x onerror=alert(1)>";
    await openWindow({
      callbacks: [
        callback(1, {
          name,
          tag: "<b>tag</b>",
          facts: [{ kind: "attribute", name: "<i>key</i>", value: "<script>1</script>" }],
        }),
      ],
    });
    await choose(/Maria/);
    expect(screen.getByRole("heading", { name })).toBeVisible();
    expect(screen.getByText("<script>1</script>")).toBeVisible();
    expect(document.querySelector("#app b img, .stage img, dd script")).toBeNull();
  });

  test("is shown raw where this build does not know the word", async () => {
    await openWindow({ callbacks: [callback(1, { unknownState: "quantum_parked" })] });
    await choose(/Maria/);
    expect(screen.getByText(/quantum_parked/)).toBeVisible();
  });
});

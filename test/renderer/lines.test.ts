import { cleanup, fireEvent, screen, within } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";
import type { CallId } from "#core/call-id.ts";
import {
  ago,
  attemptOf,
  consulted,
  desk,
  keyOf,
  preview,
  seconds,
  side,
  soundWith,
  talking,
  wrapUp,
} from "./builders.ts";
import { click, openWindow, press, settle, useStillClock } from "./open-window.ts";

useStillClock();

describe("the header", () => {
  const word = () => screen.getByRole("status", { name: "Call" }).textContent;
  const caller = side({ at: "talking" });
  const id = "22222222-0000-4000-8000-000000000009" as CallId;
  const other = side({ at: "talking", call: id, hold: "on" });

  test.each([
    ["a caller she talks to, whoever else is on hold", [other, caller], "talking"],
    ["a caller on hold, when she talks to nobody", [other], "on hold"],
    ["no call that only rings", [side()], "idle"],
  ])("tells of %s", async (_what, sides, told) => {
    await openWindow({ desk: { sides } });
    expect(word()).toBe(told);
    cleanup();
    await openWindow({ desk: { turn: preview(), sides } });
    expect(word()).toBe(told);
  });
  test("tells of the customer's call before any other", async () => {
    await openWindow({ desk: { turn: talking({ hold: "on" }), sides: [caller] } });
    expect(word()).toBe("on hold");
    cleanup();
    await openWindow({ desk: { turn: wrapUp(), sides: [caller] } });
    expect(word()).toBe("ended");
  });
});

describe("a consultation", () => {
  const turn = talking({ hold: "on" });

  test("can be completed, joined, swapped and hung up", async () => {
    const bridge = await openWindow({ desk: { turn, sides: [consulted()] } });
    const region = screen.getByRole("region", { name: "Call with +49 30 23125055" });
    for (const name of ["Complete transfer", "Join all three", "Hang up on +49 30 23125055"]) {
      await fireEvent.click(within(region).getByRole("button", { name }));
    }
    expect(bridge.orders()).toEqual(["call.complete-transfer", "call.join", "line.hang-up"]);
  });
  test("in a conference says so and can be parted again", async () => {
    const bridge = await openWindow({
      desk: { turn: talking(), sides: [consulted()], isJoined: true },
    });
    expect(screen.getByText("in the conference")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Complete transfer" })).toBeNull();
    await click("button", "End conference");
    expect(bridge.orders()).toEqual(["call.part"]);
  });
  test("begins from the transfer panel, and so does a blind transfer", async () => {
    const bridge = await openWindow({ desk: { turn: talking() } });
    await click("button", "Transfer");
    const field = screen.getByRole("textbox", { name: "Transfer to" });
    expect(screen.getByRole("button", { name: "Transfer now" })).toBeDisabled();
    await fireEvent.input(field, { target: { value: " +4930 23125099 " } });
    await click("button", "Consult first");
    expect(bridge.orders()).toEqual(["call.consult"]);
    await settle();
    expect(screen.queryByRole("textbox", { name: "Transfer to" })).toBeNull();
  });
  test("is asked for once, however often she asks before the answer", async () => {
    const bridge = await openWindow({ desk: { turn: talking() } });
    await click("button", "Transfer");
    const field = screen.getByRole("textbox", { name: "Transfer to" });
    await fireEvent.input(field, { target: { value: "+493023125099" } });
    const release = bridge.delay("call.consult");
    const form = screen.getByRole("form", { name: "Transfer the call" });
    await fireEvent.submit(form);
    await fireEvent.submit(form);
    await click("button", "Transfer now");
    release();
    await settle();
    expect(bridge.orders()).toEqual(["call.consult"]);
  });
});

describe("a call beside the attempt", () => {
  test.each([
    [consulted({ trouble: "hold-failed" }), "your colleague still hears you"],
    [consulted({ trouble: "resume-failed" }), "your colleague is still on hold"],
    [consulted({ trouble: "join-failed" }), "The conference did not work"],
    [side({ at: "talking", trouble: "hold-failed" }), "the caller still hears you"],
    [side({ at: "talking", trouble: "resume-failed" }), "the caller is still on hold"],
    [side({ at: "talking", trouble: "transfer-failed" }), "the caller is still with you"],
    [side({ trouble: "line-kept" }), "it still has the line"],
  ])("says what did not work, and to whom (%#)", async (beside, words) => {
    await openWindow({ desk: { turn: talking(), sides: [beside] } });
    expect(screen.getByRole("alert")).toHaveTextContent(words);
  });
  test("says that it waits for the other call's hold, and is not asked for again", async () => {
    const waiting = side({ isWaiting: true });
    const bridge = await openWindow({ desk: { turn: talking(), sides: [waiting] } });
    expect(screen.getByText(/Putting the other call on hold…/)).toBeVisible();
    await fireEvent.click(screen.getByRole("button", { name: "Answer" }));
    expect(bridge.orders()).toEqual([]);
  });
  test("of a customer who rang back bears her record's name and leads to it", async () => {
    const about = { key: keyOf(2), name: "J. O’Neil" };
    const hers = side({ at: "talking", name: "M.", about, answeredAt: ago(seconds(5)) });
    await openWindow({ desk: { turn: talking(), sides: [hers] } });
    const region = screen.getByRole("region", { name: "Call with J. O’Neil" });
    await fireEvent.click(within(region).getByRole("button", { name: "Show callback" }));
    await settle();
    expect(screen.getByRole("heading", { name: "J. O’Neil" })).toBeVisible();
    expect(within(region).queryByRole("button", { name: "Show callback" })).toBeNull();
  });
});

describe("a caller beside the attempt", () => {
  const caller = side({ at: "talking", answeredAt: ago(seconds(5)) });
  const party = consulted({
    call: "22222222-0000-4000-8000-000000000002" as CallId,
    display: "+49 30 23125099",
  });
  const transferring = { kind: "blind", display: "+1 555 0144" } as const;
  const opener = () => screen.getByRole("button", { name: "Transfer +49 30 23125055" });

  test("is transferred by number from a panel of her own, asked for once, also by Enter", async () => {
    const bridge = await openWindow({ desk: { turn: talking({ hold: "on" }), sides: [caller] } });
    opener().focus();
    await fireEvent.click(opener());
    await settle();
    const region = within(screen.getByRole("region", { name: "Call with +49 30 23125055" }));
    const field = region.getByRole("textbox", { name: "Transfer to" });
    expect(field).toHaveFocus();
    expect(region.getByRole("button", { name: "Transfer now" })).toBeDisabled();
    expect(region.queryByRole("button", { name: "Consult first" })).toBeNull();
    await fireEvent.input(field, { target: { value: " +15550144 " } });
    const release = bridge.delay("line.transfer");
    await fireEvent.submit(region.getByRole("form", { name: "Transfer the call" }));
    await fireEvent.click(region.getByRole("button", { name: "Transfer now" }));
    release();
    await settle();
    expect(bridge.inputsOf("line.transfer")).toEqual([{ call: caller.call, number: "+15550144" }]);
    expect(region.queryByRole("textbox", { name: "Transfer to" })).toBeNull();
    expect(opener()).toHaveFocus();
  });
  test("is on her way until she is there, and is not sent anywhere else meanwhile", async () => {
    const bridge = await openWindow({ desk: { sides: [{ ...caller, transfer: transferring }] } });
    expect(screen.getByRole("status", { name: /^Status of the call with/ })).toHaveTextContent(
      "on the way to +1 555 0144",
    );
    await fireEvent.click(opener());
    expect(screen.queryByRole("textbox", { name: "Transfer to" })).toBeNull();
    expect(bridge.orders()).toEqual([]);
  });
  test("has the transfer's chord while there is no call with the customer, on hold none", async () => {
    const bridge = await openWindow({ desk: { sides: [caller] } });
    await press("t", { ctrlKey: true, shiftKey: true }, document.body);
    expect(screen.getByRole("textbox", { name: "Transfer to" })).toHaveFocus();
    await press("Escape");
    bridge.publish(desk({ sides: [{ ...caller, hold: "on" }] }));
    await settle();
    await press("t", { ctrlKey: true, shiftKey: true }, document.body);
    expect(screen.queryByRole("textbox", { name: "Transfer to" })).toBeNull();
  });
  test("is asked about first where that is possible, and never sent on by Enter then", async () => {
    const bridge = await openWindow({ desk: { sides: [caller] } });
    await fireEvent.click(opener());
    await settle();
    const field = screen.getByRole("textbox", { name: "Transfer to" });
    await fireEvent.input(field, { target: { value: "+15550143" } });
    bridge.publish(desk({ turn: talking({ hold: "on" }), sides: [caller] }));
    await settle();
    await fireEvent.submit(screen.getByRole("form", { name: "Transfer the call" }));
    await settle();
    expect(bridge.orders()).toEqual(["line.consult"]);
    expect(bridge.inputsOf("line.consult")).toEqual([{ call: caller.call, number: "+15550143" }]);
  });
  test("and who was asked about her can be joined, parted, or left to each other", async () => {
    const sides = [caller, { ...party, beside: caller.call }];
    const bridge = await openWindow({ desk: { sides } });
    for (const name of ["Complete transfer", "Join all three"]) await click("button", name);
    bridge.publish(desk({ sides, isJoined: true }));
    await settle();
    expect(screen.getAllByText("in the conference")).toHaveLength(2);
    expect(screen.queryByRole("button", { name: /^Hold / })).toBeNull();
    await click("button", "End conference");
    expect(bridge.orders()).toEqual(["line.complete-transfer", "line.join", "line.part"]);
    expect(bridge.inputsOf("line.part")).toEqual([{ call: caller.call }]);
  });
  test("who is gone leaves nobody to hand over to whom was asked about her", async () => {
    await openWindow({ desk: { sides: [{ ...party, beside: caller.call }] } });
    expect(screen.queryByRole("button", { name: "Complete transfer" })).toBeNull();
    expect(screen.getByRole("button", { name: /^Hang up on/ })).toBeEnabled();
  });
  test("is what can be transferred, not who is consulted", async () => {
    await openWindow({ desk: { turn: talking({ hold: "on" }), sides: [consulted()] } });
    expect(screen.queryByRole("button", { name: /^Transfer \+/ })).toBeNull();
  });
});

describe("the panels of a call", () => {
  test.each([
    ["Keypad", "Digits"],
    ["Transfer", "Transfer to"],
  ])("%s takes the focus, and gives it back to its button on Escape", async (button, field) => {
    await openWindow({ desk: { turn: talking() } });
    screen.getByRole("button", { name: button }).focus();
    await click("button", button);
    expect(screen.getByRole("textbox", { name: field })).toHaveFocus();
    expect(screen.getByRole("button", { name: button })).toHaveAttribute("aria-expanded", "true");
    await press("Escape");
    expect(screen.queryByRole("textbox", { name: field })).toBeNull();
    expect(screen.getByRole("button", { name: button })).toHaveFocus();
  });
  test("opened by a chord from the notes give the focus back to the notes", async () => {
    await openWindow({ desk: { turn: talking() } });
    const notes = screen.getByRole("textbox", { name: "Notes" });
    notes.focus();
    await press("k", { ctrlKey: true, shiftKey: true }, notes);
    expect(screen.getByRole("textbox", { name: "Digits" })).toHaveFocus();
    await press("Escape");
    expect(notes).toHaveFocus();
  });
  test("close before Escape means anything else", async () => {
    await openWindow({ desk: { turn: talking() } });
    await click("button", "Keypad");
    const search = screen.getByRole("searchbox");
    await fireEvent.input(search, { target: { value: "Keller" } });
    await press("Escape", {}, search);
    expect(screen.queryByRole("textbox", { name: "Digits" })).toBeNull();
    expect(search).toHaveValue("Keller");
  });
  test("of a recording stand on No, and Escape is no consent", async () => {
    const sound = soundWith({ recording: "allowed" });
    const bridge = await openWindow({ desk: { turn: talking(), sound } });
    await click("button", "Record");
    expect(screen.getByRole("button", { name: "No" })).toHaveFocus();
    await press("Escape");
    expect(screen.queryByRole("button", { name: "Yes, record" })).toBeNull();
    expect(bridge.orders()).toEqual([]);
  });
});

/** Typed or pasted; null: deleted. False when the field keeps what it had. */
const typeInto = (field: HTMLElement, data: string | null) =>
  fireEvent(field, new InputEvent("beforeinput", { data, bubbles: true, cancelable: true }));

describe("the keypad", () => {
  test("sends each key, and what is typed or pasted, once", async () => {
    const bridge = await openWindow({ desk: { turn: talking() } });
    await click("button", "Keypad");
    await click("button", "5");
    await click("button", "Star");
    const field = screen.getByRole("textbox", { name: "Digits" });
    expect(field).toHaveValue("5*");
    await typeInto(field, "12 34-#");
    expect(bridge.inputsOf("call.digits").map(({ digits }) => digits)).toEqual(["5", "*", "1234#"]);
    expect(field).toHaveValue("5*1234#");
  });
  test("sends what is typed wherever the caret stands, and takes back nothing that was sent", async () => {
    const bridge = await openWindow({ desk: { turn: talking() } });
    await click("button", "Keypad");
    await click("button", "5");
    const field = screen.getByRole<HTMLInputElement>("textbox", { name: "Digits" });
    field.setSelectionRange(0, 0);
    await typeInto(field, "7");
    expect(await typeInto(field, null)).toBe(false);
    expect(bridge.inputsOf("call.digits").map(({ digits }) => digits)).toEqual(["5", "7"]);
    expect(field).toHaveValue("57");
  });
});

describe("the keypad of a call beside the attempt", () => {
  const caller = side({ at: "talking", answeredAt: ago(seconds(5)) });
  const sent = (bridge: Awaited<ReturnType<typeof openWindow>>) =>
    bridge.inputsOf("call.digits").map(({ call, digits }) => [call, digits]);

  test.each([
    ["that came in", caller],
    ["to somebody consulted", consulted()],
  ])("%s sends what is pressed, typed and pasted to that call", async (_, beside) => {
    const bridge = await openWindow({ desk: { turn: talking({ hold: "on" }), sides: [beside] } });
    const region = within(screen.getByRole("region", { name: "Call with +49 30 23125055" }));
    const opener = region.getByRole("button", { name: "Keypad for +49 30 23125055" });
    opener.focus();
    await fireEvent.click(opener);
    await settle();
    expect(opener).toHaveAttribute("aria-expanded", "true");
    expect(region.getByRole("textbox", { name: "Digits" })).toHaveFocus();
    await fireEvent.click(region.getByRole("button", { name: "Star" }));
    const field = region.getByRole("textbox", { name: "Digits" });
    await typeInto(field, "7");
    await typeInto(field, "12 34-#");
    expect(sent(bridge)).toEqual([
      [beside.call, "*"],
      [beside.call, "7"],
      [beside.call, "1234#"],
    ]);
    await press("Escape");
    expect(region.queryByRole("textbox", { name: "Digits" })).toBeNull();
    expect(opener).toHaveFocus();
  });
  test("opens by the chord of the customer's own while there is no call with her", async () => {
    const bridge = await openWindow({ desk: { sides: [caller] } });
    const opener = screen.getByRole("button", { name: "Keypad for +49 30 23125055" });
    await press("k", { ctrlKey: true, shiftKey: true }, document.body);
    expect(opener).toHaveAttribute("aria-expanded", "true");
    await press("Escape");
    bridge.publish(desk({ turn: talking({ hold: "on" }), sides: [caller] }));
    await settle();
    await press("k", { ctrlKey: true, shiftKey: true }, document.body);
    expect(opener).toHaveAttribute("aria-expanded", "false");
    expect(screen.getByRole("button", { name: "Keypad" })).toHaveAttribute("aria-expanded", "true");
  });
  test("is there only while that call is talked on", async () => {
    const bridge = await openWindow({ desk: { sides: [consulted({ at: "ringing" })] } });
    expect(screen.queryByRole("button", { name: /^Keypad/ })).toBeNull();
    bridge.publish(desk({ sides: [caller] }));
    await settle();
    await click("button", "Keypad for +49 30 23125055");
    bridge.publish(desk({ sides: [{ ...caller, isEnding: true }] }));
    await settle();
    expect(screen.queryByRole("textbox", { name: "Digits" })).toBeNull();
    expect(screen.getByRole("button", { name: "Keypad for +49 30 23125055" })).toBeDisabled();
  });
});

describe("recording", () => {
  const sound = soundWith({ recording: "allowed" });

  test("asks whether the customer agreed, and starts on yes alone", async () => {
    const bridge = await openWindow({ desk: { turn: talking(), sound } });
    await click("button", "Record");
    expect(bridge.orders()).toEqual([]);
    await click("button", "No");
    expect(bridge.orders()).toEqual([]);
    await click("button", "Record");
    await click("button", "Yes, record");
    expect(bridge.inputsOf("call.record")).toMatchObject([{ isOn: true, hasCustomerAgreed: true }]);
  });
  test("that runs is shown and stopped by the same button", async () => {
    const bridge = await openWindow({
      desk: { turn: talking(), sound: { ...sound, recorded: [attemptOf(1)] } },
    });
    await click("button", "Stop recording");
    expect(bridge.inputsOf("call.record")).toMatchObject([{ isOn: false }]);
  });
  test("that stopped by itself is told, and can be begun again", async () => {
    await openWindow({
      desk: { turn: talking(), sound: { ...sound, hasRecordingFailed: true } },
    });
    expect(screen.getByRole("alert")).toHaveTextContent(/^The recording is not whole/);
    expect(screen.getByRole("button", { name: "Record" })).toBeEnabled();
  });
});

describe("the recording of a caller", () => {
  const caller = side({ at: "talking", answeredAt: ago(seconds(5)) });
  const sound = soundWith({ recording: "allowed" });

  test("asks whether she agreed, stands on No, and starts on yes alone", async () => {
    const bridge = await openWindow({ desk: { sides: [caller], sound } });
    await press("r", { ctrlKey: true, shiftKey: true }, document.body);
    expect(screen.getByText("Has the caller agreed to be recorded?")).toBeVisible();
    expect(screen.getByRole("button", { name: "No" })).toHaveFocus();
    await press("Escape");
    expect(screen.queryByRole("button", { name: "Yes, record" })).toBeNull();
    expect(bridge.orders()).toEqual([]);
    await click("button", "Record +49 30 23125055");
    await click("button", "Yes, record");
    expect(bridge.inputsOf("line.record")).toEqual([
      { call: caller.call, isOn: true, hasCustomerAgreed: true },
    ]);
  });
  test("that runs is shown and stopped at her call, and leaves the customer's alone", async () => {
    const recorded = { ...sound, recorded: [caller.call] };
    const turn = talking({ hold: "on" });
    const bridge = await openWindow({ desk: { turn, sides: [caller], sound: recorded } });
    expect(screen.getByRole("button", { name: "Record" })).toBeEnabled();
    await click("button", "Stop recording +49 30 23125055");
    expect(bridge.inputsOf("line.record")).toEqual([{ call: caller.call, isOn: false }]);
  });
  test("is offered where it is allowed, and of nobody whom the agent consults", async () => {
    const bridge = await openWindow({ desk: { sides: [consulted()], sound } });
    expect(screen.queryByRole("button", { name: /^Record / })).toBeNull();
    bridge.publish(desk({ sides: [caller] }));
    await settle();
    expect(screen.queryByRole("button", { name: /^Record / })).toBeNull();
  });
});

test("a call without sound from the far end gives the agent the sentence to say", async () => {
  const bridge = await openWindow({ desk: { turn: talking() } });
  bridge.publish(
    desk({
      turn: talking(),
      sound: soundWith({ problems: ["one-way-in"] }),
    }),
  );
  await settle();
  expect(screen.getByRole("alert")).toHaveTextContent("I cannot hear you");
});

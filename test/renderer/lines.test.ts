import { fireEvent, screen, within } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";
import type { SoundView } from "#contract/sound.ts";
import { ahead, consulted, desk, seconds, side, talking } from "./builders.ts";
import { click, maria, openWindow, press, settle, useStillClock } from "./open-window.ts";

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
});

describe("the keypad", () => {
  /** Typed or pasted; null: deleted. False when the field keeps what it had. */
  const typeInto = (field: HTMLElement, data: string | null) =>
    fireEvent(field, new InputEvent("beforeinput", { data, bubbles: true, cancelable: true }));
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

describe("recording", () => {
  const sound: SoundView = {
    problems: [],
    quality: null,
    recording: "off",
    isConsentAsked: true,
  };

  test("asks whether the customer agreed, and starts on yes alone", async () => {
    const bridge = await openWindow({ desk: { turn: talking(), sound } });
    await click("button", "Record");
    expect(bridge.orders()).toEqual([]);
    await click("button", "No");
    expect(bridge.orders()).toEqual([]);
    await click("button", "Record");
    await click("button", "Yes, record");
    expect(bridge.orders()).toEqual(["call.record"]);
  });
  test("that runs is shown and stopped by the same button", async () => {
    const bridge = await openWindow({
      desk: { turn: talking(), sound: { ...sound, recording: "on" } },
    });
    await click("button", "Stop recording");
    expect(bridge.inputsOf("call.record")).toMatchObject([{ isOn: false }]);
  });
});

test("a call without sound from the far end gives the agent the sentence to say", async () => {
  const bridge = await openWindow({ desk: { turn: talking() } });
  bridge.publish(
    desk({
      turn: talking(),
      sound: {
        problems: ["one-way-in"],
        quality: null,
        recording: "forbidden",
        isConsentAsked: true,
      },
    }),
  );
  await settle();
  expect(screen.getByRole("alert")).toHaveTextContent("I cannot hear you");
});

import { fireEvent, screen, within } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";
import type { DevicesView } from "#contract/sound.ts";
import { consulted, desk, soundWith, talking } from "./builders.ts";
import type { FakeBridge } from "./fake-bridge.ts";
import { click, openWindow, press, settle, useStillClock, type World } from "./open-window.ts";

useStillClock();

const device = (kind: "microphone" | "speaker", id: string, isDefault = false) => ({
  id,
  kind,
  label: id,
  isDefault,
  isInUse: isDefault,
});
const devices: DevicesView = {
  devices: [
    device("microphone", "Built-in", true),
    device("microphone", "Headset"),
    device("speaker", "Built-in", true),
    device("speaker", "Headset"),
  ],
  chosen: { microphone: null, speaker: null, ringer: null },
  processing: { echoCancellation: true, noiseSuppression: true, autoGainControl: false },
};

async function openAudio(view: DevicesView = devices, world: World = {}): Promise<FakeBridge> {
  const bridge = await openWindow(world);
  bridge.answer("sound.devices", view);
  await click("button", "Audio settings");
  return bridge;
}
const field = (name: string) => screen.getByRole<HTMLSelectElement>("combobox", { name });
const optionsOf = (name: string) => [...field(name).options].map(({ text }) => text);
async function choose(name: string, value: string): Promise<void> {
  await fireEvent.change(field(name), { target: { value } });
  await settle();
}

describe("the devices", () => {
  test("are offered each for its use, the system's default first", async () => {
    await openAudio();
    expect(screen.getByRole("dialog", { name: "Audio" })).toBeVisible();
    for (const name of ["Microphone", "Speaker", "Ringer"]) {
      expect(optionsOf(name)).toEqual(["System default (Built-in)", "Built-in", "Headset"]);
    }
  });
  test("are chosen one by one, and the choice made before is kept", async () => {
    const bridge = await openAudio({
      ...devices,
      chosen: { microphone: null, speaker: null, ringer: "Built-in" },
    });
    await choose("Speaker", "Headset");
    expect(bridge.inputsOf("sound.use")).toEqual([
      { microphone: null, speaker: "Headset", ringer: "Built-in" },
    ]);
    expect(field("Speaker")).toHaveAccessibleDescription("Used from now on.");
    expect(field("Ringer")).toHaveAccessibleDescription("Where it rings when somebody calls you.");
  });
  test("that are chosen quickly one after the other are both chosen", async () => {
    const bridge = await openAudio();
    const release = bridge.delay("sound.use");
    await choose("Microphone", "Headset");
    expect(field("Microphone")).toHaveAccessibleDescription("Trying…");
    await choose("Speaker", "Headset");
    bridge.answer("sound.devices", {
      ...devices,
      chosen: { microphone: "Headset", speaker: "Headset", ringer: null },
    });
    release();
    await settle();
    expect(bridge.inputsOf("sound.use").at(-1)).toEqual({
      microphone: "Headset",
      speaker: "Headset",
      ringer: null,
    });
    expect([field("Microphone").value, field("Speaker").value]).toEqual(["Headset", "Headset"]);
  });
  test.each([
    ["silent", "Headset gives no sound, so the one before stays in use. Is it muted?"],
    ["failed", "Headset cannot be opened, so the one before stays in use."],
  ] as const)("that are %s say so, and the one before stands in the field", async (came, said) => {
    const bridge = await openAudio();
    bridge.answer("sound.use", { microphone: came, speaker: "used", ringer: "used" });
    await choose("Microphone", "Headset");
    expect(field("Microphone")).toHaveAccessibleDescription(said);
    expect(field("Microphone").value).toBe("");
  });
  test("that went stay chosen, stood in for, until they are back", async () => {
    const chosen = { microphone: "Desk", speaker: null, ringer: null };
    const bridge = await openAudio({ ...devices, chosen });
    expect(optionsOf("Microphone")).toContain("Desk (not connected)");
    expect(field("Microphone").value).toBe("Desk");
    expect(field("Microphone")).toHaveAccessibleDescription(
      "It is not connected. The system default stands in until it is.",
    );
    const more = [...devices.devices, device("microphone", "Desk")];
    bridge.answer("sound.devices", { ...devices, devices: more, chosen });
    bridge.emit("sound.devices-changed", {});
    await settle();
    expect(optionsOf("Microphone")).not.toContain("Desk (not connected)");
    expect(field("Microphone").value).toBe("Desk");
    expect(field("Microphone")).toHaveAccessibleDescription("What others hear you through.");
  });
  test("without names are told to need the microphone's permission, whose trouble is told too", async () => {
    await openAudio(
      { ...devices, devices: [] },
      { desk: { media: { at: "no-microphone", microphone: null, reason: "denied" } } },
    );
    expect(screen.getByText(/only once the microphone has been allowed/)).toBeVisible();
    expect(field("Microphone")).toHaveAccessibleDescription(/No microphone: it is not allowed/);
  });
  test("that cannot be listed are asked for again when there are any", async () => {
    const bridge = await openWindow();
    bridge.refuse("sound.devices", "fault");
    await click("button", "Audio settings");
    expect(screen.getByRole("alert")).toHaveTextContent("does not answer");
    bridge.refuse("sound.devices", null);
    bridge.answer("sound.devices", devices);
    bridge.emit("sound.devices-changed", {});
    await settle();
    expect(screen.queryByRole("alert")).toBeNull();
    expect(field("Ringer")).toBeVisible();
  });
  test("are not asked for while nobody looks", async () => {
    const bridge = await openWindow();
    bridge.emit("sound.devices-changed", {});
    await settle();
    expect(bridge.inputsOf("sound.devices")).toEqual([]);
  });
});

test("what is done to her voice is switched one by one", async () => {
  const bridge = await openAudio();
  expect(screen.getByRole("switch", { name: "Echo cancellation" })).toBeChecked();
  const noise = screen.getByRole("switch", { name: "Noise suppression" });
  bridge.answer("sound.devices", {
    ...devices,
    processing: { ...devices.processing, noiseSuppression: false },
  });
  await fireEvent.click(noise);
  await settle();
  expect(noise).not.toBeChecked();
  await fireEvent.click(screen.getByRole("switch", { name: "Automatic gain" }));
  expect(bridge.inputsOf("sound.process")).toEqual([
    { echoCancellation: true, noiseSuppression: false, autoGainControl: false },
    { echoCancellation: true, noiseSuppression: false, autoGainControl: true },
  ]);
});

test("a switch that was refused goes back", async () => {
  const bridge = await openAudio();
  bridge.refuse("sound.process", "no-microphone");
  const gain = screen.getByRole("switch", { name: "Automatic gain" });
  await fireEvent.click(gain);
  await settle();
  expect(gain).not.toBeChecked();
});

describe("the ringer", () => {
  test("can be tried", async () => {
    const bridge = await openAudio();
    await click("button", "Test ringer");
    expect(bridge.inputsOf("sound.test-ringer")).toHaveLength(1);
  });
  test("is not tried into a conversation", async () => {
    await openAudio(devices, { desk: { sides: [consulted()] } });
    expect(screen.getByRole("button", { name: "Test ringer" })).toBeDisabled();
  });
});

describe("the modal", () => {
  test("opens by its chord on the first choice, and closes by Escape", async () => {
    const bridge = await openWindow({ desk: { turn: talking() } });
    bridge.answer("sound.devices", devices);
    const notes = screen.getByRole("textbox", { name: "Notes" });
    await press("s", { ctrlKey: true, shiftKey: true }, notes);
    await settle(100);
    expect(field("Microphone")).toHaveFocus();
    await press("Escape");
    await settle(100);
    expect(screen.queryByRole("dialog")).toBeNull();
  });
  test("lets the calls' own chords through, and no other", async () => {
    const bridge = await openAudio(devices, { desk: { turn: talking() } });
    const inModal = field("Microphone");
    for (const key of ["m", "k", "e"]) await press(key, { ctrlKey: true, shiftKey: true }, inModal);
    await press("i", { ctrlKey: true }, inModal);
    expect(bridge.orders().filter((name) => name.startsWith("call."))).toEqual([
      "call.mute",
      "call.hang-up",
    ]);
    expect(screen.queryByRole("group", { name: "Keypad" })).toBeNull();
    expect(screen.queryByRole("dialog", { name: /Import/ })).toBeNull();
  });
  test("shows how loud she is while a call lives", async () => {
    const bridge = await openAudio(devices, { desk: { turn: talking() } });
    const lit = () => screen.getByRole("dialog").querySelectorAll(".meter .lit").length;
    expect(lit()).toBe(0);
    bridge.emit("call.levels", { you: 1, customer: 0.25 });
    await settle();
    expect(lit()).toBe(15);
    bridge.publish(desk({ turn: null }));
    await settle();
    expect(screen.getByRole("dialog")).toHaveTextContent("While a call lives, this shows");
  });
});

describe("the quality of a call", () => {
  const quality = { lossPercent: 0.25, jitterMs: 4, roundTripMs: 46, codec: "opus" };
  const shown = () => screen.getByRole("group", { name: "Sound quality" });

  test("is unknown until it is known, with its numbers in the description", async () => {
    const bridge = await openWindow({ desk: { turn: talking() } });
    expect(shown()).toHaveTextContent("Quality unknown");
    bridge.publish(desk({ turn: talking(), sound: soundWith({ quality }) }));
    await settle();
    expect(shown()).toHaveTextContent("Quality good");
    expect(shown()).toHaveAccessibleDescription(
      "Loss: 0.3 %, Jitter: 4 ms, Round trip: 46 ms, Codec: Opus",
    );
  });
  test("is told in numbers in the audio modal", async () => {
    const sound = soundWith({ quality: { ...quality, lossPercent: 7.5, roundTripMs: null } });
    await openAudio(devices, { desk: { turn: talking(), sound } });
    const modal = within(screen.getByRole("dialog"));
    expect(modal.getByRole("group", { name: "Sound quality" })).toHaveTextContent("Quality poor");
    expect(modal.getByText("7.5 %")).toBeVisible();
    expect(modal.getByText("unknown")).toBeVisible();
  });
});

import type { DevicesView } from "#contract/sound.ts";
import { soundWith, talking } from "../builders.ts";
import type { FakeBridge } from "../fake-bridge.ts";
import { click, loud, perfect, scene } from "./scene.ts";

const device = (kind: "microphone" | "speaker", id: string, change = {}) => ({
  id,
  kind,
  label: id,
  isDefault: false,
  isInUse: false,
  ...change,
});
const usualDevices: DevicesView = {
  devices: [
    device("microphone", "Built-in Audio", { isDefault: true, isInUse: true }),
    device("microphone", "Jabra Evolve2 65"),
    device("speaker", "Built-in Audio", { isDefault: true, isInUse: true }),
    device("speaker", "Jabra Evolve2 65"),
  ],
  chosen: { microphone: null, speaker: null, ringer: null },
  processing: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
};
const openAudio = (bridge: FakeBridge, document: Document) =>
  click('[aria-keyshortcuts="Control+Shift+S"]')(bridge, document);

/** What the agent hears and says with. */
export const soundScenes = {
  audio: scene({ devices: usualDevices, act: openAudio }),
  "audio-in-call": scene({
    desk: { turn: talking(), sound: soundWith({ quality: perfect }) },
    levels: loud,
    devices: {
      ...usualDevices,
      chosen: { microphone: "Jabra Evolve2 65", speaker: null, ringer: "Desk speaker (USB)" },
      processing: { ...usualDevices.processing, noiseSuppression: false },
    },
    act: openAudio,
  }),
  "audio-failed": scene({
    desk: { media: { at: "no-microphone", microphone: null, reason: "denied" } },
    devices: usualDevices,
    act: (bridge, document) => {
      bridge.answer("sound.use", { microphone: "silent", speaker: "used", ringer: "used" });
      openAudio(bridge, document);
      setTimeout(() => {
        const field = document.querySelector<HTMLSelectElement>("[role=dialog] select");
        if (field === null) return;
        field.value = "Jabra Evolve2 65";
        field.dispatchEvent(new Event("change", { bubbles: true }));
      }, 150);
    },
  }),
  "audio-absent": scene({
    act: (bridge, document) => {
      bridge.refuse("sound.devices", "fault");
      openAudio(bridge, document);
    },
  }),
} as const;

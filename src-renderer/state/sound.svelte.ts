import type { DevicesView } from "#contract/sound.ts";
import type { Bridge } from "#contract/ipc.ts";
import type { DeviceTrial } from "#renderer/words/sound.ts";
import type { Notices } from "./notices.svelte.ts";

/** What a device is chosen for. */
export type DeviceRole = keyof DevicesView["chosen"];

type Processing = DevicesView["processing"];

/** What the agent hears and says with. The list is read while its modal is shown, and again at every change. */
export class Sound {
  isShown = $state(false);
  /** Null until it has been read. */
  view = $state.raw<DevicesView | null>(null);
  /** The audio did not answer; there is nothing to choose from. */
  isAbsent = $state(false);
  /** The last choice for each use since the modal was opened. */
  trials = $state.raw<Readonly<Partial<Record<DeviceRole, DeviceTrial>>>>({});
  readonly #bridge: Bridge;
  readonly #notices: Notices;
  #asked = 0;

  constructor(bridge: Bridge, notices: Notices) {
    this.#bridge = bridge;
    this.#notices = notices;
  }

  start(): () => void {
    const stops = [
      this.#bridge.subscribe("sound.devices-changed", () => void this.#read()),
      this.#bridge.onConnection((isConnected) => {
        if (isConnected) void this.#read();
      }),
    ];
    return () => stops.forEach((stop) => stop());
  }

  show(): void {
    this.isShown = true;
    void this.#read();
  }

  hide(): void {
    this.isShown = false;
    this.#asked += 1;
    this.view = null;
    this.isAbsent = false;
    this.trials = {};
  }

  /** Takes a device, in a call without a gap; null is the system's default. */
  async use(role: DeviceRole, id: string | null): Promise<void> {
    const { view } = this;
    if (view === null) return;
    const chosen = { ...view.chosen, [role]: id };
    this.#showAtOnce({ ...view, chosen });
    this.trials = { ...this.trials, [role]: { id, came: "trying" } };
    const reply = await this.#bridge.invoke("sound.use", chosen);
    if (!reply.ok) this.#notices.refused(reply.refusal);
    const trial = reply.ok ? { id, came: reply.value[role] } : undefined;
    this.trials = { ...this.trials, [role]: trial };
    await this.#read();
  }

  async process(change: Partial<Processing>): Promise<void> {
    const { view } = this;
    if (view === null) return;
    const processing = { ...view.processing, ...change };
    this.#showAtOnce({ ...view, processing });
    const reply = await this.#bridge.invoke("sound.process", processing);
    if (!reply.ok) this.#notices.refused(reply.refusal);
    await this.#read();
  }

  async testRinger(): Promise<void> {
    const reply = await this.#bridge.invoke("sound.test-ringer", {});
    if (!reply.ok) this.#notices.refused(reply.refusal);
  }

  /** What she chose stands before main has answered; a list that is on its way knows nothing of it. */
  #showAtOnce(view: DevicesView): void {
    this.#asked += 1;
    this.view = view;
  }

  /** Of answers that cross, the one to the last question counts. */
  async #read(): Promise<void> {
    if (!this.isShown) return;
    const asked = ++this.#asked;
    const reply = await this.#bridge.invoke("sound.devices", {});
    if (asked !== this.#asked) return;
    this.isAbsent = !reply.ok;
    if (reply.ok) this.view = reply.value;
  }
}

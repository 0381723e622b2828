import { emptyDraft } from "#core/wrap-up.ts";
import type { DevicesView } from "#contract/sound.ts";
import type {
  CallbackView,
  DeskView,
  LevelsView,
  QueuePage,
  QueueRow,
  Tab,
} from "#contract/view.ts";
import type { FakeBridge } from "../fake-bridge.ts";
import { everybody } from "./people.ts";
import { rows } from "./queue-rows.ts";

export interface Scene {
  readonly desk: Partial<DeskView>;
  readonly rows: Partial<Record<Tab, readonly QueueRow[]>>;
  readonly callbacks: readonly CallbackView[];
  readonly counts: Partial<QueuePage["counts"]>;
  readonly levels?: LevelsView;
  /** What there is to hear and say with. */
  readonly devices?: DevicesView;
  /** What the act brings must move no button and no field. */
  readonly isSteady?: boolean;
  /** What the agent does, or what comes, before the picture is taken. */
  readonly act?: (bridge: FakeBridge, document: Document) => void;
}

/** A scene is made when it is looked at: its snapshots have to be newer than all before. */
export const scene =
  (change: Partial<Scene>): (() => Scene) =>
  () => ({ desk: {}, rows, callbacks: everybody, counts: {}, ...change });

export const click = (selector: string) => (_: FakeBridge, document: Document) =>
  document.querySelector<HTMLElement>(selector)?.click();
export const look = (key: string) => click(`#row-${key}`);
export const withDraft = (notes: string) => ({ ...emptyDraft, notes });
export const notes =
  "New date: Thu 26 Nov, morning. Credit agreed, 15 EUR.\nWants the invoice copy by mail.";
export const loud: LevelsView = { you: 0.42, customer: 0.21 };
/** What a call within one house is like. */
export const perfect = { lossPercent: 0.2, jitterMs: 4, roundTripMs: 46, codec: "opus" };

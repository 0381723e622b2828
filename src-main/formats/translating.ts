import type { Adapter, Draft } from "./adapter.ts";

/** A record on its way into another document. */
export interface Translating {
  readonly draft: Draft;
  readonly target: Adapter;
  /** Whether the target's document has a field for what lives at this home. */
  readonly covers: (home: string) => boolean;
  /** The fact at this home is told in another place. */
  readonly say: (home: string) => void;
  /** The fact at this path is told less exactly, or not at all. */
  readonly blur: (path: string, reason: string) => void;
}

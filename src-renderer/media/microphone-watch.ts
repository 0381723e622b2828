/** A microphone that is off at its own switch gives zeros; the last bit of 16 may be rounding. */
const SILENT_PEAK = 1 / 32_768;
const SILENT_AFTER_MS = 5_000;
/** A room that was quiet and no more is left in peace for this long. */
const ASK_AGAIN_AFTER_MS = 30_000;
const FULL_SCALE = 0.999;
/** One sample at full scale is a click; four in a window are a wave whose top is cut off. */
const CLIPPED_SAMPLES = 4;
/** Windows to look back on, and how many of them have to be clipped: half a second of three. */
const LOOK_BACK = 30;
const CLIPPED_WINDOWS = 5;
/** Windows without any clipping until it is over. */
const CLEAN_WINDOWS = 50;

type Trouble = "silent-microphone" | "clipped-microphone";

/** Watches what the microphone gives, window by window. */
export interface MicrophoneWatch {
  look(samples: Float32Array, atMs: number): void;
  /** The microphone is muted or the call on hold: nothing can be said of it, and nothing is wrong. */
  rest(): void;
}

/**
 * Tells of a microphone that gives nothing and of one that is too loud. Before it is called silent
 * `isDead` is asked, for processing makes silence of a quiet room too.
 */
export function createMicrophoneWatch(options: {
  tell: (kind: Trouble, isNow: boolean) => void;
  isDead: () => Promise<boolean>;
}): MicrophoneWatch {
  const present = new Set<Trouble>();
  let silentSinceMs: number | null = null;
  let clipped: boolean[] = [];
  let isAsking = false;

  function set(kind: Trouble, isNow: boolean): void {
    if (present.has(kind) === isNow) return;
    if (isNow) present.add(kind);
    else present.delete(kind);
    options.tell(kind, isNow);
  }

  async function ask(atMs: number): Promise<void> {
    isAsking = true;
    const since = silentSinceMs;
    const isDead = await options.isDead();
    isAsking = false;
    if (silentSinceMs !== since) return;
    if (isDead) set("silent-microphone", true);
    else silentSinceMs = atMs + ASK_AGAIN_AFTER_MS - SILENT_AFTER_MS;
  }

  return {
    look(samples, atMs) {
      let peak = 0;
      let full = 0;
      for (const sample of samples) {
        const height = Math.abs(sample);
        if (height > peak) peak = height;
        if (height >= FULL_SCALE) full += 1;
      }
      if (peak > SILENT_PEAK) {
        silentSinceMs = null;
        set("silent-microphone", false);
      } else {
        silentSinceMs ??= atMs;
        const isDue = atMs - silentSinceMs >= SILENT_AFTER_MS;
        if (isDue && !isAsking && !present.has("silent-microphone")) void ask(atMs);
      }
      clipped = [...clipped, full >= CLIPPED_SAMPLES].slice(-CLEAN_WINDOWS);
      const recent = clipped.slice(-LOOK_BACK).filter(Boolean).length;
      if (recent >= CLIPPED_WINDOWS) set("clipped-microphone", true);
      else if (!clipped.includes(true)) set("clipped-microphone", false);
    },
    rest() {
      silentSinceMs = null;
      clipped = [];
      set("silent-microphone", false);
      set("clipped-microphone", false);
    },
  };
}

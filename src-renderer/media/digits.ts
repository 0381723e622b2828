import { digitsLastMs, digitTiming } from "#contract/media.ts";

/** Plays digits to the far end as telephone events (RFC 4733), one request after another. */
export interface Digits {
  /** Resolves when they are out; with false when the far end takes none, or the session ended before. */
  play(digits: string): Promise<boolean>;
  /** Gives up what still waits. Idempotent. */
  close(): void;
}

/** Without a word of the last digit after this long, the far end took the line away meanwhile. */
const SLACK_MS = 1_000;

export function createDigits(sender: RTCRtpSender): Digits {
  const closing = new AbortController();
  let last: Promise<unknown> = Promise.resolve();

  function send(digits: string): Promise<boolean> {
    const { dtmf } = sender;
    const { signal } = closing;
    if (signal.aborted || dtmf?.canInsertDTMF !== true) return Promise.resolve(false);
    return new Promise((resolve) => {
      const playing = new AbortController();
      const limit = setTimeout(() => settle(false), digitsLastMs(digits) + SLACK_MS);
      const settle = (isSent: boolean): void => {
        clearTimeout(limit);
        playing.abort();
        resolve(isSent);
      };
      const { signal: isPlaying } = playing;
      signal.addEventListener("abort", () => settle(false), { signal: isPlaying });
      dtmf.addEventListener(
        "tonechange",
        ({ tone }) => {
          if (tone === "") settle(true);
        },
        { signal: isPlaying },
      );
      dtmf.insertDTMF(digits, digitTiming.digitMs, digitTiming.gapMs);
    });
  }

  return {
    play(digits) {
      const mine = last.then(() => send(digits));
      last = mine;
      return mine;
    },
    close: () => closing.abort(),
  };
}

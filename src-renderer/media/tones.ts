type Tone = "ringback" | "busy" | "end";

/** Plays one of our own tones at a time. */
export interface Tones {
  /** Stops the tone there was and starts this one from its beginning; null: silence. */
  play(tone: Tone | null): void;
}

/** The tones are files beside the page, in `tones/`; ringback repeats, the others end by themselves. */
export function createTones(report: (what: string, error: unknown) => void): Tones {
  let playing: { readonly tone: Tone; readonly audio: HTMLAudioElement } | null = null;
  return {
    play(tone) {
      if (playing?.tone === tone && !playing.audio.ended) return;
      playing?.audio.pause();
      playing = null;
      if (tone === null) return;
      const audio = new Audio(`tones/${tone}.wav`);
      audio.loop = tone === "ringback";
      playing = { tone, audio };
      // Stopped before it began is no failure; anything else costs the agent a tone, not the call.
      audio.play().catch((error: unknown) => {
        if (playing?.audio === audio) report(`the tone "${tone}" cannot be played`, error);
      });
    },
  };
}

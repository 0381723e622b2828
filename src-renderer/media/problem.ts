import type { MediaFailure } from "#contract/media.ts";

/** An expected failure of a media request: main gets its code and reason as they are. */
export class MediaProblem extends Error {
  readonly code: MediaFailure["code"];

  constructor(code: MediaFailure["code"], reason: string) {
    super(reason);
    this.name = "MediaProblem";
    this.code = code;
  }
}

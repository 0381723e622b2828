import type { Frames } from "./recordings.ts";

/** Opus counts time at 48 kHz whatever is in it (RFC 7587). */
const TICKS_PER_FRAME = 960;
const FRAME_MS = 20;
/** What the caller says comes back this much later. */
const ECHO_MS = 1_000;
const LONGEST_GAP_TICKS = 48_000;

export interface Packet {
  readonly payload: Buffer;
  readonly sequence: number;
  readonly timestamp: number;
  readonly isFirst: boolean;
}

interface Heard {
  readonly at: number;
  readonly payload: Buffer;
  readonly timestamp: number;
}

/**
 * What a callee says: her recording first, then the caller's own words a second later. One packet
 * per 20 ms by the monotonic clock, so that a late timer does not slow her down.
 */
export class CalleeVoice {
  readonly #frames: Frames;
  readonly #send: (packet: Packet) => void;
  readonly #now: () => number;
  #said = 0;
  #heard: Heard[] = [];
  #lastEchoed: number | null = null;
  #sequence = 0;
  #timestamp = 0;
  #due = 0;
  #isFirst = true;
  #isSilent = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(frames: Frames, send: (packet: Packet) => void, now = () => performance.now()) {
    this.#frames = frames;
    this.#send = send;
    this.#now = now;
  }

  start(): void {
    if (this.#timer !== null) return;
    this.#due = this.#now();
    this.#timer = setInterval(() => {
      this.#speak();
    }, FRAME_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#heard = [];
  }

  /** While silent nothing leaves, and what is heard meanwhile is forgotten. */
  setSilent(isSilent: boolean): void {
    this.#isSilent = isSilent;
    this.#heard = [];
    this.#lastEchoed = null;
    this.#isFirst = true;
  }

  hear(payload: Buffer, timestamp: number): void {
    if (this.#isSilent || this.#timer === null) return;
    this.#heard.push({ at: this.#now(), payload, timestamp });
  }

  #speak(): void {
    const now = this.#now();
    while (this.#due <= now) {
      this.#due += FRAME_MS;
      if (this.#isSilent) continue;
      const frame = this.#frames[this.#said];
      if (frame === undefined) this.#echo(now);
      else {
        this.#said++;
        this.#say(frame, TICKS_PER_FRAME);
        this.#heard = [];
      }
    }
  }

  #echo(now: number): void {
    const next = this.#heard[0];
    if (next === undefined || next.at + ECHO_MS > now) return;
    this.#heard.shift();
    const passed = this.#lastEchoed === null ? 0 : (next.timestamp - this.#lastEchoed) >>> 0;
    this.#lastEchoed = next.timestamp;
    const isGap = passed > LONGEST_GAP_TICKS;
    this.#say(next.payload, isGap || passed === 0 ? TICKS_PER_FRAME : passed);
  }

  #say(payload: Buffer, ticks: number): void {
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#timestamp = (this.#timestamp + ticks) >>> 0;
    this.#send({
      payload,
      sequence: this.#sequence,
      timestamp: this.#timestamp,
      isFirst: this.#isFirst,
    });
    this.#isFirst = false;
  }
}

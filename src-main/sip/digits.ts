import type { Session } from "sip.js";
import { digitsLastMs, digitTiming } from "#contract/media.ts";
import type { Settings } from "#contract/settings.ts";
import type { CallHappening } from "#desk/phone-port.ts";
import type { MediaLink } from "#desk/ports.ts";
import type { MediaBridge } from "./media-bridge.ts";
import type { PhoneTiming } from "./timing.ts";

export interface DigitsOptions {
  readonly session: Session;
  readonly bridge: MediaBridge;
  readonly media: MediaLink;
  /** Within the audio (RFC 4733), by INFO, or as the far end can take it. */
  readonly how: Settings["call"]["dtmf"];
  readonly timing: PhoneTiming;
  readonly tell: (happening: CallHappening) => void;
}

/** Keys pressed in a call, sent one after another in the order they were asked for. */
export class Digits {
  readonly #options: DigitsOptions;
  #last: Promise<unknown> = Promise.resolve();
  #isStopped = false;

  constructor(options: DigitsOptions) {
    this.#options = options;
  }

  send(asked: string): void {
    const digits = asked.toUpperCase();
    if (/^[0-9A-D*#,]{1,64}$/.test(digits)) {
      this.#last = this.#last.then(() => this.#deliver(digits));
    } else {
      this.#options.tell({ type: "digits-failed", digits: asked });
    }
  }

  /** Tells no more, and sends none of what still waits. */
  stop(): void {
    this.#isStopped = true;
  }

  /** To be asked again after every wait. */
  #hasStopped(): boolean {
    return this.#isStopped;
  }

  async #deliver(digits: string): Promise<void> {
    const { how, bridge } = this.#options;
    if (this.#hasStopped()) return;
    const isInAudio = how === "rfc4733" || (how === "auto" && bridge.takesTelephoneEvents);
    let sent = isInAudio && (await this.#inAudio(digits)) ? digits.length : 0;
    if (sent === 0 && how !== "rfc4733") sent = await this.#byInfo(digits);
    if (this.#hasStopped()) return;
    const { tell } = this.#options;
    if (sent > 0) tell({ type: "digits-sent", digits: digits.slice(0, sent) });
    if (sent < digits.length) tell({ type: "digits-failed", digits: digits.slice(sent) });
  }

  async #inAudio(digits: string): Promise<boolean> {
    const { media, bridge, timing } = this.#options;
    const limitMs = digitsLastMs(digits) + timing.mediaAskMs;
    const reply = await media.ask("digits", { session: bridge.session, digits }, limitMs);
    return reply.ok && reply.value.isSent;
  }

  /** How many were sent; stops at the first that is refused. */
  async #byInfo(digits: string): Promise<number> {
    let sent = 0;
    for (const digit of digits) {
      if (this.#hasStopped()) break;
      if (digit !== "," && !(await this.#info(digit))) break;
      await pause(digitsLastMs(digit));
      sent += 1;
    }
    return sent;
  }

  /** True when the far end has taken it. */
  #info(digit: string): Promise<boolean> {
    const { session } = this.#options;
    return new Promise((resolve) => {
      const refused = (): void => {
        resolve(false);
      };
      const content = `Signal=${digit}\r\nDuration=${digitTiming.digitMs}\r\n`;
      const body = {
        contentDisposition: "render",
        contentType: "application/dtmf-relay",
        content,
      };
      session
        .info({
          requestDelegate: {
            onAccept: () => {
              resolve(true);
            },
            onRedirect: refused,
            onReject: refused,
          },
          requestOptions: { body },
        })
        .catch(refused);
    });
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

import type { Session } from "sip.js";
import type { CallEnd } from "#core/outcome.ts";
import type { MediaReply } from "#contract/media.ts";
import type { Settings } from "#contract/settings.ts";
import type { CallFact } from "#desk/phone-port.ts";
import type { MediaLink, Report } from "#desk/ports.ts";
import type { Endable, OwedEnds } from "./owed-ends.ts";
import type { PreparedMedia, TakenMedia } from "./prepared-media.ts";
import type { PhoneTiming } from "./timing.ts";
import type { LineAgent } from "./user-agent.ts";

/** What every call has of the line it is on. */
export interface CallParts {
  readonly line: LineAgent;
  readonly media: MediaLink;
  readonly prepared: PreparedMedia;
  readonly timing: PhoneTiming;
  readonly call: Settings["call"];
  readonly report: Report;
  readonly owedEnds: OwedEnds;
  readonly tell: (fact: CallFact) => void;
}

/** A media session, or why there is none. */
export type TakeMedia = () => Promise<MediaReply<TakenMedia>>;

/** Why we end a call: told as its end unless the network says something that outranks it. */
export type Ending = Pick<CallEnd, "by" | "fault" | "sipReason">;

/** The side of a call that differs with who began it. */
export interface Leg extends Endable {
  readonly session: Session;
  readonly isCaller: boolean;
  /** Nothing has left yet, and nobody knows of the call. */
  isUnsent(): boolean;
  /** The far end has answered, though it may not have come to talking. */
  isAccepted(): boolean;
  /** The time before the answer is over: answered or on its way out (null), or ended by the network as told. */
  settle(end: CallEnd | null): void;
}

import type { Callback, PlatformIdentity } from "#core/callback.ts";
import { untold, type Told } from "#core/told.ts";
import type { IncomingRecord, Problem } from "#desk/ports.ts";
import type { Named } from "./arrange.ts";
import { NoIdentity } from "./errors.ts";

/** What one record said of a callback, under the ids that it came with. */
export interface Telling extends Named {
  /** Null: an older build kept no more than the text. */
  readonly callback: Callback | null;
  readonly raw: string;
  readonly envelope: string | null;
  readonly problems: readonly Problem[];
  readonly told: Told;
}

/** A telling that can be shown. */
export type ReadTelling = Telling & { readonly callback: Callback };

/** @throws NoIdentity when the record has no id of its own. */
export function tellingOf(record: IncomingRecord): ReadTelling {
  const { callback, raw, envelope, problems, told = untold } = record;
  const { conversationId, participantId, communicationId, interactionId } = callback.identity;
  if (interactionId === null && participantId === null && communicationId === null) {
    throw new NoIdentity("The record has no id of its own, so it cannot be kept");
  }
  const { shape } = callback;
  return {
    shape,
    conversationId,
    participantId,
    communicationId,
    interactionId,
    callback,
    raw,
    envelope,
    problems,
    told,
  };
}

export const isRead = (telling: Telling): telling is ReadTelling => telling.callback !== null;

export const ownIds = (of: PlatformIdentity): PlatformIdentity => ({
  conversationId: of.conversationId,
  participantId: of.participantId,
  communicationId: of.communicationId,
  interactionId: of.interactionId,
});

/** All that is known of the ids of one callback: what a telling does not say, another may. */
export function allIds(first: PlatformIdentity, more: readonly PlatformIdentity[]) {
  const known = { ...ownIds(first) };
  for (const each of more) {
    known.conversationId ??= each.conversationId;
    known.participantId ??= each.participantId;
    known.communicationId ??= each.communicationId;
    known.interactionId ??= each.interactionId;
  }
  return known;
}

export const isSameIds = (a: PlatformIdentity, b: PlatformIdentity): boolean =>
  a.conversationId === b.conversationId &&
  a.participantId === b.participantId &&
  a.communicationId === b.communicationId &&
  a.interactionId === b.interactionId;

/** The most specific of the ids it came with. */
export function sourceIdOf({ identity }: Callback): string {
  const { conversationId, participantId, communicationId, interactionId } = identity;
  return interactionId ?? communicationId ?? participantId ?? conversationId ?? "";
}

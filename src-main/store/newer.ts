import type { Callback, CallbackState, Shape } from "#core/callback.ts";
import type { Told } from "#core/told.ts";

/** What of a telling says how old it is. */
export interface Standing {
  readonly callback: Callback;
  readonly told: Told;
}

/** What of a telling says of which kind it is: the document, and whether it came with its conversation. */
export interface Kind {
  readonly shape: Shape;
  readonly conversationId: string | null;
}

const OVER = 6;
/** How far a callback has come; states that callbacks never have tell nothing. */
const progress: Readonly<Record<CallbackState, number | null>> = {
  none: 0,
  scheduled: 1,
  uploading: 1,
  offering: 2,
  alerting: 3,
  contacting: 4,
  dialing: 4,
  connected: 5,
  disconnected: OVER,
  terminated: 7,
  converting: null,
  transmitting: null,
  parked: null,
};

/** Engage's `callback_status` of a request that is over: cancelled by agent, final, replaced, expired. */
export const OVER_IN_ENGAGE: ReadonlySet<number | null> = new Set([7, 9, 12, 14]);

/**
 * Which of two tellings of the same callback is the older: below zero the first, above zero the
 * second, zero when nothing tells them apart. Decided by the first of these that both tell and that
 * differs:
 *
 * 1. whether it is over: a communication that has ended never runs again;
 * 2. the envelope's version, where both count in the same topic;
 * 3. the event's own time;
 * 4. how far it has come: the state; in Engage the attempts made, then whether it is final;
 * 5. the latest instant of what has already happened. Between two documents only those instants
 *    count that both of them tell, for one that has no time line is not older for that.
 *
 * The scheduled time decides nothing: it may move either way.
 */
export function compareAge(a: Standing, b: Standing): number {
  const [rankA, rankB] = [rankOf(a), rankOf(b)];
  return (
    apart(rankA === null ? null : isPast(rankA), rankB === null ? null : isPast(rankB)) ||
    (a.told.topic === b.told.topic ? apart(a.told.version, b.told.version) : 0) ||
    apart(a.told.at, b.told.at) ||
    apart(rankA, rankB) ||
    apart(attemptsOf(a), attemptsOf(b)) ||
    apart(finalOf(a), finalOf(b)) ||
    compareHappened(a.callback, b.callback)
  );
}

const apart = (a: number | null, b: number | null): number =>
  a === null || b === null ? 0 : Math.sign(a - b);
const isPast = (rank: number): number => (rank >= OVER ? 1 : 0);
const attemptsOf = ({ callback }: Standing): number | null => callback.engage?.attempts ?? null;

function rankOf({ callback }: Standing): number | null {
  const state = callback.state?.value ?? null;
  return state === null ? null : progress[state];
}

function finalOf({ callback }: Standing): number | null {
  const status = callback.engage?.callbackStatus ?? null;
  return status === null ? null : OVER_IN_ENGAGE.has(status) ? 1 : 0;
}

function compareHappened(a: Callback, b: Callback): number {
  const [inA, inB] = [happened(a), happened(b)];
  const isSameDocument = a.shape === b.shape;
  let [latestA, latestB] = [-Infinity, -Infinity];
  inA.forEach((atA, kind) => {
    const atB = inB[kind] ?? -Infinity;
    if (!isSameDocument && (atA === -Infinity || atB === -Infinity)) return;
    latestA = Math.max(latestA, atA);
    latestB = Math.max(latestB, atB);
  });
  return latestA === latestB ? 0 : Math.sign(latestA - latestB);
}

/** Instants by what they are of; `-Infinity`: not told. */
const happened = (callback: Callback): readonly number[] => [
  latest(callback.startAlertingAt),
  latest(callback.connectedAt),
  latest(callback.endedAt),
  latest(...callback.segments.flatMap(({ startAt, endAt }) => [startAt, endAt])),
  latest(callback.wrapUp?.endAt),
  latest(callback.afterCallWork?.startAt, callback.afterCallWork?.endAt),
];

const latest = (...instants: readonly (number | null | undefined)[]): number =>
  Math.max(...instants.map((at) => at ?? -Infinity));

/** Of two documents that tell as much, this one first; others come last. */
const preference: readonly Shape[] = [
  "callback-media-participant",
  "callback",
  "conversation-notification-callback",
  "callback-basic",
];

/** Tellings of one kind replace each other; those of different kinds are kept beside each other. */
export const isSameKind = (a: Kind, b: Kind): boolean =>
  a.shape === b.shape && (a.conversationId === null) === (b.conversationId === null);

/**
 * True when what came takes the place of what is shown. When nothing tells them apart, what came
 * later does, so that a corrected file counts; but of two kinds that do not contradict each other
 * it is the one that tells more, in whatever order they come.
 */
export function supplants(came: Standing & Kind, shown: Standing & Kind): boolean {
  const age = compareAge(came, shown);
  if (age !== 0) return age > 0;
  if (isSameKind(came, shown)) return true;
  const [inCame, inShown] = [guiding(came.callback), guiding(shown.callback)];
  if (contradicts(inCame, inShown)) return true;
  const more = countTold(inCame) - countTold(inShown);
  return more === 0 ? preferenceOf(came) < preferenceOf(shown) : more > 0;
}

function preferenceOf({ shape, conversationId }: Kind): number {
  const place = preference.indexOf(shape);
  const bare = conversationId === null ? preference.length + 1 : 0;
  return bare + (place < 0 ? preference.length : place);
}

type Guide = string | number | boolean | null;

/** Told by both and not the same. */
const contradicts = (a: readonly Guide[], b: readonly Guide[]): boolean =>
  a.some((told, index) => told !== null && told !== (b[index] ?? told));

const countTold = (guides: readonly Guide[]): number =>
  guides.filter((told) => told !== null).length;

/** What an agent goes by; null: not told. */
const guiding = (callback: Callback): readonly Guide[] => [
  // Without a time it is to be called at once: that is told as well.
  callback.scheduledAt ?? "at once",
  callback.customerName,
  callback.numbers.length === 0 ? null : JSON.stringify(callback.numbers),
  callback.timeoutSeconds,
  callback.skipEnabled,
  callback.externalCampaign,
  callback.automatedCallbackConfigId,
  callback.held,
  callback.voicemail?.uploadStatus?.value ?? null,
  callback.wrapUp?.code ?? null,
  callback.wrapUp?.notes ?? null,
  Object.keys(callback.attributes).length === 0 ? null : JSON.stringify(callback.attributes),
];

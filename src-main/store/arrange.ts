import type { PlatformIdentity, Shape } from "#core/callback.ts";

/** The ids one telling of a callback came with. */
export interface Named extends PlatformIdentity {
  readonly shape: Shape;
}

/**
 * Tells which tellings are of one callback, each group being one. A pure function of the set: the
 * order in which tellings came makes no difference.
 *
 * - An Engage interaction is known by its id.
 * - A communication is known by conversation, participant and communication, whatever document tells
 *   it. A participant's id and a communication's id are never taken for each other.
 * - A telling that says less belongs to the only one that says more and agrees with it: a bare
 *   communication to the one with its id that came in the same document; a participant to the only
 *   communication known under it. Where there are several it stays by itself, for nobody can say to
 *   which of them it belongs.
 */
export function arrange<T extends Named>(tellings: readonly T[]): readonly (readonly T[])[] {
  const groups = new Groups<T>();
  const of = (wanted: (telling: T) => boolean) => tellings.filter(wanted);
  for (const each of of(isEngage)) groups.add(["engage", each.interactionId], each);

  const communications = of((each) => !isEngage(each) && isCommunication(each));
  const isFull = (each: T) => each.conversationId !== null && each.participantId !== null;
  const within = (each: T) => [each.conversationId, each.participantId, each.communicationId];
  for (const each of communications.filter(isFull)) groups.add(within(each), each);
  const hosts = () => groups.all().filter((group) => group.some(isCommunication));
  const unplaced = communications.filter((each) => !isFull(each));
  for (const each of unplaced.filter(({ conversationId }) => conversationId !== null)) {
    groups.join(hosts(), agreesWith(each), within(each), each);
  }
  for (const each of unplaced.filter(({ conversationId }) => conversationId === null)) {
    groups.join(hosts(), isSameDocument(each), [each.shape, null, each.communicationId], each);
  }

  const participants = of((each) => !isEngage(each) && !isCommunication(each));
  const flat = new Groups<T>();
  for (const each of participants.filter(({ conversationId }) => conversationId !== null)) {
    flat.add(within(each), each);
  }
  const placed = flat.all();
  for (const each of participants.filter(({ conversationId }) => conversationId === null)) {
    flat.join(placed, isSameDocument(each), [each.shape, each.participantId], each);
  }
  const known = hosts();
  for (const members of flat.all()) {
    const inside = members.find(({ conversationId }) => conversationId !== null);
    const under = inside === undefined ? [] : known.filter((host) => host.some(isUnder(inside)));
    const [only] = under;
    if (under.length === 1 && only !== undefined) only.push(...members);
    else groups.push(members);
  }
  return groups.all();
}

const isEngage = ({ interactionId }: Named): boolean => interactionId !== null;

const isCommunication = ({ communicationId }: Named): boolean => communicationId !== null;

const agrees = (a: string | null, b: string | null): boolean => a === null || b === null || a === b;

/** Of the same conversation and communication, and of no other participant. */
const agreesWith = (a: Named) => (b: Named) =>
  a.communicationId === b.communicationId &&
  a.conversationId === b.conversationId &&
  agrees(a.participantId, b.participantId);

/** The same document about the same id, which came with its conversation. */
const isSameDocument = (bare: Named) => (b: Named) =>
  b.conversationId !== null &&
  bare.shape === b.shape &&
  bare.communicationId === b.communicationId &&
  agrees(bare.participantId, b.participantId);

const isUnder = (participant: Named) => (communication: Named) =>
  communication.conversationId === participant.conversationId &&
  communication.participantId === participant.participantId;

class Groups<T> {
  readonly #byName = new Map<string, T[]>();

  all(): T[][] {
    return [...this.#byName.values()];
  }

  add(name: readonly unknown[], member: T): void {
    const key = JSON.stringify(name);
    const group = this.#byName.get(key);
    if (group === undefined) this.#byName.set(key, [member]);
    else group.push(member);
  }

  /** Into the only host that has a matching member, else to those of its own name. */
  join(
    hosts: readonly T[][],
    matches: (member: T) => boolean,
    name: readonly unknown[],
    member: T,
  ): void {
    const found = hosts.filter((host) => host.some(matches));
    const [only] = found;
    if (found.length === 1 && only !== undefined) only.push(member);
    else this.add(name, member);
  }

  push(group: T[]): void {
    this.#byName.set(JSON.stringify(["apart", this.#byName.size]), group);
  }
}

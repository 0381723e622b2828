/** A record of a conversation, as far as it matters which of them stands for the callback. */
export interface Contender {
  readonly id: number;
  /** As they are dialled, where they can be. */
  readonly numbers: readonly string[];
  /** It is the record of an agent or user, not of the customer or a queue. */
  readonly isWorking: boolean;
  /** When its participant joined, null when it is not told. */
  readonly joinedAt: number | null;
  readonly isOver: boolean;
  readonly isInHand: boolean;
  /** Its ids as text, by which those that are alike in everything else follow each other. */
  readonly name: string;
}

/**
 * Which record of a conversation stands for each callback in it: one that another leads is mapped to
 * it, one that leads to null. A pure function of the set.
 *
 * Records that have a number in common are of the same callback, and so is one without any number:
 * of the callback whose leader comes first. Who leads: the one in the agent's hands; then one that
 * has a number, for another could not be called; then an agent's or user's; then the one that joined
 * last; then one that is not over; then by name.
 */
export function chooseLeads(contenders: readonly Contender[]): ReadonlyMap<number, number | null> {
  const ranked = [...contenders].sort(compare);
  const callbacks: { readonly leader: Contender; readonly numbers: Set<string> }[] = [];
  const chosen = new Map<number, number | null>();
  for (const each of inTurn(ranked)) {
    const mine = callbacks.find(({ numbers }) => each.numbers.some((one) => numbers.has(one)));
    const found = mine ?? (each.numbers.length === 0 ? callbacks[0] : undefined);
    chosen.set(each.id, found?.leader.id ?? null);
    if (found === undefined) {
      callbacks.push({ leader: each, numbers: numbersAlong(each, ranked) });
    }
  }
  return chosen;
}

const mayLead = ({ isInHand, numbers }: Contender): boolean => isInHand || numbers.length > 0;

/** Who has no number follows whoever leads. */
const inTurn = (ranked: readonly Contender[]): readonly Contender[] => [
  ...ranked.filter(mayLead),
  ...ranked.filter((each) => !mayLead(each)),
];

/** All numbers that are of one callback with the leader's, over any chain of records. */
function numbersAlong(leader: Contender, all: readonly Contender[]): Set<string> {
  if (leader.numbers.length === 0) return new Set(all.flatMap(({ numbers }) => numbers));
  const numbers = new Set(leader.numbers);
  for (let before = -1; before !== numbers.size;) {
    before = numbers.size;
    for (const each of all) {
      if (each.numbers.some((one) => numbers.has(one)))
        for (const one of each.numbers) numbers.add(one);
    }
  }
  return numbers;
}

function compare(a: Contender, b: Contender): number {
  return (
    first(a.isInHand, b.isInHand) ||
    first(a.isWorking, b.isWorking) ||
    Math.sign((b.joinedAt ?? -1) - (a.joinedAt ?? -1)) ||
    first(!a.isOver, !b.isOver) ||
    (a.name < b.name ? 1 : a.name > b.name ? -1 : a.id - b.id)
  );
}

const first = (a: boolean, b: boolean): number => Number(b) - Number(a);

import type { CallId } from "./call-id.ts";
import type {
  AttemptLine,
  SideCall,
  SideCalls,
  SideEffect,
  SideEvent,
  SideRecord,
  SideStep,
} from "./side-calls.ts";
import { waitFor } from "./side-line.ts";
import { blank, consultedAbout, find, put, stay, subjectOf, to } from "./side-moves.ts";

/** One consultation at a time; while there is an attempt it is about that one's customer. */
export function consult(
  sides: SideCalls,
  { call: id, number, beside, now }: Extract<SideEvent, { type: "consult-asked" }>,
  attempt: AttemptLine | null,
): SideStep {
  const subject = subjectOf(sides, beside, attempt);
  const isPossible =
    subject !== undefined &&
    (attempt === null || attempt === subject) &&
    attempt?.id !== id &&
    find(sides, id) === undefined &&
    sides.waiting === null &&
    !sides.calls.some(({ kind }) => kind === "consult");
  if (!isPossible) return stay(sides);
  const call: SideCall = { ...blank(id, "consult", number, now), at: "parked", beside };
  const opened: SideRecord = {
    write: "side-opened",
    call: id,
    kind: "consult",
    number,
    name: null,
    about: find(sides, beside)?.about ?? null,
    beside,
    at: now,
  };
  const asked = waitFor(
    { ...sides, calls: [...sides.calls, call] },
    { do: "invite", call: id },
    attempt,
  );
  return asked === null ? stay(sides) : to(asked, [opened]);
}

/** The two take the line together. */
export function join(sides: SideCalls, id: CallId, attempt: AttemptLine | null): SideStep {
  const subject = subjectOf(sides, id, attempt);
  const consulted = consultedAbout(sides, id);
  const isPossible =
    subject !== undefined &&
    consulted !== undefined &&
    sides.joined === null &&
    sides.waiting === null;
  if (!isPossible) return stay(sides);
  const effects: SideEffect[] = [];
  let next: SideCalls = {
    ...sides,
    line: consulted.id,
    joined: { subject: id, consult: consulted.id, isMixed: false },
  };
  for (const { id: party, hold } of [subject, consulted]) {
    if (hold === "on") effects.push({ do: "resume", call: party });
    const call = find(next, party);
    if (call === undefined) continue;
    const isHeld = hold === "on";
    next = put(next, { ...call, hold: isHeld ? "releasing" : hold, trouble: null });
  }
  return to(next, [], [...effects, { do: "join", calls: [id, consulted.id] }]);
}

/** Whom it is about keeps the line; the consulted party goes on hold. */
export function part(sides: SideCalls): SideStep {
  if (sides.joined === null) return stay(sides);
  const apart: SideCalls = { ...sides, joined: null, line: sides.joined.subject };
  return to(apart, [], [{ do: "join", calls: [] }]);
}

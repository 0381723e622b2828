import fc from "fast-check";
import type { Shape } from "#core/callback.ts";

/** A participant as it is at one step of the conversation's life. */
interface Part {
  readonly id: string;
  readonly purpose: string;
  readonly joinedAt: number;
  readonly state: string;
  readonly connectedAt: number | null;
  readonly endedAt: number | null;
}

/** One document about one conversation as it was at one step of its life. */
export interface Message {
  readonly step: number;
  /** JSON text as a platform would send it. */
  readonly text: string;
}

const START = Date.UTC(2026, 10, 20, 8);
const instant = (step: number): string => new Date(START + step * 60_000).toISOString();
const orNull = (step: number | null): string | null => (step === null ? null : instant(step));

/** Waits, is offered to an agent who does not answer, then to one who takes it and ends it. */
function partsAt(conversation: string, step: number): Part[] {
  const part = (
    name: string,
    purpose: string,
    joinedAt: number,
    states: readonly (readonly [number, string])[],
  ): Part => {
    const reached = states.filter(([from]) => from <= step);
    const when = (state: string) => reached.find(([, name]) => name === state)?.[0] ?? null;
    const state = reached.at(-1)?.[1] ?? "none";
    const id = `${conversation}-${name}`;
    return {
      id,
      purpose,
      joinedAt,
      state,
      connectedAt: when("connected"),
      endedAt: when("disconnected"),
    };
  };
  const parts = [
    part("queue", "acd", 0, [
      [0, "scheduled"],
      [1, "offering"],
      [6, "disconnected"],
      [7, "terminated"],
    ]),
    part("first", "agent", 2, [
      [2, "alerting"],
      [3, "disconnected"],
    ]),
    part("second", "agent", 4, [
      [4, "alerting"],
      [5, "connected"],
      [6, "disconnected"],
      [7, "terminated"],
    ]),
  ];
  return parts.filter(({ joinedAt }) => joinedAt <= step);
}

const LAST_STEP = 7;

const facts = (conversation: string) => ({
  callbackNumbers: [`+155501${conversation.length}0`],
  callbackUserName: `Guest of ${conversation}`,
  skipEnabled: false,
  timeoutSeconds: 15,
});

/** The part as a communication of the given document. */
function communication(conversation: string, part: Part, shape: Shape) {
  const isShouted = shape === "conversation-notification-callback";
  return {
    id: `${part.id}-communication`,
    state: isShouted ? part.state.toUpperCase() : part.state,
    direction: isShouted ? "OUTBOUND" : "outbound",
    held: false,
    ...facts(conversation),
    connectedTime: orNull(part.connectedAt),
    disconnectedTime: orNull(part.endedAt),
    ...(shape === "callback" && {
      callerId: "+15550199",
      segments: [{ startTime: instant(part.joinedAt), type: "alert" }],
    }),
    ...(isShouted && { additionalProperties: null }),
  };
}

const flattened = (conversation: string, part: Part) => ({
  id: part.id,
  purpose: part.purpose,
  startTime: instant(part.joinedAt),
  state: part.state,
  direction: "outbound",
  held: false,
  ...facts(conversation),
  connectedTime: orNull(part.connectedAt),
  endTime: orNull(part.endedAt),
});

function conversationAt(id: string, step: number, shape: Shape) {
  const participants = partsAt(id, step).map((part) =>
    shape === "callback-media-participant"
      ? flattened(id, part)
      : { id: part.id, purpose: part.purpose, callbacks: [communication(id, part, shape)] },
  );
  return { id, participants };
}

const tellings = [
  "snapshot",
  "flat snapshot",
  "basic snapshot",
  "bare",
  "flat bare",
  "notification",
  "flat notification",
] as const;

function messageOf(id: string, step: number, how: (typeof tellings)[number]): Message {
  const shape: Shape =
    how === "snapshot" || how === "bare"
      ? "callback"
      : how === "basic snapshot"
        ? "callback-basic"
        : how === "notification"
          ? "conversation-notification-callback"
          : "callback-media-participant";
  const body = conversationAt(id, step, shape);
  if (how.endsWith("bare")) {
    const part = partsAt(id, step).at(-1);
    const record =
      part === undefined
        ? {}
        : how === "bare"
          ? communication(id, part, shape)
          : flattened(id, part);
    return { step, text: JSON.stringify(record) };
  }
  if (!how.endsWith("notification")) return { step, text: JSON.stringify(body) };
  const topicName =
    how === "notification" ? "v2.users.kim.conversations" : "v2.users.kim.conversations.callbacks";
  return { step, text: JSON.stringify({ topicName, version: String(step + 1), eventBody: body }) };
}

/** What was told of up to three conversations, in an order in which it never happened. */
export const anyStory: fc.Arbitrary<readonly Message[]> = fc
  .array(
    fc.record({
      id: fc.constantFrom("a", "bb", "ccc"),
      step: fc.nat({ max: LAST_STEP }),
      how: fc.constantFrom(...tellings),
    }),
    { minLength: 1, maxLength: 14 },
  )
  .map((told) => told.map(({ id, step, how }) => messageOf(id, step, how)));

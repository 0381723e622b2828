import { emptyCallback, type Callback, type Shape } from "#core/callback.ts";
import type { Adapter, Draft } from "./adapter.ts";
import { callbackBasic } from "./callback-basic.ts";
import { callbackMediaParticipant, ofParticipant } from "./callback-media-participant.ts";
import { callback } from "./callback.ts";
import { conversationNotificationCallback } from "./conversation-notification-callback.ts";
import { csvRow } from "./csv.ts";
import type { RowLayout } from "./csv-layout.ts";
import { emptyEngage, engageCallbackInteraction } from "./engage-callback-interaction.ts";
import { parents, routing, wrapUp } from "./nested.ts";
import { identifier, text } from "./read-fields.ts";
import { isObject, Reading, type JsonObject, type Problem } from "./reading.ts";
import { fieldsOf, readTable, type Field } from "./table.ts";
import { isTold } from "./told.ts";

export const adapters: Readonly<Record<Shape, Adapter>> = {
  "callback-basic": callbackBasic,
  callback,
  "callback-media-participant": callbackMediaParticipant,
  "conversation-notification-callback": conversationNotificationCallback,
  "engage-callback-interaction": engageCallbackInteraction,
  csv: csvRow,
};

/** What an envelope tells about a record beside the record itself. */
export interface Surroundings {
  readonly conversationId: string | null;
  readonly participantId: string | null;
  /** The participant a communication belongs to; it holds queue, attributes and wrap-up rules. */
  readonly participant: JsonObject | null;
  /** What of the ids around it could not be read. */
  readonly problems: readonly Problem[];
  /** How the rows of its table are read; without it a row is read by its own headers. */
  readonly layout?: RowLayout;
}

export const bare: Surroundings = {
  conversationId: null,
  participantId: null,
  participant: null,
  problems: [],
};

export interface ReadRecord {
  readonly callback: Callback;
  readonly problems: readonly Problem[];
}

const nested = { ...parents, engage: emptyEngage };

/**
 * Reads any value as a record of the shape. Never throws: a field that cannot be read stays unset
 * and is told in `problems`. What the record does not say itself is taken from its surroundings.
 */
export function readRecord(value: unknown, shape: Shape, around: Surroundings = bare): ReadRecord {
  const adapter = adapters[shape];
  const draft: Draft = emptyCallback(shape);
  const reading = new Reading();
  if (!isObject(value)) {
    reading.wrong("an object", value);
    return { callback: draft, problems: reading.problems };
  }
  if (adapter.read === undefined) {
    readTable(adapter.table, value, draft, reading, nested);
    readTable(adapter.later, value, draft, reading, nested);
  } else {
    adapter.read(value, draft, reading, around.layout);
  }
  const problems = [...reading.problems, ...addSurroundings(draft, around)];
  const deriving = new Reading();
  adapter.derive?.(draft, deriving, value);
  return { callback: draft, problems: [...problems, ...deriving.problems] };
}

/**
 * Null when the record can be told from every other, else why not. Without an id a record would be
 * added anew each time it comes.
 */
export function missingIdentity(record: Callback): Problem | null {
  const { participantId, communicationId, interactionId } = record.identity;
  if (participantId !== null || communicationId !== null || interactionId !== null) return null;
  const { idField } = adapters[record.shape];
  return {
    path: `$.${idField}`,
    reason: `a ${record.shape} record needs its ${idField} (text that is not blank)`,
  };
}

const field = fieldsOf<Callback>();

/** A participant of a `Conversation`: like the flattened one, but with bare ids for references. */
const participantTable: readonly Field[] = [
  ...Object.values(ofParticipant),
  field("conversationRoutingData", "routing", routing, "How it is to be routed."),
  field("wrapup", "wrapUp", wrapUp, "Wrap-up of the participant."),
  field("userId", "user.id", identifier, "The platform's user."),
  field("queueId", "queue.id", identifier, "Its queue."),
  field("queueName", "queue.name", text, "Name of that queue."),
  field("teamId", "team.id", identifier, "Its team."),
  field("externalContactId", "externalContact.id", identifier, "External contact."),
  field("externalOrganizationId", "externalOrganization.id", identifier, "External organization."),
];

function addSurroundings(draft: Draft, around: Surroundings): readonly Problem[] {
  if (around === bare) return [];
  const { identity } = draft;
  draft.identity = {
    ...identity,
    conversationId: identity.conversationId ?? around.conversationId,
    participantId: identity.participantId ?? around.participantId,
  };
  if (around.participant === null) return around.problems;
  const outer = emptyCallback(draft.shape);
  const reading = new Reading("$participant");
  readTable(participantTable, around.participant, outer, reading, nested);
  fillIn(draft, outer);
  return [...around.problems, ...reading.problems];
}

/** Takes over what `outer` tells and the draft does not. */
function fillIn(draft: Draft, outer: Callback): void {
  const target = draft as Record<string, unknown>;
  for (const [name, value] of Object.entries(outer)) {
    if (name !== "shape" && name !== "identity" && !isTold(target[name])) target[name] = value;
  }
}

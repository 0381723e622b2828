import type { Callback } from "#core/callback.ts";
import type { Adapter } from "./adapter.ts";
import { callbackBasic } from "./callback-basic.ts";
import { callbackMediaParticipant } from "./callback-media-participant.ts";
import { callback } from "./callback.ts";
import { conversationNotificationCallback } from "./conversation-notification-callback.ts";
import { cell, phoneCell } from "./csv-cells.ts";
import { headersOf, plainHeader } from "./csv-headers.ts";
import type { Part, Target } from "./csv-layout.ts";
import { engageCallbackInteraction } from "./engage-callback-interaction.ts";
import { entityRef } from "./nested.ts";
import {
  engageInteger,
  identifier,
  instant,
  integer,
  natural,
  text,
  truth,
} from "./read-fields.ts";
import { fieldsOf, type Field } from "./table.ts";

const field = fieldsOf<Callback>();

/** Fields that tables of teams have, by the names that a mapping and an exported header use. */
export const ownFields: readonly Field[] = [
  field("id", "identity.communicationId", cell(identifier), "Tells the row from all others."),
  field("name", "customerName", cell(text), "Who is to be called."),
  field("phone", "numbers", phoneCell, "One or several numbers; so may several columns be."),
  field("scheduled", "scheduledAt", cell(instant), "Not to be called before this."),
  field("until", "expiresAt", cell(instant), "Not to be called after this."),
  field("created", "createdAt", cell(instant), "When the callback was asked for."),
  field("queue", "queue", cell(entityRef), "The queue, by its name."),
  field("subject", "engage.subject", cell(text), "What it is about."),
  field("notes", "engage.text", cell(text), "What the agent should know."),
  field("attempts", "engage.attempts", cell(engageInteger), "Attempts made so far."),
  field("skip", "skipEnabled", cell(truth), "Whether it may be skipped."),
  field(
    "timeout",
    "timeoutSeconds",
    cell(natural),
    "Seconds until the call is placed by itself; 0 means never.",
    "s",
  ),
  field("scriptId", "scriptId", cell(identifier), "Script to use."),
  field("priority", "routing.priority", cell(integer), "Its weight in the queue."),
  field("organization", "externalOrganization.name", cell(text), "Whom the customer speaks for."),
  field("customerId", "engage.customerId", cell(identifier), "The customer, who may return."),
  field("wrapUpCode", "wrapUp.code", cell(identifier), "Wrap-up code."),
  field("wrapUpName", "wrapUp.name", cell(text), "Name of that code."),
  field("wrapUpNotes", "wrapUp.notes", cell(text), "What the agent wrote."),
];

const documents: readonly Adapter[] = [
  callback,
  callbackBasic,
  conversationNotificationCallback,
  callbackMediaParticipant,
  engageCallbackInteraction,
];

const told = documents.flatMap(({ table, later }) => [...table, ...later]);
const homeOf = ({ home }: Field): string => home?.join(".") ?? "";
const ownHomes = new Set(ownFields.map(homeOf));

/** Ids of a platform would make a row of a table pass for that platform's own record. */
const isForRows = (each: Field): boolean =>
  each.home !== null && each.home[0] !== "identity" && !ownHomes.has(homeOf(each));

/** Fields of the platforms' documents beside our own: a table made out of those documents has them. */
export const documentFields: readonly Field[] = [
  ...Map.groupBy(told.filter(isForRows), homeOf).values(),
].flatMap(([first]) => (first === undefined ? [] : [forRows(first)]));

/** In a table there is one name for everything: a participant's is not the customer's. */
function forRows(each: Field): Field {
  const isTaken = ownFields.some(({ wire }) => wire[0] === each.wire[0]);
  // People call the script's id so.
  const isScript = homeOf(each) === "script";
  const wire = isScript ? ["scriptReference"] : isTaken ? [homeOf(each)] : each.wire;
  return { ...each, wire, codec: cell(each.codec) };
}

const parts: readonly string[] = ["firstName", "lastName", "time", "timeZone"] satisfies Part[];
const isPart = (name: string): name is Part => parts.includes(name);

/** The documents' names are the surest where nobody else calls anything so. */
function target(name: string, field: Field | Part, listed: readonly string[]): Target {
  const home = typeof field === "string" ? null : homeOf(field);
  const known = new Set([name, ...listed].map(plainHeader));
  const wires = told
    .filter((each) => homeOf(each) === home)
    .map(({ wire }) => plainHeader(wire.join("")))
    .filter((wire) => !known.has(wire));
  return { name, field, headers: [...new Set([...wires, ...known])], isMany: home === "numbers" };
}

/** Everything a column can be read as, the preferred first. */
export const targets: readonly Target[] = [
  ...Object.entries(headersOf).map(([name, lines]) => {
    const field = isPart(name) ? name : ownFields.find(({ wire }) => wire.join(".") === name);
    if (field === undefined) throw new Error(`there are headers for ${name}, which is no field`);
    return target(
      name,
      field,
      lines.flatMap((line) => line.split(",")),
    );
  }),
  ...documentFields.map((field) => target(field.wire.join("."), field, [])),
];

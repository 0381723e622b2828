import type { Shape } from "#core/callback.ts";
import { untold, type Told } from "#core/told.ts";
import { detectShape } from "./detect.ts";
import { bare, type Surroundings } from "./read-record.ts";
import { identifier } from "./read-fields.ts";
import { readTold } from "./read-told.ts";
import { isObject, kindOf, pathText, Reading, type JsonObject, type Problem } from "./reading.ts";

/** Where a value stands inside the envelope, from the outside in. */
export type Place = readonly (string | number)[];

/** A record found in an envelope, or something that stands where a record should. In document order. */
export type Found =
  | {
      readonly is: "record";
      readonly place: Place;
      /** The conversation, or whatever outermost object belongs to this record alone. */
      readonly unit: Place;
      readonly value: JsonObject;
      readonly shape: Shape;
      readonly around: Surroundings;
      readonly told: Told;
    }
  | ({ readonly is: "refused"; readonly place: Place } & Problem);

type Wanted = Shape | "auto";

/**
 * Finds the records in a bare record, a list of anything that follows, a conversation or participant
 * of either kind, an entity listing, or a notification. Never throws.
 *
 * A conversation holds one callback under several participants (customer, queue, agent): only an
 * agent's is a record of its own, else the customer would stand in the queue, and be called, twice.
 */
export function openEnvelope(value: unknown, wanted: Wanted): readonly Found[] {
  return open(value, wanted, []);
}

function open(value: unknown, wanted: Wanted, place: Place): readonly Found[] {
  if (Array.isArray(value)) return openList(value, wanted, place);
  return openOne(value, wanted, place);
}

const openList = (values: readonly unknown[], wanted: Wanted, place: Place): readonly Found[] =>
  values.flatMap((each, index) => openOne(each, wanted, [...place, index]));

function openOne(value: unknown, wanted: Wanted, unit: Place): readonly Found[] {
  if (!isObject(value)) return [notARecord(value, unit)];
  const [listName, entities] = pick(value, "entities");
  if (Array.isArray(entities)) {
    return entities.flatMap((each, index) =>
      openConversation(each, wanted, [...unit, listName, index], []),
    );
  }
  const broken = brokenList(value, listName, wanted, unit);
  if (broken !== null) return [broken];
  const [bodyName, body] = pick(value, "eventBody", "event_body");
  const [, topic] = pick(value, "topicName", "topic_name");
  if (typeof topic === "string") {
    // Today's notifications spell their enums like the rest of the interface; the topic tells them.
    const named = wanted === "auto" ? "conversation-notification-callback" : wanted;
    if (!isObject(body) || !Array.isArray(body["participants"])) {
      return [
        refuse(unit, "expected a notification about callbacks, found one without participants"),
      ];
    }
    const notice = { topic, envelope: value, mayBeFlat: wanted === "auto" };
    return openConversation(body, named, unit, [bodyName], notice);
  }
  return openConversation(value, wanted, unit, []);
}

/** The notification around a conversation. */
interface Notice {
  readonly topic: string;
  readonly envelope: JsonObject;
  readonly mayBeFlat: boolean;
}

function openConversation(
  value: unknown,
  wanted: Wanted,
  unit: Place,
  inner: Place,
  notice: Notice | null = null,
): readonly Found[] {
  const place = [...unit, ...inner];
  if (!isObject(value)) return [notARecord(value, place)];
  const mayBeFlat = notice?.mayBeFlat ?? wanted === "auto";
  const participants = value["participants"];
  if (Array.isArray(participants)) {
    const conversation = idIn(value, "$conversation");
    const told = readTold(notice?.topic ?? null, [value, notice?.envelope]);
    const level = { wanted, unit, conversation, told, mayBeFlat };
    return openParticipants(participants, level, [...place, "participants"]);
  }
  const callbacks = value["callbacks"];
  if (Array.isArray(callbacks)) {
    if (callbacks.length === 0) return [refuse(place, "expected callbacks, found none")];
    const level = { wanted, unit, conversation: noId, told: untold, mayBeFlat };
    return openCommunications(value, level, place);
  }
  const broken =
    brokenList(value, "participants", wanted, place) ??
    brokenList(value, "callbacks", wanted, place);
  if (broken !== null) return [broken];
  const shape = wanted === "auto" ? detectShape(value) : wanted;
  return [{ is: "record", place, unit, value, shape, around: bare, told: untold }];
}

interface Level {
  readonly wanted: Wanted;
  readonly unit: Place;
  readonly conversation: ReadId;
  readonly told: Told;
  /** Whether flattened participants are welcome although another shape was named. */
  readonly mayBeFlat: boolean;
}

interface Candidate {
  readonly purpose: string | null;
  readonly found: readonly Found[];
}

function openParticipants(
  participants: readonly unknown[],
  level: Level,
  place: Place,
): readonly Found[] {
  const refused: Found[] = [];
  const withCallback: Candidate[] = [];
  const plain: Candidate[] = [];
  for (const [index, each] of participants.entries()) {
    const here = [...place, index];
    if (!isObject(each)) {
      refused.push(notARecord(each, here));
      continue;
    }
    const purpose = typeof each["purpose"] === "string" ? each["purpose"].toLowerCase() : null;
    if (Array.isArray(each["callbacks"])) {
      if (each["callbacks"].length === 0) continue;
      withCallback.push({ purpose, found: openCommunications(each, level, here) });
      continue;
    }
    const broken = brokenList(each, "callbacks", level.wanted, here);
    if (broken !== null) {
      refused.push(broken);
    } else {
      const candidate = { purpose, found: [flattened(each, level, here)] };
      if (hasCallbackFields(each)) withCallback.push(candidate);
      else if (!hasOtherMedia(each)) plain.push(candidate);
    }
  }
  const chosen = chooseParticipants(withCallback.length > 0 ? withCallback : plain);
  if (chosen.length === 0 && refused.length === 0) {
    return [refuse(place, "expected a participant with a callback, found none")];
  }
  return [...refused, ...chosen.flatMap((candidate) => candidate.found)];
}

/** Who works the callback; every other participant only mirrors it. */
const working: ReadonlySet<string> = new Set(["agent", "user"]);

function chooseParticipants(candidates: readonly Candidate[]): readonly Candidate[] {
  const chosen = candidates.filter(({ purpose }) => purpose === null || working.has(purpose));
  if (chosen.length > 0) return chosen;
  // Nobody works it yet: the queue's participant has routing and attributes, the last is the present one.
  const queued = candidates.filter(({ purpose }) => purpose === "acd");
  return (queued.length > 0 ? queued : candidates).slice(-1);
}

function openCommunications(participant: JsonObject, level: Level, place: Place): readonly Found[] {
  const own = idIn(participant, "$participant");
  const around = {
    conversationId: level.conversation.id,
    participantId: own.id,
    participant,
    problems: [...level.conversation.problems, ...own.problems],
  };
  return (participant["callbacks"] as readonly unknown[]).map((value, index): Found => {
    const here = [...place, "callbacks", index];
    if (!isObject(value)) return notARecord(value, here);
    if (!mayBeCommunication(level.wanted)) {
      return refuse(here, misfit(level.wanted, "the callbacks of a participant"));
    }
    const shape = level.wanted === "auto" ? detectCommunication(value) : level.wanted;
    const { unit, told } = level;
    return { is: "record", place: here, unit, value, shape, around, told };
  });
}

function flattened(value: JsonObject, level: Level, place: Place): Found {
  if (!isOfParticipant(level.wanted) && !level.mayBeFlat && level.wanted !== "auto") {
    return refuse(
      place,
      misfit(level.wanted, "participants with the callback flattened into them"),
    );
  }
  const { id, problems } = level.conversation;
  const around = { ...bare, conversationId: id, problems };
  const shape = "callback-media-participant";
  const { unit, told } = level;
  return { is: "record", place, unit, value, shape, around, told };
}

const isOfParticipant = (wanted: Wanted) => wanted === "callback-media-participant";

const mayBeCommunication = (wanted: Wanted) =>
  !isOfParticipant(wanted) && wanted !== "engage-callback-interaction" && wanted !== "csv";

/** A communication is never a participant, whatever names a sender adds to it. */
function detectCommunication(value: JsonObject): Shape {
  const shape = detectShape(value);
  return mayBeCommunication(shape) ? shape : "callback";
}

const misfit = (wanted: Wanted, found: string) =>
  `expected records of ${wanted}, found ${found}; import with the format auto`;

const callbackNames = [
  "callbackNumbers",
  "callback_numbers",
  "callbackUserName",
  "callback_user_name",
  "callbackScheduledTime",
  "callback_scheduled_time",
  "outboundPreview",
  "outbound_preview",
  "voicemail",
  "timeoutSeconds",
  "timeout_seconds",
  "skipEnabled",
  "skip_enabled",
  "automatedCallbackConfigId",
  "automated_callback_config_id",
] as const;

const hasCallbackFields = (participant: JsonObject) =>
  callbackNames.some((name) => participant[name] !== undefined && participant[name] !== null);

/** A participant of a `Conversation` without callbacks has lists of other media instead. */
const hasOtherMedia = (participant: JsonObject) =>
  ["calls", "chats", "emails", "messages", "callbacks"].some((name) =>
    Array.isArray(participant[name]),
  );

function pick(value: JsonObject, ...names: readonly string[]): readonly [string, unknown] {
  const name = names.find((each) => value[each] !== undefined) ?? names[0] ?? "";
  return [name, value[name]];
}

/** An id of an envelope, and why it could not be read. */
interface ReadId {
  readonly id: string | null;
  readonly problems: readonly Problem[];
}

const noId: ReadId = { id: null, problems: [] };

function idIn({ id }: JsonObject, root: string): ReadId {
  if (id === undefined || id === null) return noId;
  const reading = new Reading(root);
  reading.enter("id");
  return { id: identifier.read(id, reading), problems: reading.problems };
}

/** What stands where an envelope has its list; null when that is one, or is not there. */
function brokenList(value: JsonObject, name: string, wanted: Wanted, place: Place): Found | null {
  const list = value[name];
  if (list === undefined || list === null || Array.isArray(list)) return null;
  // A team's own table may have a column of that name.
  if (wanted === "csv" || (wanted === "auto" && detectShape(value) === "csv")) return null;
  return refuse([...place, name], `expected a list, found ${kindOf(list)}`);
}

const notARecord = (value: unknown, place: Place): Found =>
  refuse(place, `expected an object, found ${kindOf(value)}`);

const refuse = (place: Place, reason: string): Found => ({
  is: "refused",
  place,
  path: pathText(place),
  reason,
});

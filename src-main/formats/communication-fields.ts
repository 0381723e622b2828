import type { Callback } from "#core/callback.ts";
import { callbackStates, directions, disconnectTypes } from "./enums.ts";
import {
  afterCallWork,
  artefact,
  preview,
  queueMediaSettings,
  segment,
  voicemail,
  wrapUp,
} from "./nested.ts";
import { coded, identifier, instant, list, natural, text, truth } from "./read-fields.ts";
import { fieldsOf } from "./table.ts";

const field = fieldsOf<Callback>();

/**
 * Fields that the cloud documents share, each told once; a document's table picks its own. Reading
 * accepts every name in camelCase (the wire) and in snake_case (Ruby and Python documents).
 */
export const shared = {
  state: field("state", "state", coded(callbackStates), "Connection state of this communication."),
  initialState: field(
    "initialState",
    "initialState",
    coded(callbackStates),
    "Connection state it was born with.",
  ),
  segments: field("segments", "segments", list(segment), "Its time line, in activity segments."),
  direction: field("direction", "direction", coded(directions), "Direction of the call."),
  held: field("held", "held", truth, "True while the person on this side hears silence."),
  disconnectType: field(
    "disconnectType",
    "disconnectType",
    coded(disconnectTypes),
    "Why it disconnected; null until it does.",
  ),
  startHoldTime: field(
    "startHoldTime",
    "startHoldAt",
    instant,
    "When it was put on hold, if it is on hold (cloud clock).",
  ),
  dialerPreview: field(
    "dialerPreview",
    "preview",
    preview,
    "Campaign preview; its presence makes the callback a preview.",
  ),
  voicemail: field(
    "voicemail",
    "voicemail",
    voicemail,
    "Voicemail, when the callback is an ACD voicemail.",
  ),
  callbackNumbers: field(
    "callbackNumbers",
    "numbers",
    list(text),
    "Numbers to call, the first by default.",
  ),
  callbackUserName: field(
    "callbackUserName",
    "customerName",
    text,
    "Name of the person who asked for the callback.",
  ),
  scriptId: field("scriptId", "scriptId", identifier, "Script to use."),
  externalCampaign: field(
    "externalCampaign",
    "externalCampaign",
    truth,
    "True if a third party dials.",
  ),
  skipEnabled: field("skipEnabled", "skipEnabled", truth, "Whether it may be skipped."),
  timeoutSeconds: field(
    "timeoutSeconds",
    "timeoutSeconds",
    natural,
    "Seconds until the call is placed by itself; 0 means never.",
    "s",
  ),
  startAlertingTime: field(
    "startAlertingTime",
    "startAlertingAt",
    instant,
    "When it first alerted.",
  ),
  connectedTime: field(
    "connectedTime",
    "connectedAt",
    instant,
    "When it was connected (cloud clock).",
  ),
  disconnectedTime: field(
    "disconnectedTime",
    "endedAt",
    instant,
    "When it disconnected (provider clock).",
  ),
  callbackScheduledTime: field(
    "callbackScheduledTime",
    "scheduledAt",
    instant,
    "When it is to be called (provider clock); missing means at once.",
  ),
  automatedCallbackConfigId: field(
    "automatedCallbackConfigId",
    "automatedCallbackConfigId",
    identifier,
    "Not null: the platform places and dispositions it by itself.",
  ),
  provider: field("provider", "provider", text, "Source provider."),
  peerId: field("peerId", "peerId", identifier, "Communication of the matching leg."),
  wrapup: field("wrapup", "wrapUp", wrapUp, "Disposition the platform holds."),
  afterCallWork: field(
    "afterCallWork",
    "afterCallWork",
    afterCallWork,
    "After-call work of the communication.",
  ),
  afterCallWorkRequired: field(
    "afterCallWorkRequired",
    "afterCallWorkRequired",
    truth,
    "After-call work was asked for; counts only where the queue leaves it to the agent.",
  ),
  callerId: field("callerId", "callerId", text, "Number shown to the called person, in E.164."),
  callerIdName: field("callerIdName", "callerIdName", text, "Name shown to the called person."),
  queueMediaSettings: field(
    "queueMediaSettings",
    "queueMediaSettings",
    queueMediaSettings,
    "The queue's settings for callbacks.",
  ),
  additionalProperties: artefact,
} as const;

/** The id of the four cloud documents: of the communication in three of them, of the participant in one. */
export const communicationId = field(
  "id",
  "identity.communicationId",
  identifier,
  "Id of this communication.",
);
export const participantId = field(
  "id",
  "identity.participantId",
  identifier,
  "Id of this participant.",
);

/** Ids of what stands around a record, as flattened exports write them into the record itself. */
export const surroundings = [
  field("conversationId", "identity.conversationId", identifier, "Conversation it belongs to."),
  field("participantId", "identity.participantId", identifier, "Participant it belongs to."),
  field("communicationId", "identity.communicationId", identifier, "Its own communication."),
] as const;

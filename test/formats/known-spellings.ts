import type { DisconnectType } from "#core/callback.ts";
import {
  afterCallWorkStates,
  callbackStates,
  directions,
  disconnectTypes,
  flaggedReasons,
  responseTypes,
  uploadStatuses,
  wrapUpPrompts,
  type Spellings,
} from "#formats/enums.ts";

/* How values of closed sets are written, told once more from the documents for the tests alone. */

/** From a value to all ways to write it, with spaces between. */
type Written = Readonly<Record<string, string>>;

/** Rest, old notification, analytics and new notification spellings of every disconnect type. */
export const disconnectSpellings: Readonly<Record<DisconnectType, string>> = {
  endpoint: "endpoint ENDPOINT",
  "endpoint.donotdisturb": "endpoint.donotdisturb endpoint.dnd dndEndpoint ENDPOINT_DND",
  client: "client CLIENT",
  system: "system SYSTEM",
  timeout: "timeout TIMEOUT",
  transfer: "transfer TRANSFER",
  "transfer.conference": "transfer.conference TRANSFER_CONFERENCE conferenceTransfer",
  "transfer.consult": "transfer.consult TRANSFER_CONSULT consultTransfer",
  "transfer.forward": "transfer.forward TRANSFER_FORWARD forwardTransfer",
  "transfer.noanswer": "transfer.noanswer TRANSFER_NOANSWER noAnswerTransfer",
  "transfer.notavailable": "transfer.notavailable TRANSFER_NOTAVAILABLE notAvailableTransfer",
  "transfer.donotdisturb": "transfer.donotdisturb transfer.dnd dndTransfer TRANSFER_DND",
  "transport.failure": "transport.failure TRANSPORT_FAILURE transportFailure",
  error: "error ERROR",
  peer: "peer PEER",
  other: "other OTHER",
  spam: "spam SPAM",
  uncallable: "uncallable UNCALLABLE",
  inactivity: "inactivity INACTIVITY",
  "session.expired": "session.expired SESSION_EXPIRED sessionExpired",
  takeover: "takeover TAKEOVER",
};

/** As participants and as queues spell it. */
export const promptSpellings: Written = {
  mandatory: "mandatory MANDATORY",
  optional: "optional OPTIONAL",
  agentRequested: "agentRequested AGENT_REQUESTED",
  timeout: "timeout MANDATORY_TIMEOUT",
  forcedTimeout: "forcedTimeout MANDATORY_FORCED_TIMEOUT forced_timeout",
};

/** Values without a second name: as they are, and in upper case. */
const inBothCases = (values: string): Written =>
  Object.fromEntries(values.split(" ").map((value) => [value, `${value} ${value.toUpperCase()}`]));

export const knownSpellings: ReadonlyMap<Spellings<string>, Written> = new Map<
  Spellings<string>,
  Written
>([
  [
    callbackStates,
    inBothCases(
      "none scheduled uploading offering alerting contacting dialing connected disconnected " +
        "terminated converting transmitting parked",
    ),
  ],
  [directions, inBothCases("inbound outbound")],
  [disconnectTypes, disconnectSpellings],
  [flaggedReasons, inBothCases("general")],
  [wrapUpPrompts, promptSpellings],
  [uploadStatuses, inBothCases("pending complete failed timeout none")],
  [
    afterCallWorkStates,
    {
      ...inBothCases("unknown skipped pending complete"),
      notApplicable: "notApplicable NOT_APPLICABLE",
    },
  ],
  [responseTypes, { voice: "Voice voice", voip: "VoIP voip", email: "Email EMAIL" }],
]);

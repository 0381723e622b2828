import type {
  AfterCallWorkState,
  CallbackState,
  Direction,
  DisconnectType,
  ResponseType,
  UploadStatus,
  WrapUpPrompt,
} from "#core/callback.ts";

/**
 * Every value of a closed set with the other ways to write it. Lower case of a listed spelling is a
 * spelling too; the value itself, and its UPPER_SNAKE form of the old notifications, need no entry.
 */
export type Spellings<T extends string> = Readonly<Record<T, readonly string[]>>;

/** Sets of all shapes and ages together: documents of different years know different members. */
export const callbackStates: Spellings<CallbackState> = {
  none: [],
  scheduled: [],
  uploading: [],
  offering: [],
  alerting: [],
  contacting: [],
  dialing: [],
  connected: [],
  disconnected: [],
  terminated: [],
  converting: [],
  transmitting: [],
  parked: [],
};

export const directions: Spellings<Direction> = { inbound: [], outbound: [] };

/** Second spellings are those of the analytics interface and of newer notifications. */
export const disconnectTypes: Spellings<DisconnectType> = {
  endpoint: [],
  "endpoint.donotdisturb": ["endpoint.dnd", "ENDPOINT_DND", "dndEndpoint"],
  client: [],
  system: [],
  timeout: [],
  transfer: [],
  "transfer.conference": ["conferenceTransfer"],
  "transfer.consult": ["consultTransfer"],
  "transfer.forward": ["forwardTransfer"],
  "transfer.noanswer": ["noAnswerTransfer"],
  "transfer.notavailable": ["notAvailableTransfer"],
  "transfer.donotdisturb": ["transfer.dnd", "TRANSFER_DND", "dndTransfer"],
  "transport.failure": ["transportFailure"],
  error: [],
  peer: [],
  other: [],
  spam: [],
  uncallable: [],
  inactivity: [],
  "session.expired": ["sessionExpired"],
  takeover: [],
};

export const flaggedReasons: Spellings<"general"> = { general: [] };

/** Second spellings are those of the queue's own settings. */
export const wrapUpPrompts: Spellings<WrapUpPrompt> = {
  mandatory: [],
  optional: [],
  agentRequested: ["AGENT_REQUESTED"],
  timeout: ["MANDATORY_TIMEOUT"],
  forcedTimeout: ["FORCED_TIMEOUT", "MANDATORY_FORCED_TIMEOUT"],
};

export const uploadStatuses: Spellings<UploadStatus> = {
  pending: [],
  complete: [],
  failed: [],
  timeout: [],
  none: [],
};

export const afterCallWorkStates: Spellings<AfterCallWorkState> = {
  unknown: [],
  notApplicable: ["NOT_APPLICABLE"],
  skipped: [],
  pending: [],
  complete: [],
};

/** The first spellings are the document's own. */
export const responseTypes: Spellings<ResponseType> = {
  voice: ["Voice"],
  voip: ["VoIP"],
  email: ["Email"],
};

/** What SDKs write in place of a value they did not know: the value itself is lost for good. */
const lostSpellings: ReadonlySet<string> = new Set([
  "OutdatedSdkVersion",
  "outdated_sdk_version",
  "OUTDATEDSDKVERSION",
  "OUTDATED_SDK_VERSION",
]);

/** True for the placeholder of an older SDK, which must never be taken for, or written as, a value. */
export const isValueLost = (raw: string): boolean => lostSpellings.has(raw);

/** From every accepted spelling to its value. */
export function spellingIndex<T extends string>(set: Spellings<T>): ReadonlyMap<string, T> {
  const index = new Map<string, T>();
  for (const [value, others] of Object.entries(set) as [T, readonly string[]][]) {
    for (const spelling of [value, value.replaceAll(".", "_"), ...others]) {
      index.set(spelling, value);
      index.set(spelling.toLowerCase(), value);
    }
  }
  return index;
}

/** Names the documents misspell. */
export const misspelledCodes: Readonly<Record<string, string>> = {
  PORCESSED_BY_AGT: "PROCESSED_BY_AGT",
};

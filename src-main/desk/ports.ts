import type { CallId } from "#core/call-id.ts";
import type { Callback, CallbackKey } from "#core/callback.ts";
import type { Uncallable } from "#core/countdown.ts";
import type { CallFault, Outcome } from "#core/outcome.ts";
import type { EpochMs } from "#core/time.ts";
import type { Told } from "#core/told.ts";
import type { AttemptHow, AttemptId, Turn, TurnRecord } from "#core/turn.ts";
import type { WrapUp, WrapUpDraft } from "#core/wrap-up.ts";
import type {
  MediaAskName,
  MediaFact,
  MediaFactName,
  MediaInput,
  MediaOutput,
  MediaReply,
} from "#contract/media.ts";
import type { EventName, Handlers, Payload, Sender } from "#contract/ipc.ts";
import type { Tab } from "#contract/view.ts";
import type {
  CallbackStatus,
  ExportedRecord,
  ExportFilter,
  Quarantine,
  Retention,
} from "./operations-port.ts";
import type { SideLedger } from "./side-ledger-port.ts";
import type { StoredEvent } from "./stored-event.ts";

/** UTC now. The only clock of the desk. */
export type Clock = () => EpochMs;

/** Runs `run` once `delayMs` from now unless cancelled; the only timer of the desk. */
export type After = (delayMs: number, run: () => void) => () => void;

/** Fresh UUIDs. */
export type Ids = () => string;

/** A phone number read by the numbering plan. */
export interface ReadNumber {
  /** What is dialled: E.164, or the SIP URI itself; null when the text cannot be called. */
  readonly dialable: string | null;
  /** International form for reading; the text itself when it is no number. */
  readonly display: string;
  /** ISO 3166 country, null when it cannot be told. */
  readonly country: string | null;
}

export interface Numbers {
  /** Pure and total: any text gives an answer. National numbers are read in the default country. */
  read(text: string): ReadNumber;
}

export interface CallerNumbers extends Numbers {
  /**
   * What the number of a caller may stand for, the likeliest first: as it is read, else with the plus
   * that many networks leave out. Good for knowing her again, never for dialling.
   */
  callers(text: string): readonly string[];
}

/** The media window as main sees it; the window may come and go. */
export interface MediaLink {
  /** Rejects never; without a window, or after `limitMs` without an answer, the reply is a failure. */
  ask<K extends MediaAskName>(
    name: K,
    input: MediaInput<K>,
    limitMs?: number,
  ): Promise<MediaReply<MediaOutput<K>>>;
  on<K extends MediaFactName>(name: K, listener: (fact: MediaFact<K>) => void): () => void;
  /** Called at once with the present state, then whenever a media window appears or is lost. */
  onPresence(listener: (isPresent: boolean) => void): () => void;
}

/** A field the importer could not read, or a record it refused. `path` as in `$.segments[0].startTime`. */
export interface Problem {
  readonly path: string;
  readonly reason: string;
}

/** A callback as the cache holds it. */
export interface StoredCallback {
  readonly key: CallbackKey;
  readonly callback: Callback;
  readonly status: CallbackStatus;
  readonly isDemo: boolean;
  /** When it is due: rescheduled here, else as the platform scheduled it; null: as soon as possible. */
  readonly dueAt: EpochMs | null;
  /** Id it came with (the most specific of its platform ids). */
  readonly sourceId: string;
  readonly firstSeenAt: EpochMs;
  /** The record of the same conversation that stands for the callback in its place; null: itself. */
  readonly supersededBy: CallbackKey | null;
  readonly problems: readonly Problem[];
}

export interface StoredAttempt {
  readonly id: AttemptId;
  readonly number: string;
  readonly how: AttemptHow;
  readonly startedAt: EpochMs;
  /** INVITE handed to the transport; null when it never was. */
  readonly sentAt: EpochMs | null;
  readonly rangAt: EpochMs | null;
  readonly answeredAt: EpochMs | null;
  /** Null while live. */
  readonly endedAt: EpochMs | null;
  readonly outcome: Outcome | null;
  readonly callResult: number | null;
  readonly disconnectType: string | null;
  readonly sipStatus: number | null;
  readonly sipReason: string | null;
  readonly q850Cause: number | null;
  /** `Retry-After` of the final answer in seconds; null when not told. */
  readonly retryAfterSeconds: number | null;
  /** What failed on our own side; null: nothing did. */
  readonly fault: CallFault | null;
  readonly endedBy: string | null;
}

export interface StoredWrapUp {
  readonly wrapUp: WrapUp;
  readonly attempt: AttemptId;
  readonly at: EpochMs;
}

/** One row of the queue as the store lists it. */
export interface QueueEntry {
  readonly key: CallbackKey;
  readonly name: string | null;
  readonly number: string | null;
  readonly tag: string | null;
  readonly dueAt: EpochMs | null;
  readonly createdAt: EpochMs | null;
  readonly tries: readonly Outcome[];
  readonly status: CallbackStatus;
  readonly isDemo: boolean;
  readonly isFlagged: boolean;
  readonly uncallable: Uncallable | null;
}

export interface QueueQuery {
  readonly tab: Tab;
  /** Words; every word must match the start of some word of name, numbers, notes or attributes. */
  readonly query: string;
  /** Cursor of the previous page's `next`; null: from the start. */
  readonly after: string | null;
  readonly limit: number;
  readonly now: EpochMs;
}

/** How many callbacks each tab holds. */
export type QueueCounts = Readonly<Record<Tab, number>>;

export interface Counted {
  readonly counts: QueueCounts;
  /** When the next scheduled row comes due; null when none will. */
  readonly until: EpochMs | null;
}

/** A record ready to be kept: the canonical form and the very text it came as. */
export interface IncomingRecord {
  readonly callback: Callback;
  /** JSON text of the record as it came, unchanged but for white space outside strings. */
  readonly raw: string;
  /** JSON text of the envelope without the record, null when it came bare. */
  readonly envelope: string | null;
  readonly problems: readonly Problem[];
  /** What its envelope says about its age; left out when there is nothing to say. */
  readonly told?: Told | undefined;
}

/** `added`, `updated` (what is shown of it is newer or different), or `unchanged` (the same again, or older). */
export type PutResult = {
  readonly key: CallbackKey;
  readonly did: "added" | "updated" | "unchanged";
};

export interface Callbacks extends Quarantine {
  /**
   * Keeps one record, known again by its ids in whatever document it comes; the same one again, or an
   * older one, changes nothing that is shown. Part of `batch` or its own transaction.
   */
  put(record: IncomingRecord, now: EpochMs, isDemo: boolean): PutResult;
  /** Runs `work` in one transaction. */
  batch<T>(work: () => T): T;
  read(key: CallbackKey): StoredCallback | null;
  /** Finds by our key or by any platform id it came with. */
  find(keyOrSourceId: string): CallbackKey | null;
  /** The newest open callback that this number (E.164 or SIP URI) reaches; null when there is none. */
  openWith(number: string): CallbackKey | null;
  raw(key: CallbackKey): string | null;
  /** What the record came in, with null where it stood; null when it came bare. */
  envelope(key: CallbackKey): string | null;
  /** Other open records that look like the same callback in another document: never merged, only shown. */
  alike(key: CallbackKey): readonly CallbackKey[];
  list(query: QueueQuery): { readonly rows: readonly QueueEntry[]; readonly next: string | null };
  /** Takes as long as there are rows: a tenth of a second for a million. */
  counts(now: EpochMs): QueueCounts;
  /** The same in slices of well under a millisecond; what changes between two may be counted or not. */
  counting(now: EpochMs): Generator<undefined, Counted>;
  /**
   * The records that match, in order of arrival, but for those of the demo account. Read a page at a
   * time as they are asked for: the caller may write in between, and never holds the whole store.
   */
  exported(filter: ExportFilter): Iterable<ExportedRecord>;
  /** How many records of the demo account there are. */
  countDemo(): number;
}

export interface Ledger {
  /**
   * Commits a turn's new state and its records in one transaction with `synchronous=FULL`: when it
   * returns, the intent is on disk. A closed turn leaves no state behind.
   * @throws StoreFull when the disk cannot take it; nothing was changed then.
   */
  commit(turn: Turn, records: readonly TurnRecord[], now: EpochMs): void;
  /** The turn that was in hand when the process ended, null when none was. */
  openTurn(): Turn | null;
  attempts(key: CallbackKey): readonly StoredAttempt[];
  timeline(key: CallbackKey): readonly StoredEvent[];
  wrapUps(key: CallbackKey): readonly StoredWrapUp[];
  /** Saves what the agent has typed; survives any crash from the moment it returns. */
  saveDraft(key: CallbackKey, draft: WrapUpDraft, now: EpochMs): void;
  draft(key: CallbackKey): WrapUpDraft | null;
  today(from: EpochMs): {
    readonly called: number;
    readonly reached: number;
    readonly talkMs: number;
  };
}

export interface OutboxEntry {
  readonly id: number;
  readonly key: CallbackKey;
  readonly kind: "wrap-up" | "skip" | "decline" | "reschedule";
  /** JSON text of what is owed. */
  readonly body: string;
  readonly createdAt: EpochMs;
}

/** Rows owed to the platform, oldest first. Rows of demo records are never made. */
export interface Outbox {
  unsent(): readonly OutboxEntry[];
  countUnsent(): number;
}

/** A recording being written. */
export interface Recording {
  /**
   * Adds a piece, in base64; none once it is closed.
   * @throws when the disk cannot take it; nothing of the piece is in the file then.
   */
  append(chunk: string): void;
  /** Idempotent. */
  close(): void;
}

export interface Recordings {
  /** A new file for this call, for the owner alone. */
  open(call: CallId): Recording;
}

/** Everything on disk. */
export interface Store {
  readonly callbacks: Callbacks;
  readonly ledger: Ledger;
  readonly outbox: Outbox;
  readonly sides: SideLedger;
  readonly retention: Retention;
  /** Grows with every committed change, also those of another process (a command line beside the app). */
  revision(): number;
  /** Problems found, empty when the file is sound. */
  check(): readonly string[];
  /** Writes a consistent copy while the app runs. */
  backup(file: string): Promise<void>;
  close(): void;
}

/** Told at every fault that was contained, for the log; never carries customers' data. */
export type Report = (what: string, error?: unknown) => void;

/** The desk as a host sees it: what windows may ask, what they are told, and who is looking. */
export interface DeskService {
  readonly handlers: Handlers;
  /** Every event for every window; returns its own unsubscribe. */
  subscribe(listener: <K extends EventName>(name: K, payload: Payload<K>) => void): () => void;
  /**
   * Tells that a window is there to look at, whose commands come from `sender`; returns what to call
   * when it is gone. Nothing dials by itself without one.
   */
  windowOpened(sender?: Sender): () => void;
  /** Tells that the machine slept or woke: deadlines that passed meanwhile ask, and the line connects anew. */
  woke(): void;
  /** Tells that nobody can be looking (a locked screen), or can again. While away nothing dials by itself: a deadline asks. */
  away(isAway: boolean): void;
  /** Ends a live call, unregisters, closes the store. */
  stop(): Promise<void>;
}

import type { CallId } from "#core/call-id.ts";
import type { MediaFact } from "#contract/media.ts";
import type { After, MediaLink, Recording, Recordings, Report } from "./ports.ts";

export interface CallRecorderParts {
  readonly media: MediaLink;
  readonly recordings: Recordings;
  /** Whether both sides hear a beep while it records. */
  readonly withTone: boolean;
  /** The session that carries a call now; null when none does. */
  readonly sessionOf: (call: CallId) => string | null;
  readonly after: After;
  /** Whether it records, or has failed, is another than before. */
  readonly changed: () => void;
  readonly report: Report;
}

/** Records any calls, each into a file of its own. Whatever happens, a file holds what came of it without a gap and is closed. */
export interface CallRecorder {
  /** The calls that are recorded now. */
  recorded(): CallId[];
  /** A recording ended before it was asked to, or misses its end; until the next wish, or `callsEnded`. */
  hasFailed(): boolean;
  /** False when that call is recorded already, has no session, or its file cannot be made. */
  start(call: CallId): boolean;
  /** Ends it; the pieces that still come are kept until the last. False when that call is not recorded. */
  stop(call: CallId): boolean;
  callsEnded(): void;
  /** Closes every file and hears nothing more. */
  close(): void;
}

interface Run {
  readonly call: CallId;
  readonly session: string;
  readonly file: Recording;
  /** Sequence of the piece it waits for; null: it takes no more. */
  next: number | null;
  /** Ends the wait for the last piece. */
  stopWaiting: () => void;
}

/** As long as the media window may take to answer. */
const LAST_PIECE_MS = 10_000;

export function createCallRecorder(parts: CallRecorderParts): CallRecorder {
  const { media, report } = parts;
  const current = new Map<CallId, Run>();
  let isFailed = false;
  /** Those whose last piece has not come, in the order in which they were begun. */
  let runs: readonly Run[] = [];

  /** Nobody has asked for its end. */
  const isCurrent = (run: Run): boolean => current.get(run.call) === run;

  function settle(run: Run): void {
    run.next = null;
    run.stopWaiting();
    run.file.close();
    if (isCurrent(run)) current.delete(run.call);
  }

  function forget(run: Run): void {
    settle(run);
    runs = runs.filter((each) => each !== run);
  }

  /** What came so far is kept, and nothing that comes later: it would not join. */
  function fail(run: Run, why: string, error?: unknown): void {
    if (run.next === null) return;
    const isAsked = !isCurrent(run);
    settle(run);
    isFailed = true;
    report(`a recording is not whole: ${why}`, error);
    if (!isAsked) end(run);
    parts.changed();
  }

  function end({ session }: Run): void {
    void media.ask("record", { session, isOn: false, withTone: false });
  }

  /** Pieces come in order, and those of an earlier recording of the session before a later one's first. */
  function runOf({ session, sequence }: MediaFact<"recorded">): Run | null {
    for (const run of runs.filter((each) => each.session === session)) {
      if (sequence > 0 || run.next === 0) return run;
      fail(run, "its last piece never came");
      forget(run);
    }
    return null;
  }

  function take(fact: MediaFact<"recorded">): void {
    const run = runOf(fact);
    if (run === null) return;
    if (run.next !== null && fact.sequence > run.next) fail(run, "a piece of it was lost");
    if (run.next === fact.sequence) {
      run.next += 1;
      try {
        run.file.append(fact.chunk);
      } catch (error) {
        fail(run, "it could not be written", error);
      }
    }
    if (!fact.isLast) return;
    forget(run);
    parts.changed();
  }

  function stop(call: CallId): boolean {
    const run = current.get(call);
    if (run === undefined) return false;
    current.delete(call);
    run.stopWaiting = parts.after(LAST_PIECE_MS, () => fail(run, "its last piece never came"));
    end(run);
    return true;
  }

  function openFile(call: CallId): Recording | null {
    try {
      return parts.recordings.open(call);
    } catch (error) {
      report("there is no file to record into", error);
      isFailed = true;
      parts.changed();
      return null;
    }
  }

  const subscriptions = [
    media.on("recorded", take),
    media.onPresence((isPresent) => {
      if (isPresent) return;
      for (const run of runs) {
        fail(run, "the media window went away");
        forget(run);
      }
    }),
  ];

  return {
    recorded: () => [...current.keys()],
    hasFailed: () => isFailed,
    start(call) {
      const session = parts.sessionOf(call);
      if (current.has(call) || session === null) return false;
      isFailed = false;
      const file = openFile(call);
      if (file === null) return false;
      const run: Run = { call, session, file, next: 0, stopWaiting: () => undefined };
      current.set(call, run);
      runs = [...runs, run];
      void media.ask("record", { session, isOn: true, withTone: parts.withTone }).then((reply) => {
        if (!reply.ok) fail(run, reply.failure.reason);
      });
      return true;
    },
    stop,
    callsEnded() {
      isFailed = false;
      for (const call of current.keys()) stop(call);
    },
    close() {
      for (const unsubscribe of subscriptions) unsubscribe();
      for (const run of runs) settle(run);
    },
  };
}

import type { CallbackKey } from "#core/callback.ts";
import type { OutboxEntry, Store, StoredAttempt, StoredCallback } from "#desk/ports.ts";
import type { StoredSideCall } from "#desk/side-ledger-port.ts";
import type { StoredEvent } from "#desk/stored-event.ts";
import { Refusal, UsageError, type Verb } from "./call.ts";
import { callCells, callHeadings, toldOf } from "./calls.ts";
import { owedOf } from "./outbox.ts";
import { cell, iso, minute, plain, table, withIsoTimes } from "./print.ts";

interface Told {
  readonly stored: StoredCallback;
  readonly attempts: readonly StoredAttempt[];
  readonly calls: readonly StoredSideCall[];
  readonly timeline: readonly StoredEvent[];
  readonly wrapUp: Readonly<Record<string, unknown>> | null;
  readonly outbox: readonly OutboxEntry[];
  /** JSON text. */
  readonly raw: string;
}

/** Everything that is known of one callback. */
export const showVerb: Verb = {
  usage: "KEY",
  summary: "show one callback; KEY is its key or an id it came with",
  options: [],
  run(call) {
    const [id, ...others] = call.words;
    if (id === undefined || others.length > 0) throw new UsageError("show takes one KEY");
    const store = call.store();
    const key = store.callbacks.find(id);
    const told = key === null ? null : tell(store, key);
    if (told === null) throw new Refusal(`no callback has the key or id ${plain(id)}`);
    call.answer(
      () => json(told),
      () => human(told),
    );
    return 0;
  },
};

function tell(store: Store, key: CallbackKey): Told | null {
  const stored = store.callbacks.read(key);
  if (stored === null) return null;
  const latest = store.ledger.wrapUps(key).at(-1);
  return {
    stored,
    attempts: store.ledger.attempts(key),
    calls: store.sides.calls(key),
    timeline: store.ledger.timeline(key),
    wrapUp:
      latest === undefined ? null : { ...latest.wrapUp, at: latest.at, attempt: latest.attempt },
    outbox: store.outbox.unsent().filter((entry) => entry.key === key),
    raw: store.callbacks.raw(key) ?? "null",
  };
}

/** The raw value stands in the text as it came: reading and writing it would change its numbers. */
function json({ stored, attempts, calls, timeline, wrapUp, outbox, raw }: Told): string {
  const rest = JSON.stringify({
    key: stored.key,
    shape: stored.callback.shape,
    ...(stored.supersededBy !== null && { supersededBy: stored.supersededBy }),
    callback: withIsoTimes(stored.callback),
    attempts: attempts.map(attemptOf),
    calls: calls.map(toldOf),
    timeline: withIsoTimes(timeline),
    wrapUp: withIsoTimes(wrapUp),
    outbox: outbox.map(owedOf),
  });
  return `${rest.slice(0, -1)},"raw":${raw}}`;
}

const attemptOf = (attempt: StoredAttempt) => ({
  number: attempt.number,
  how: attempt.how,
  startedAt: iso(attempt.startedAt),
  answeredAt: iso(attempt.answeredAt),
  endedAt: iso(attempt.endedAt),
  outcome: attempt.outcome,
  endedBy: attempt.endedBy,
  sipStatus: attempt.sipStatus,
  sipReason: attempt.sipReason,
  retryAfterSeconds: attempt.retryAfterSeconds,
  q850Cause: attempt.q850Cause,
  fault: attempt.fault,
  callResult: attempt.callResult,
  disconnectType: attempt.disconnectType,
});

function human({ stored, attempts, calls, timeline, wrapUp, outbox }: Told): string[] {
  const { callback, problems } = stored;
  const facts: [string, string | null][] = [
    ["key", stored.key],
    ["id", stored.sourceId],
    ["shape", callback.shape],
    ["status", stored.status + (stored.isDemo ? ", demo" : "")],
    ["superseded by", stored.supersededBy],
    ["state", callback.state?.raw ?? null],
    ["name", callback.customerName],
    ["numbers", callback.numbers.join(", ")],
    ["about", callback.queue?.name ?? callback.engage?.subject ?? null],
    ["asked", callback.createdAt === null ? null : minute(callback.createdAt)],
    ["due", stored.dueAt === null ? "as soon as possible" : minute(stored.dueAt)],
    ["window ends", callback.expiresAt === null ? null : minute(callback.expiresAt)],
    [
      "dials itself",
      callback.timeoutSeconds === null ? null : `after ${callback.timeoutSeconds} s`,
    ],
    ...Object.entries(callback.attributes),
  ];
  const told = facts.flatMap(([name, value]) =>
    value === null || value === "" ? [] : [[name, value]],
  );
  return [
    ...table(["FACT", "VALUE"], told),
    ...section(
      "Attempts",
      [
        "NUMBER",
        "HOW",
        "STARTED",
        "ANSWERED",
        "ENDED",
        "OUTCOME",
        "BY",
        "SIP",
        "Q.850",
        "RESULT",
        "DISCONNECT",
      ],
      attempts.map((attempt) => [
        attempt.number,
        attempt.how,
        minute(attempt.startedAt),
        minute(attempt.answeredAt),
        minute(attempt.endedAt),
        cell(attempt.outcome),
        endedBy(attempt),
        answerOf(attempt),
        ...[attempt.q850Cause, attempt.callResult, attempt.disconnectType].map(cell),
      ]),
    ),
    ...section("Calls beside the attempts", callHeadings, calls.map(callCells)),
    ...section(
      "Wrap-up",
      ["OUTCOME", "CODE", "NOTES"],
      wrapUp === null
        ? []
        : [[cell(wrapUp["outcome"]), cell(wrapUp["code"]), cell(wrapUp["notes"])]],
    ),
    ...section(
      "Time line",
      ["AT", "WHAT", "DETAIL"],
      timeline.map(({ at, what, detail }) => [minute(at), what, cell(detail)]),
    ),
    ...section(
      "Owed to the platform",
      ["ID", "KIND", "SINCE"],
      outbox.map(({ id, kind, createdAt }) => [String(id), kind, minute(createdAt)]),
    ),
    ...section(
      "Could not be read",
      ["PATH", "REASON"],
      problems.map(({ path, reason }) => [path, reason]),
    ),
  ];
}

/** Who ended it, and what failed on our own side. */
const endedBy = ({ endedBy: by, fault }: StoredAttempt): string =>
  [by, fault].filter((each) => each !== null).join(": ") || "-";

/** The network's last word: `503 Service Unavailable, again after 30 s`. */
function answerOf({ sipStatus, sipReason, retryAfterSeconds: wait }: StoredAttempt): string {
  const answer = [sipStatus, sipReason].filter((each) => each !== null).join(" ");
  return [answer || "-", ...(wait === null ? [] : [`again after ${wait} s`])].join(", ");
}

const section = (
  heading: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): string[] =>
  rows.length === 0 ? [] : ["", heading, ...table(columns, rows).map((line) => `  ${line}`)];

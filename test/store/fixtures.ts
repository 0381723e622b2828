import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { emptyCallback, type Callback, type CallbackKey, type Shape } from "#core/callback.ts";
import { judge, type CallEnd } from "#core/outcome.ts";
import { epochMs } from "#core/time.ts";
import type { AttemptId, Brief, Turn, TurnRecord } from "#core/turn.ts";
import type { WrapUp } from "#core/wrap-up.ts";
import type { IncomingRecord, Numbers, Problem, QueueEntry, Store } from "#desk/ports.ts";
import { openStore, type OpenedStore, type StoreOptions } from "#store/open.ts";
import { rules } from "#test/support/builders.ts";

export const at = epochMs;
/** The desk's clock in these tests unless they say otherwise. */
export const NOW = at(1_700_000_000_000);

/** Only what looks like E.164 or a SIP address can be called. */
export const numbers: Numbers = {
  read: (text) => ({
    dialable: /^\+\d{7,}$|^sip:/u.test(text) ? text : null,
    display: text,
    country: null,
  }),
};

/** A folder of its own, gone when the test is over. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "ringback-store-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

export function freshStore(
  folder = freshFolder(),
  options: Partial<StoreOptions> = {},
): OpenedStore {
  const store = openStore(folder, { numbers, ...options });
  onTestFinished(() => {
    store.close();
  });
  return store;
}

type Told = Partial<Omit<Callback, "shape" | "identity">>;

export function callbackOf(shape: Shape, identity: Partial<Callback["identity"]>, told: Told = {}) {
  const base = emptyCallback(shape);
  return { ...base, ...told, identity: { ...base.identity, ...identity } } satisfies Callback;
}

/** A participant's callback within its conversation, told apart by `id`. */
export const recordOf = (id: string, told: Told = {}): Callback =>
  callbackOf(
    "callback-media-participant",
    { conversationId: `conversation-${id}`, participantId: `participant-${id}` },
    { numbers: ["+15550100"], ...told },
  );

export function incoming(
  callback: Callback,
  problems: readonly Problem[] = [],
  envelope: string | null = null,
): IncomingRecord {
  return { callback, raw: JSON.stringify({ as: "it came", callback }), envelope, problems };
}

export const put = (store: Store, callback: Callback, isDemo = false, now = NOW) =>
  store.callbacks.put(incoming(callback), now, isDemo);

/** A store with one callback in it. */
export function withCallback(isDemo = false) {
  const store = freshStore();
  const { key } = put(store, recordOf("a"), isDemo);
  return { store, key };
}

/** A folder with callbacks in a closed store. */
export function usedFolder(count = 1): string {
  const folder = freshFolder();
  const store = freshStore(folder);
  for (let index = 1; index <= count; index += 1) {
    put(store, recordOf(`${index}`, { customerName: `guest ${index}` }));
  }
  store.close();
  return folder;
}

export const brief = (key: CallbackKey): Brief => ({
  key,
  numbers: ["+15550100"],
  isSkipEnabled: true,
  countdown: { mode: "off", because: "not-asked-for" },
  wrapUp: { prompt: "optional", timeoutMs: null },
  callerId: null,
  callerIdName: null,
});

export const closedTurn = (
  key: CallbackKey,
  how: "wrapped-up" | "skipped" = "wrapped-up",
): Turn => ({
  at: "closed",
  brief: brief(key),
  how,
});

export const previewTurn = (key: CallbackKey): Turn => ({
  at: "preview",
  brief: brief(key),
  acceptedAt: NOW,
  countdown: { mode: "off", because: "not-asked-for" },
  number: "+15550100",
});

export const busy: CallEnd = {
  by: "far-end",
  sipStatus: 486,
  sipReason: "Busy Here",
  q850Cause: 17,
  retryAfterSeconds: null,
  fault: null,
};

export const attemptId = (text: string): AttemptId => text as AttemptId;

export const opened = (attempt: AttemptId, when = NOW): TurnRecord => ({
  write: "attempt-opened",
  attempt,
  number: "+15550100",
  at: when,
  how: "agent",
});

export const ended = (attempt: AttemptId, when = NOW, end = busy): TurnRecord => ({
  write: "attempt-closed",
  attempt,
  at: when,
  end,
  verdict: judge(end, { isAnswered: false, isRung: true, ringMs: 4_000, talkMs: 0 }, rules),
});

export const said: WrapUp = {
  outcome: "busy",
  code: "not-reached",
  notes: "",
  next: { do: "leave" },
  by: "agent",
};

export const wrappedUp = (attempt: AttemptId, wrapUp = said, when = NOW): TurnRecord => ({
  write: "wrapped-up",
  attempt,
  at: when,
  wrapUp,
});

/** One whole try: opened, busy, wrapped up. */
export function tryOnce(
  store: Store,
  key: CallbackKey,
  id: string,
  wrapUp = said,
  when = NOW,
): void {
  const attempt = attemptId(id);
  store.ledger.commit(
    closedTurn(key),
    [opened(attempt, when), ended(attempt, when), wrappedUp(attempt, wrapUp, when)],
    when,
  );
}

type Asked = Partial<Parameters<Store["callbacks"]["list"]>[0]>;

/** Every row of a tab, page by page. */
export function listAll(store: Store, asked: Asked = {}): QueueEntry[] {
  const rows: QueueEntry[] = [];
  let after: string | null = null;
  do {
    const page = store.callbacks.list({
      tab: "all",
      query: "",
      limit: 3,
      now: NOW,
      ...asked,
      after,
    });
    rows.push(...page.rows);
    after = page.next;
  } while (after !== null);
  return rows;
}

export const names = (rows: readonly QueueEntry[]): (string | null)[] =>
  rows.map(({ name }) => name);

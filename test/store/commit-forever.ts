/** Commits one whole try after another and prints each id once its commit has returned, until it is killed. */
import { writeSync } from "node:fs";
import { epochMs } from "#core/time.ts";
import type { CallbackKey } from "#core/callback.ts";
import type { AttemptId, TurnRecord } from "#core/turn.ts";
import { openStore } from "#store/open.ts";
import { oneTry } from "#test/support/one-try.ts";

const [folder = "", owner = ""] = process.argv.slice(2);
const key = owner as CallbackKey;
const store = openStore(folder, {
  numbers: { read: (text) => ({ dialable: text, display: text, country: null }) },
});

for (let count = 1; ; count += 1) {
  const at = epochMs(count);
  const attempt = `${process.pid}-${count}` as AttemptId;
  store.ledger.saveDraft(key, { outcome: "busy", code: null, notes: attempt, next: null }, at);
  writeSync(1, `draft ${attempt}\n`);
  const { turn, records } = oneTry(key, attempt, at);
  const wrappedUp: TurnRecord = {
    write: "wrapped-up",
    attempt,
    at,
    wrapUp: { outcome: "busy", code: null, notes: "", next: { do: "leave" }, by: "agent" },
  };
  store.ledger.commit(turn, [...records, wrappedUp], at);
  writeSync(1, `attempt ${attempt}\n`);
}

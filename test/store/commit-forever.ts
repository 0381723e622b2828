/** Commits one whole try after another and prints each id once its commit has returned, until it is killed. */
import { writeSync } from "node:fs";
import { epochMs } from "#core/time.ts";
import type { CallbackKey } from "#core/callback.ts";
import type { AttemptId, Turn } from "#core/turn.ts";
import { openStore } from "#store/open.ts";

const [folder = "", key = ""] = process.argv.slice(2);
const store = openStore(folder, {
  numbers: { read: (text) => ({ dialable: text, display: text, country: null }) },
});
const number = "+15550100";
const turn: Turn = {
  at: "closed",
  how: "wrapped-up",
  brief: {
    key: key as CallbackKey,
    numbers: [number],
    isSkipEnabled: false,
    countdown: { mode: "off", because: "not-asked-for" },
    wrapUp: { prompt: "optional", timeoutMs: null },
  },
};
const end = {
  by: "far-end",
  sipStatus: 486,
  sipReason: null,
  q850Cause: null,
  retryAfterSeconds: null,
  fault: null,
} as const;

for (let count = 1; ; count += 1) {
  const at = epochMs(count);
  const attempt = `${process.pid}-${count}` as AttemptId;
  store.ledger.saveDraft(
    turn.brief.key,
    { outcome: "busy", code: null, notes: attempt, next: null },
    at,
  );
  writeSync(1, `draft ${attempt}\n`);
  store.ledger.commit(
    turn,
    [
      { write: "attempt-opened", attempt, number, at, how: "agent" },
      {
        write: "attempt-closed",
        attempt,
        at,
        end,
        verdict: { outcome: "busy", callResult: null, disconnectType: "endpoint" },
      },
      {
        write: "wrapped-up",
        attempt,
        at,
        wrapUp: { outcome: "busy", code: null, notes: "", next: { do: "leave" }, by: "agent" },
      },
    ],
    at,
  );
  writeSync(1, `attempt ${attempt}\n`);
}

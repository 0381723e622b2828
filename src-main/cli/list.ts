import type { Tab } from "#contract/view.ts";
import { tab as tabSchema } from "#contract/view.ts";
import type { QueueEntry } from "#desk/ports.ts";
import { UsageError, type Call, type ExitCode, type Values, type Verb } from "./call.ts";
import { minute, table, withIsoTimes } from "./print.ts";

const tabs: readonly Tab[] = tabSchema.options;
const DEFAULT_LIMIT = 50;
const LARGEST_LIMIT = 10_000;

export const listUsage = `[--tab ${tabs.join("|")}] [--limit N] [--after CURSOR]`;

/** A page of the queue; its last line, or `next`, is what `--after` takes for the following one. */
export const listVerb: Verb = {
  usage: listUsage,
  summary: "show a page of the callbacks",
  options: ["tab", "limit", "after"],
  run(call) {
    if (call.words.length > 0) throw new UsageError("list takes no words; search does");
    return answerPage(call, "");
  },
};

/** Prints the page of the callbacks that match `query`; all of them when it is empty. */
export function answerPage(call: Call, query: string): ExitCode {
  const { tab = "all", after } = call.values;
  const chosen = tabs.find((each) => each === tab);
  if (chosen === undefined) throw new UsageError(`--tab is one of ${tabs.join(", ")}`);
  const limit = limitOf(call.values);
  const { rows, next } = call.store().callbacks.list({
    tab: chosen,
    query,
    after: after ?? null,
    limit,
    now: call.world.clock(),
  });
  call.answer(
    () => JSON.stringify({ rows: withIsoTimes(rows), next }),
    () => [
      ...(rows.length === 0 ? ["no callbacks"] : table(headings, rows.map(cells))),
      ...(next === null ? [] : [`more: --after ${next}`]),
    ],
  );
  return 0;
}

/** How many rows a page has. */
export function limitOf({ limit = String(DEFAULT_LIMIT) }: Values): number {
  const count = /^\d{1,6}$/.test(limit) ? Number(limit) : 0;
  if (count < 1 || count > LARGEST_LIMIT) {
    throw new UsageError(`--limit is a number from 1 to ${LARGEST_LIMIT}`);
  }
  return count;
}

const headings = ["KEY", "NAME", "NUMBER", "ABOUT", "DUE", "STATUS", "TRIES", "NOTE"];

const cells = (row: QueueEntry): string[] => [
  row.key,
  row.name ?? "-",
  row.number ?? "-",
  row.tag ?? "-",
  row.dueAt === null ? "now" : minute(row.dueAt),
  row.status,
  row.tries.join(",") || "-",
  [row.uncallable, row.isFlagged ? "flagged" : null, row.isDemo ? "demo" : null]
    .filter((each) => each !== null)
    .join(", ") || "-",
];

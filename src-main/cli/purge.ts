import { later } from "#core/time.ts";
import type { KeptBecause, Retention } from "#desk/operations-port.ts";
import { UsageError, type Verb } from "./call.ts";
import { counted, iso, minute } from "./print.ts";

const DAY_MS = 86_400_000;
const unitMs: Readonly<Record<string, number>> = { h: 3_600_000, d: DAY_MS, w: 7 * DAY_MS };

/** Removes what is over and old, and gives the room back to the disk. */
export const purgeVerb: Verb = {
  usage: "--older-than 90d [--dry-run]",
  summary: `remove callbacks that were closed or given back longer ago than that, with all that belongs to them
    hours (h), days (d) or weeks (w); --dry-run removes nothing and tells what would be`,
  options: ["older-than", "dry-run"],
  run(call) {
    if (call.words.length > 0) throw new UsageError("purge takes no words");
    const before = later(call.world.clock(), -ageOf(call.values["older-than"]));
    const isDryRun = call.values["dry-run"] === true;
    const { retention } = call.store();
    const { removed, kept } = purge(retention, before, isDryRun);
    while (!isDryRun && retention.reclaim());
    call.answer(
      () => JSON.stringify({ before: iso(before), dryRun: isDryRun, removed, kept }),
      () => [
        `${counted(removed, "record")} ${isDryRun ? "would be removed" : "removed"}, over before ${minute(before)}`,
        ...reasons.flatMap(([why, words]) =>
          kept[why] === 0 ? [] : [`  kept: ${kept[why]} ${words}`],
        ),
      ],
    );
    return 0;
  },
};

const reasons: readonly (readonly [KeptBecause, string])[] = [
  ["open", "still open"],
  ["in-hand", "in the agent's hands"],
  ["owed", "of which something is owed to the platform"],
  ["recent", "over not long enough"],
];

function ageOf(text: string | undefined): number {
  const [, count, unit] = /^(\d{1,5})([hdw])$/.exec(text ?? "") ?? [];
  const perUnit = unitMs[unit ?? ""];
  if (count === undefined || perUnit === undefined) {
    throw new UsageError("purge takes --older-than with a number of days, as in 90d");
  }
  return Number(count) * perUnit;
}

/** Part by part, so that the app is never kept waiting for more than a moment. */
function purge(retention: Retention, before: ReturnType<typeof later>, isDryRun: boolean) {
  const kept = { open: 0, "in-hand": 0, owed: 0, recent: 0 };
  let removed = 0;
  let after: number | null = null;
  do {
    const step = retention.purge({ before, after, isDryRun });
    removed += step.removed;
    for (const [why] of reasons) kept[why] += step.kept[why];
    after = step.next;
  } while (after !== null);
  return { removed, kept };
}

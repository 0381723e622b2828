import Database from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Tab } from "#contract/view.ts";
import { migrate } from "#store/migrate.ts";
import { countWalks, nextDueSql, pageSql, searchSql } from "#store/queue-sql.ts";

/** What SQLite says it will do; a plan is a better witness than a stopwatch. */
function planOf(sql: string): string[] {
  const db = new Database(":memory:");
  onTestFinished(() => void db.close());
  migrate(db);
  const asked = { at: 0, id: 0, now: 0, limit: 200, skip: 9, match: '"a"*' };
  const steps = db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(asked);
  return steps.map(({ detail }) => detail);
}

/** Steps that read a table from end to end or put rows in order by themselves. */
const costly = (plan: readonly string[]): string[] =>
  plan.filter((step) => /^SCAN (c|callback|attempt)\b|TEMP B-TREE/u.test(step));

const indexOf: Readonly<Record<Tab, readonly string[]>> = {
  now: ["callback_asap", "callback_timed"],
  scheduled: ["callback_timed"],
  mine: ["callback_mine"],
  closed: ["callback_closed"],
  all: ["INTEGER PRIMARY KEY"],
};
const tabs = Object.keys(indexOf) as Tab[];

describe("a page walks one index from its cursor on", () => {
  test.each(tabs)("%s", (tab) => {
    const plan = planOf(pageSql[tab]);
    for (const index of indexOf[tab]) {
      expect(plan.filter((step) => step.includes(index)).join()).toMatch(/^SEARCH c USING/u);
    }
    expect(costly(plan)).toEqual([]);
  });

  test.each(tabs)("%s: rows of the same instant are passed by the index, not read again", (tab) => {
    const walks = planOf(pageSql[tab]).filter((step) => step.startsWith("SEARCH c"));
    const range = tab === "all" ? "(rowid<?)" : /\((sort_at|closed_at),arrival\)[<>]\(\?,\?\)/u;
    for (const walk of walks) expect(walk).toMatch(range);
  });
});

test.each(tabs)(
  "a search in %s walks the hits newest first and looks each up by its row id",
  (tab) => {
    const plan = planOf(searchSql(tab));
    expect(plan[0]).toMatch(/^SCAN s VIRTUAL TABLE INDEX \d+:.*M/u);
    expect(plan[1]).toBe("SEARCH c USING INTEGER PRIMARY KEY (rowid=?)");
    expect(costly(plan)).toEqual([]);
  },
);

test.each(Object.entries(countWalks))(
  "the count of what is %s walks one index from its place on",
  (_, { pass, rest }) => {
    for (const sql of [pass, rest]) {
      const plan = planOf(sql);
      expect(plan).toHaveLength(1);
      expect(plan[0]).toMatch(/^SEARCH (c|callback) USING (COVERING )?INDEX .*[<>]/u);
    }
  },
);

test("what comes due next is the first of its index", () => {
  expect(planOf(nextDueSql).join()).toMatch(/SEARCH c USING (COVERING )?INDEX callback_timed/u);
});

import { describe, expect, test } from "vitest";
import { closing } from "./closing.ts";

const types = { name: "types", isPassed: true };
const lint = { name: "lint", isPassed: true };
const tally = { passed: 3, failed: [], skipped: [] };
const run = { name: "desk", code: 0, tally };

describe("the end of a run", () => {
  test("counts checks and tests together, alone on the last line", () => {
    const end = closing([types, lint], [run]);
    expect(end).toEqual({ lines: ["5 passed, 0 failed, 0 skipped"], code: 0 });
  });
  test("names every skipped test and why, and is still a success", () => {
    const skipped = [{ name: "a.test.ts > needs a Mac", reason: "this is no Mac" }];
    const end = closing([types], [{ ...run, tally: { ...tally, skipped } }]);
    expect(end.lines).toEqual([
      "skipped: a.test.ts > needs a Mac: this is no Mac",
      "4 passed, 0 failed, 1 skipped",
    ]);
    expect(end.code).toBe(0);
  });
  test("adds up several runs, and the tests of a suite that could not be begun", () => {
    const rig = { name: "rig", tests: 70, reason: "no kamailio" };
    expect(closing([types], [run, run], [rig])).toEqual({
      lines: ["skipped: rig, 70 tests: no kamailio", "7 passed, 0 failed, 70 skipped"],
      code: 0,
    });
  });
  test("is a failure after a failed check, though every test passed", () => {
    const end = closing([types, { ...lint, isPassed: false }], [run]);
    expect(end.lines).toEqual(["failed: lint", "4 passed, 1 failed, 0 skipped"]);
    expect(end.code).toBe(1);
  });
  test("is a failure after a failed test, which it names with what was wrong", () => {
    const failed = [
      { name: "a.test.ts > rings", reason: "expected 1 to be 2" },
      { name: "b.test.ts", reason: "cannot be loaded" },
    ];
    expect(closing([types], [{ ...run, code: 1, tally: { ...tally, failed } }])).toEqual({
      lines: [
        "failed: a.test.ts > rings: expected 1 to be 2",
        "failed: b.test.ts: cannot be loaded",
        "4 passed, 2 failed, 0 skipped",
      ],
      code: 1,
    });
  });
  test.each([
    ["the runner never came to count", null],
    ["there was nothing to run", { passed: 0, failed: [], skipped: [] }],
    ["everything was skipped", { passed: 0, failed: [], skipped: [{ name: "x", reason: "y" }] }],
  ])("is a failure when no test was executed, because %s", (_name, none) => {
    const end = closing([types], [run, { ...run, name: "rig", tally: none }]);
    expect(end.lines).toContain("failed: rig: no test was executed");
    expect(end.lines.at(-1)).toMatch(/^4 passed, 1 failed, \d skipped$/);
    expect(end.code).toBe(1);
  });
  test("is a failure when the runner failed for a reason of its own", () => {
    const end = closing([], [{ ...run, code: 134 }]);
    expect(end.lines.at(-1)).toBe("3 passed, 1 failed, 0 skipped");
    expect(end.code).toBe(1);
  });
});

import { expect, test } from "vitest";
import type { Shape } from "#core/callback.ts";
import { readRecord } from "#formats/read-record.ts";

test("what is told twice is read once, and noted when the other says something else", () => {
  const paths = (record: object, shape: Shape = "callback") =>
    readRecord({ id: "x", ...record }, shape).problems.map(({ path }) => path);
  const both = { timeoutSeconds: 0, timeout_seconds: 20 };
  expect(readRecord({ id: "x", ...both }, "callback").callback.timeoutSeconds).toBe(0);
  expect(paths(both)).toEqual(["$.timeout_seconds"]);
  expect(paths({ timeoutSeconds: 20, timeout_seconds: 20 })).toEqual([]);
  expect(paths({ timeoutSeconds: null, timeout_seconds: 20 })).toEqual([]);
  expect(paths({ segments: [], wrapup: { endTime: 1, end_time: 2 } })).toEqual([
    "$.wrapup.end_time",
  ]);
  expect(paths({ communicationId: "y" })).toEqual(["$.communicationId"]);
  expect(paths({ communicationId: "x" })).toEqual([]);
});

test("two fields of one fact complete each other, and are noted when they disagree", () => {
  const [first, second] = ["2026-11-20T09:00:00Z", "2026-11-20T09:01:00Z"];
  const read = (afterCallWork: object) =>
    readRecord({ startAcwTime: first, afterCallWork }, "callback-media-participant");
  const completed = read({ state: "pending", endTime: second });
  expect(completed.problems).toEqual([]);
  expect(completed.callback.afterCallWork).toEqual({
    state: { value: "pending", raw: "pending" },
    startAt: Date.parse(first),
    endAt: Date.parse(second),
  });
  const disagreeing = read({ startTime: second });
  expect(disagreeing.problems.map(({ path }) => path)).toEqual(["$.afterCallWork"]);
  expect(disagreeing.callback.afterCallWork?.startAt).toBe(Date.parse(first));
});

test.each([["12345678901234567890"], ["1e400"], ['[1,{"a":9007199254740993}]']])(
  "%s attached to an interaction is noted rather than shown with other digits",
  (text) => {
    const record = JSON.parse(`{"interaction_id":"i","udata":{"a":${text},"b":1.5}}`) as object;
    const { callback, problems } = readRecord(record, "engage-callback-interaction");
    expect(problems.map(({ path }) => path)).toEqual(["$.udata.a"]);
    expect(callback.attributes).toEqual({ b: "1.5" });
  },
);

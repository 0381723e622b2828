import { describe, expect, test } from "vitest";
import type { LocalWork } from "#core/local-work.ts";
import type { outcomes } from "#core/outcome.ts";
import { applyWork } from "#formats/apply-work.ts";
import { again, attempt, closed, declined, leftWrapUp, skipped, update } from "./work.ts";

describe("an Engage interaction", () => {
  const shape = "engage-callback-interaction";
  const came = {
    interaction_id: "i",
    callback_status: 5,
    call_result: 28,
    attempts: 1,
    start_time: "2026-11-20T08:00:00.000Z",
    status: 2,
  };

  test("counts the attempts made here, tells the result and that the agent handled it", () => {
    const work = { ...closed, attempts: [attempt(7, "timeout"), attempt(0, "peer")] };
    expect(update(came, shape, work)).toEqual({
      ...came,
      callback_status: 8,
      call_result: 0,
      attempts: 3,
    });
  });

  test("leaves the end of the interaction itself to the server", () => {
    const told = update(came, shape, closed);
    expect(told["status"]).toBe(2);
    for (const name of ["end_date", "stopped_reason"]) expect(told).not.toHaveProperty(name);
  });

  test.each([
    ["declined", declined, { callback_status: 6 }],
    ["skipped", skipped, { callback_status: 7 }],
    [
      "put off",
      again,
      { callback_status: 2, callback_type: 2, start_time: "2026-11-21T10:00:00.000Z" },
    ],
  ])("that was %s says so", (_, work, changed) => {
    expect(update(came, shape, work)).toEqual({ ...came, ...changed });
  });

  test.each([
    [5, 28, 8, 7],
    ["5", "28", "8", "7"],
    ["5-SUBMITTED_TO_AGT", "28- UNKNOWN", "8-PROCESSED_BY_AGT", "7- NO_ANSWER"],
    ["5 - submitted_to_agt", "28 – UNKNOWN", "8 - processed_by_agt", "7 – NO_ANSWER"],
    ["SUBMITTED_TO_AGT", "UNKNOWN", "PROCESSED_BY_AGT", "NO_ANSWER"],
  ])("spells codes as they were spelled: %j and %j", (status, result, newStatus, newResult) => {
    const work: LocalWork = { ...closed, attempts: [attempt(7, "timeout")], wrapUp: null };
    const record = { ...came, callback_status: status, call_result: result };
    expect(update(record, shape, work)).toMatchObject({
      callback_status: newStatus,
      call_result: newResult,
    });
  });

  test("spells a code that was not there like its others, and a count as the text it was", () => {
    const record = { interaction_id: "i", callback_status: "5-SUBMITTED_TO_AGT", attempts: "2" };
    expect(update(record, shape, closed)).toEqual({
      interaction_id: "i",
      callback_status: "8-PROCESSED_BY_AGT",
      attempts: "3",
      call_result: "0-OK",
    });
  });

  test("has names in the record's own case", () => {
    const record = { interactionId: "i", callbackStatus: 5 };
    expect(update(record, shape, closed)).toEqual({
      interactionId: "i",
      callbackStatus: 8,
      callResult: 0,
      attempts: 1,
    });
  });

  test("takes the agent's word for the result where the line says something else", () => {
    const said = (outcome: (typeof outcomes)[number], result: number) =>
      update(came, shape, {
        ...closed,
        attempts: [attempt(result, "peer")],
        wrapUp: { ...leftWrapUp, outcome },
      })["call_result"];
    expect(said("answered", 5)).toBe(5);
    expect(said("answering-machine", 0)).toBe(9);
    expect(said("wrong-number", 0)).toBe(53);
    expect(said("do-not-call", 5)).toBe(51);
    expect(said("silence", 0)).toBe(32);
    expect(said("cancelled", 0)).toBe(52);
    expect(said("bad-number", 12)).toBe(12);
    expect(said("given-up", 27)).toBe(27);
  });

  test("that is final for the platform stays so", () => {
    const final = { ...came, callback_status: 9 };
    expect(update(final, shape, closed)["callback_status"]).toBe(9);
  });

  test("adds nothing to a count that could not be read, and says so", () => {
    const record = { ...came, attempts: "three" };
    const { text, lost } = applyWork(JSON.stringify(record), shape, closed);
    expect(JSON.parse(text)).toMatchObject({ attempts: "three" });
    expect(lost.map(({ path }) => path)).toContain("engage.attempts");
  });

  test("has no place for code and notes, which are named as lost", () => {
    const { lost } = applyWork(JSON.stringify(came), shape, closed);
    expect(lost.map(({ path }) => path)).toEqual(
      expect.arrayContaining(["wrapUp.code", "wrapUp.notes"]),
    );
    expect(JSON.stringify(lost)).not.toMatch(/w-2|Will send/);
    expect(applyWork('{"id":"c"}', "callback", closed).lost).toEqual([]);
  });
});

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DeskInTest } from "#test/support/desk-in-test.ts";

let at: DeskInTest;
beforeEach(() => {
  at = new DeskInTest();
  at.makeReady();
});
afterEach(() => at.end());

/** A callback in hand whose countdown ends in 15 seconds, with everything ready for its call. */
function countingDown() {
  const key = at.put({ timeoutSeconds: 15 });
  at.act("callback.accept", { key });
  return key;
}
const turn = () => at.view().turn;
const invites = () => at.phone.asked.filter((asked) => asked.startsWith("invite"));

describe("an agent who locked her screen", () => {
  test("is asked when the deadline comes: nothing dials behind her back, also when she is back", () => {
    const key = countingDown();
    at.time.pass(5_000);
    at.desk.away(true);
    at.time.pass(10_000);
    expect(turn()).toMatchObject({
      at: "preview",
      countdown: { mode: "asking", because: "nobody-at-the-desk" },
    });
    at.desk.away(false);
    at.time.pass(60_000);
    at.desk.woke();
    expect(invites()).toEqual([]);
    at.act("preview.call", { key });
    expect(invites()).toHaveLength(1);
  });
  test("who came back in time has her call dialled at its deadline", () => {
    countingDown();
    at.desk.away(true);
    at.time.pass(14_999);
    at.desk.away(false);
    expect(invites()).toEqual([]);
    at.time.pass(1);
    expect(invites()).toEqual(["invite +15550100"]);
  });
  test("may lock it during a call: the call goes on", () => {
    countingDown();
    at.time.pass(15_000);
    at.desk.away(true);
    at.time.pass(5_000);
    expect(turn()).toMatchObject({ at: "dialing" });
    expect(at.phone.asked).not.toContain("hang-up");
  });
});

test("a machine that woke has its line looked after", () => {
  at.desk.woke();
  expect(at.phone.asked.at(-1)).toBe("refresh woke");
});

import { afterEach, beforeEach, expect, test } from "vitest";
import * as v from "valibot";
import { events } from "#contract/ipc.ts";
import { DeskInTest, deskNumbers } from "#test/support/desk-in-test.ts";

let at: DeskInTest;
let told: unknown[];
beforeEach(() => {
  at = new DeskInTest();
  told = [];
  at.desk.subscribe((name, payload) => {
    if (name === "desk.noticed") told.push(v.parse(events["desk.noticed"], payload));
  });
});
afterEach(() => at.end());

test("digits that the far end took none of are told to the windows", () => {
  at.talk(at.put());
  at.tellLine({ type: "digits-failed", digits: "12" });
  expect(told).toEqual([{ what: "digits-failed" }]);
});

test.each([
  ["sip:+15550199@example.invalid", deskNumbers.read("+15550199").display],
  ["sip:ann@example.invalid", "sip:ann@example.invalid"],
])("a refused wish to transfer us to %s is told, and stays in the story", (target, number) => {
  const key = at.put();
  at.talk(key);
  at.tellLine({ type: "transfer-asked", target });
  expect(told).toEqual([{ what: "transfer-refused", number }]);
  expect(at.view().turn?.at).toBe("talking");
  const read = at.act("callback.read", { key });
  const story = read.ok ? read.value.timeline : [];
  expect(story.at(-1)).toMatchObject({ what: "transfer-refused", detail: number });
  expect(at.store.ledger.timeline(key).at(-1)?.detail).toBe(target);
});

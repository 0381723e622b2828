import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CallId } from "#core/call-id.ts";
import { RECORDINGS_FOLDER } from "#recordings/recordings.ts";
import { endWith } from "#test/support/builders.ts";
import { DeskInTest, refusalOf } from "#test/support/desk-in-test.ts";

const caller = "11111111-0000-4000-8000-000000000001" as CallId;
const ACCOUNT = "sip:kim@example.org";
const HERS = "+15550142";

let at: DeskInTest;
beforeEach(() => {
  at = new DeskInTest({ recording: { isAllowed: true } });
  at.media.answers.set("record", {});
});
afterEach(() => at.end());

const from = { number: HERS, name: "Maria", display: HERS };
const arrived = { to: "", answerAfterSeconds: null, alertInfo: null, from } as const;
function talk(): void {
  at.makeReady();
  at.tell(caller, { type: "arrived", ...arrived, replaces: null });
  at.act("line.answer", { call: caller });
  at.tell(caller, { type: "answered" });
}
const record = (isOn: boolean, hasCustomerAgreed = true) =>
  refusalOf(at.act("line.record", { call: caller, isOn, hasCustomerAgreed }));
const told = () => at.store.sides.latest(1)[0]?.story.map(({ what, detail }) => [what, detail]);
const files = () => readdirSync(join(at.folder, RECORDINGS_FOLDER));

describe("a recording of a caller", () => {
  test("begins by the agent's word alone, which her call's story keeps, and is named after it", () => {
    talk();
    expect(record(true, false)).toBe("no-consent");
    expect(at.media.asked).not.toContain("record on");
    expect(record(true)).toBeNull();
    expect(at.view().sound.recorded).toEqual([caller]);
    expect(record(false)).toBeNull();
    expect(at.view().sound.recorded).toEqual([]);
    expect(told()).toEqual([
      ["recording-agreed", ACCOUNT],
      ["recording-stopped", null],
    ]);
    expect(files()).toEqual([`${caller}.webm`]);
  });
  test("is part of her callback's story, too", () => {
    const other = at.put();
    const key = at.put({ numbers: [HERS] });
    at.makeReady();
    at.act("callback.accept", { key: other });
    talk();
    record(true);
    expect(at.store.ledger.timeline(key)).toMatchObject([
      { what: "recording-agreed", detail: ACCOUNT },
    ]);
    expect(at.store.ledger.timeline(other).map(({ what }) => what)).toEqual(["accepted"]);
  });
  test("is one beside the customer's, and each ends by its own wish", () => {
    const key = at.put();
    at.talk(key);
    at.act("call.record", { key, isOn: true, hasCustomerAgreed: true });
    at.tell(caller, { type: "arrived", ...arrived, replaces: null });
    at.act("line.answer", { call: caller });
    at.tellLine({ type: "hold-settled", isHeld: true });
    at.tell(caller, { type: "answered" });
    expect(record(false)).toBe("wrong-state");
    expect(record(true)).toBeNull();
    expect(record(true)).toBe("wrong-state");
    expect(at.view().sound.recorded).toHaveLength(2);
    expect(refusalOf(at.act("call.record", { key, isOn: false }))).toBeNull();
    expect(at.view().sound.recorded).toEqual([caller]);
  });
  test("ends when somebody else takes her place in the call, and her story says so", () => {
    talk();
    record(true);
    const next = "11111111-0000-4000-8000-000000000002" as CallId;
    at.tell(next, { type: "arrived", ...arrived, replaces: caller });
    at.tell(next, { type: "answered" });
    expect(at.view().sound.recorded).toEqual([]);
    expect(told()?.at(-1)).toEqual(["recording-stopped", null]);
  });
  test("ends with her call", () => {
    talk();
    record(true);
    at.tell(caller, { type: "ended", end: endWith({ by: "far-end", sipStatus: 200 }) });
    expect(at.view().sound.recorded).toEqual([]);
    expect(at.media.asked.at(-1)).toBe("record off");
  });
  test("whose story the disk does not take does not go on", () => {
    talk();
    at.isDiskFull = true;
    expect(record(true)).toBe("disk");
    expect(at.view().sound.recorded).toEqual([]);
    expect(at.media.asked.at(-1)).toBe("record off");
    at.isDiskFull = false;
    at.time.pass(5_000);
    expect(told()).toEqual([]);
  });
  test("that ends while the disk is full is told as ended when there is room", () => {
    talk();
    record(true);
    at.isDiskFull = true;
    expect(record(false)).toBeNull();
    at.isDiskFull = false;
    at.time.pass(1_000);
    expect(told()?.at(-1)).toEqual(["recording-stopped", null]);
  });
  test("is none before she is answered, of whom the agent consults, or where it is not allowed", async () => {
    at.makeReady();
    at.tell(caller, { type: "arrived", ...arrived, replaces: null });
    expect(record(true)).toBe("wrong-state");
    at.act("line.answer", { call: caller });
    at.tell(caller, { type: "answered" });
    at.act("line.consult", { call: caller, number: "+15550143" });
    at.tell(caller, { type: "hold-settled", isHeld: true });
    const party = at.view().sides[1]?.call;
    if (party === undefined) throw new Error("nobody is consulted");
    at.tell(party, { type: "answered" });
    const wish = { call: party, isOn: true, hasCustomerAgreed: true };
    expect(refusalOf(at.act("line.record", wish))).toBe("wrong-state");
    await at.end();
    at = new DeskInTest();
    talk();
    expect(record(true)).toBe("wrong-state");
    expect(at.media.asked).not.toContain("record on");
  });
});

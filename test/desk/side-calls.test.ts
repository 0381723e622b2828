import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CallId } from "#core/call-id.ts";
import { endWith } from "#test/support/builders.ts";
import { DeskInTest, refusalOf, whyOf } from "#test/support/desk-in-test.ts";

let at: DeskInTest;
beforeEach(() => {
  at = new DeskInTest();
});
afterEach(() => at.end());

const incoming = "11111111-0000-4000-8000-000000000001" as CallId;
const HERS = "+15550142";

function ring(number: string | null, changes: Record<string, unknown> = {}): void {
  const { call = incoming, ...rest } = changes;
  at.tell(call as CallId, {
    type: "arrived",
    from: { number, name: "Maria", display: number ?? "" },
    to: "sip:kim@example.org",
    answerAfterSeconds: null,
    alertInfo: null,
    replaces: null,
    ...rest,
  });
}
const answer = () => at.act("line.answer", { call: incoming });
const sides = () => at.view().sides;
const ended = { type: "ended" as const, end: endWith({ by: "far-end", sipStatus: 200 }) };
const story = (key: Parameters<typeof at.store.ledger.timeline>[0]) =>
  at.store.ledger.timeline(key).map(({ what, detail }) => `${what} ${detail ?? ""}`.trim());

describe("a customer who rings back", () => {
  test("is shown with the callback she asked for, and rings", () => {
    const key = at.put({ numbers: [HERS], customerName: "Maria Keller" });
    at.makeReady();
    ring(HERS);
    expect(sides()).toMatchObject([{ at: "alerting", about: { key, name: "Maria Keller" } }]);
    expect(at.media.asked).toEqual(["ring on"]);
  });
  test("is known also where the network leaves out the plus of her number", () => {
    const key = at.put({ numbers: ["+493023125055"] });
    at.makeReady();
    ring("493023125055");
    expect(sides()).toMatchObject([{ about: { key } }]);
    answer();
    at.tell(incoming, { type: "answered" });
    expect(at.store.ledger.attempts(key)).toMatchObject([
      { how: "incoming", number: "+493023125055" },
    ]);
  });
  test("answered with free hands is the attempt of that callback, in the ledger too", () => {
    const key = at.put({ numbers: [HERS] });
    at.makeReady();
    ring(HERS);
    answer();
    at.tell(incoming, { type: "answered" });
    expect(at.view()).toMatchObject({ sides: [], turn: { at: "talking", key, attempt: incoming } });
    expect(at.media.asked).toEqual(["ring on", "ring off"]);
    at.tell(incoming, ended);
    expect(at.store.ledger.attempts(key)).toMatchObject([
      { id: incoming, how: "incoming", outcome: "answered" },
    ]);
    expect(at.view().turn?.at).toBe("wrap-up");
  });
  test("stops the countdown that would have called her", () => {
    const key = at.put({ numbers: [HERS], timeoutSeconds: 15 });
    at.makeReady();
    at.act("callback.accept", { key });
    ring(HERS);
    at.time.pass(20_000);
    expect(at.view().turn).toMatchObject({ at: "preview", countdown: { because: "another-call" } });
    answer();
    at.tell(incoming, { type: "answered" });
    expect(at.view().turn).toMatchObject({ at: "talking", attempt: incoming });
    expect(at.phone.asked.filter((asked) => asked.startsWith("invite"))).toEqual([]);
  });
  test("and gives up before anybody answers has left a trace in her callback's story", () => {
    const key = at.put({ numbers: [HERS] });
    at.makeReady();
    ring(HERS);
    at.tell(incoming, ended);
    expect(story(key)).toEqual(["rang-in missed"]);
    expect(at.view().turn).toBeNull();
  });
  test("and was not answered is told to the agent by name, with the callback to open", () => {
    const key = at.put({ numbers: [HERS], customerName: "Maria Keller" });
    at.makeReady();
    const told: unknown[] = [];
    at.desk.subscribe((name, payload) => {
      if (name === "desk.noticed") told.push(payload);
    });
    ring(HERS);
    at.tell(incoming, ended);
    expect(told).toEqual([{ what: "missed-call", at: at.time.now, who: "Maria Keller", key }]);
  });
  test("while the agent talks to somebody else stays a call beside it", () => {
    at.put({ numbers: [HERS] });
    at.talk(at.put());
    ring(HERS);
    answer();
    expect(at.phone.asked.at(-1)).toBe("hold");
    at.tellLine({ type: "hold-settled", isHeld: true });
    at.tell(incoming, { type: "answered" });
    expect(at.view()).toMatchObject({ turn: { hold: "on" }, sides: [{ at: "talking" }] });
  });
});

describe("a call that waits for the line", () => {
  test("says so, and pressing Answer again does nothing", () => {
    at.talk(at.put());
    ring(HERS);
    answer();
    expect(sides()).toMatchObject([{ at: "alerting", isWaiting: true }]);
    expect(refusalOf(answer())).toBeNull();
    expect(at.phone.asked.filter((asked) => asked === "hold")).toHaveLength(1);
  });
  test("is not answered where the disk takes no hold, which she is told; the next try is taken", () => {
    at.talk(at.put());
    ring(HERS);
    const commit = at.store.ledger.commit.bind(at.store.ledger);
    Object.assign(at.store.ledger, {
      commit: () => {
        throw Object.assign(new Error("disk is full"), { name: "StoreFull" });
      },
    });
    expect(refusalOf(answer())).toBe("disk");
    expect(sides()).toMatchObject([{ at: "alerting", isWaiting: false, trouble: "line-kept" }]);
    Object.assign(at.store.ledger, { commit });
    expect(refusalOf(answer())).toBeNull();
    at.tellLine({ type: "hold-settled", isHeld: true });
    expect(at.phone.asked.at(-1)).toBe("answer");
  });
  test("is answered also when the disk takes the customer's hold only later", () => {
    at.talk(at.put());
    ring(HERS);
    answer();
    const commit = at.store.ledger.commit.bind(at.store.ledger);
    Object.assign(at.store.ledger, {
      commit: () => {
        throw Object.assign(new Error("disk is full"), { name: "StoreFull" });
      },
    });
    at.tellLine({ type: "hold-settled", isHeld: true });
    expect(at.phone.asked).not.toContain("answer");
    Object.assign(at.store.ledger, { commit });
    at.time.pass(1_000);
    expect(at.phone.asked.at(-1)).toBe("answer");
  });
  test("and is declined as the platform answers it is hung up, and is nobody's attempt", () => {
    at.put({ numbers: [HERS] });
    at.makeReady();
    ring(HERS);
    at.act("line.decline", { call: incoming });
    at.tell(incoming, { type: "answered" });
    expect(at.phone.asked.at(-1)).toBe("hang-up");
    expect(at.view().turn).toBeNull();
  });
});

describe("a callback in preview beside a call", () => {
  function beside() {
    at.makeReady();
    const key = at.put();
    at.act("callback.accept", { key });
    ring(HERS);
    answer();
    at.tell(incoming, { type: "answered" });
    return key;
  }
  const invited = () => at.phone.asked.filter((asked) => asked.startsWith("invite"));

  test("is not dialled while that call has the line, which is said by name", () => {
    const key = beside();
    const reply = at.act("preview.call", { key });
    const why = { is: "another-call", who: "Maria" };
    expect(reply).toMatchObject({ refusal: { code: "another-call", why } });
    expect(invited()).toEqual([]);
  });
  test("is dialled once it is on hold", () => {
    const key = beside();
    at.act("line.hold", { call: incoming });
    expect(refusalOf(at.act("preview.call", { key }))).toBe("another-call");
    at.tell(incoming, { type: "hold-settled", isHeld: true });
    expect(refusalOf(at.act("preview.call", { key }))).toBeNull();
    expect(invited()).toHaveLength(1);
  });
});

describe("a call that the network wants answered by itself", () => {
  test("is the platform's for the callback in preview, which is then not dialled", () => {
    const key = at.put({ timeoutSeconds: 15 });
    at.makeReady();
    at.act("callback.accept", { key });
    ring("+15550199", { answerAfterSeconds: 0 });
    at.time.pass(0);
    expect(at.phone.asked.at(-1)).toBe("answer");
    at.tell(incoming, { type: "answered" });
    expect(at.view().turn).toMatchObject({ at: "talking", key });
    expect(at.store.ledger.attempts(key)).toMatchObject([{ how: "station" }]);
  });
  test("while it rings is answered where somebody is at the desk and the setting allows it", async () => {
    const talk = { type: "asked-by-network", what: "talk" } as const;
    at.makeReady();
    ring(HERS);
    at.desk.away(true);
    at.tell(incoming, talk);
    expect(at.phone.asked).not.toContain("answer");
    at.desk.away(false);
    at.tell(incoming, { ...talk, what: "hold" });
    expect(at.phone.asked).not.toContain("answer");
    at.tell(incoming, talk);
    expect(at.phone.asked).toContain("answer");
    await at.end();
    at = new DeskInTest({ call: { autoAnswer: "never" } });
    at.makeReady();
    ring(HERS);
    at.tell(incoming, talk);
    expect(at.phone.asked).not.toContain("answer");
  });
  test("by NOTIFY alone is the platform's for the callback in preview too", () => {
    const key = at.put({ timeoutSeconds: 15 });
    at.makeReady();
    at.act("callback.accept", { key });
    ring("+15550199");
    expect(sides()).toMatchObject([{ at: "alerting", about: null }]);
    at.tell(incoming, { type: "asked-by-network", what: "talk" });
    expect(sides()).toMatchObject([{ at: "answering", about: { key } }]);
    at.tell(incoming, { type: "answered" });
    expect(at.view().turn).toMatchObject({ at: "talking", key });
    expect(at.store.ledger.attempts(key)).toMatchObject([{ how: "station" }]);
    expect(at.phone.asked.filter((asked) => asked.startsWith("invite"))).toEqual([]);
  });
  test("by NOTIFY after the agent answered is a call of its own", () => {
    const key = at.put();
    at.makeReady();
    at.act("callback.accept", { key });
    ring("+15550199");
    answer();
    at.tell(incoming, { type: "asked-by-network", what: "talk" });
    at.tell(incoming, { type: "answered" });
    expect(at.view()).toMatchObject({ turn: { at: "preview" }, sides: [{ at: "talking" }] });
  });
  test("rings like any other when nobody is at the desk, or the setting says never", async () => {
    at.phone.register();
    ring(HERS, { answerAfterSeconds: 0 });
    at.time.pass(5_000);
    expect(at.phone.asked).not.toContain("answer");
    await at.end();
    at = new DeskInTest({ call: { autoAnswer: "never" } });
    at.makeReady();
    ring(HERS, { answerAfterSeconds: 0 });
    at.time.pass(5_000);
    expect(at.phone.asked).not.toContain("answer");
  });
});

test("a customer who hears busy was declined by nobody: her story and a notice say so", () => {
  const key = at.put({ numbers: [HERS], customerName: "Maria Keller" });
  at.makeReady();
  const told: unknown[] = [];
  at.desk.subscribe((name, payload) => {
    if (name === "desk.noticed") told.push(payload);
  });
  ring("+15550143");
  const second = "11111111-0000-4000-8000-000000000002" as CallId;
  ring(HERS, { call: second });
  expect(at.phone.asked.at(-1)).toBe("decline busy");
  at.tell(second, ended);
  expect(story(key)).toEqual(["rang-in busy"]);
  expect(told).toEqual([{ what: "missed-call", at: at.time.now, who: "Maria Keller", key }]);
});

test("a consultation that nobody answers is given up by itself", () => {
  const key = at.put();
  at.talk(key);
  at.act("call.consult", { key, number: "+15550143" });
  at.tellLine({ type: "hold-settled", isHeld: true });
  at.time.pass(44_999);
  expect(at.phone.asked).not.toContain("hang-up");
  at.time.pass(1);
  expect(at.phone.asked.at(-1)).toBe("hang-up");
});

test("a second caller hears busy, and so does the first where no call may wait", async () => {
  at.makeReady();
  ring(HERS);
  at.tell("11111111-0000-4000-8000-000000000002" as CallId, {
    type: "arrived",
    from: { number: null, name: null, display: "" },
    to: "",
    answerAfterSeconds: null,
    alertInfo: null,
    replaces: null,
  });
  expect(at.phone.asked.at(-1)).toBe("decline busy");
  await at.end();
  at = new DeskInTest({ call: { isWaitingAllowed: false } });
  at.talk(at.put());
  ring(HERS);
  expect(at.phone.asked.at(-1)).toBe("decline busy");
});

describe("a consultation", () => {
  function consult() {
    const key = at.put();
    at.talk(key);
    at.act("call.consult", { key, number: "+15550143" });
    at.tellLine({ type: "hold-settled", isHeld: true });
    const [party] = sides();
    if (party === undefined) throw new Error("nobody is consulted");
    return { key, party: party.call };
  }

  test("calls a colleague once the customer is on hold", () => {
    consult();
    expect(at.phone.asked.slice(-2)).toEqual(["hold", "invite +15550143"]);
  });
  test("is over, not dialled later, when the disk cannot take it once the customer is on hold", () => {
    const key = at.put();
    at.talk(key);
    const commit = at.store.sides.commit.bind(at.store.sides);
    Object.assign(at.store.sides, {
      commit: () => {
        throw Object.assign(new Error("disk is full"), { name: "StoreFull" });
      },
    });
    at.act("call.consult", { key, number: "+15550143" });
    at.tellLine({ type: "hold-settled", isHeld: true });
    Object.assign(at.store.sides, { commit });
    at.time.pass(5_000);
    expect(sides()).toEqual([]);
    expect(at.phone.asked).not.toContain("invite +15550143");
  });
  test("is kept with the callback it was about", () => {
    const { key, party } = consult();
    at.tell(party, ended);
    expect(at.store.sides.calls(key)).toMatchObject([
      { kind: "consult", number: "+15550143", endedBy: "far-end" },
    ]);
  });
  test("hands the customer over, which is the outcome of her attempt", () => {
    const { key, party } = consult();
    at.tell(party, { type: "answered" });
    expect(refusalOf(at.act("call.complete-transfer", { key }))).toBeNull();
    expect(at.phone.asked.at(-1)).toBe("transfer-to");
    at.tellLine({ type: "transferred-away" });
    at.tellLine({ type: "ended", end: endWith({ by: "far-end", sipStatus: 200 }) });
    at.tell(party, ended);
    expect(at.store.ledger.attempts(key)).toMatchObject([
      { outcome: "transferred", disconnectType: "transfer.consult" },
    ]);
    expect(sides()).toEqual([]);
  });
  test("becomes a conference and ends as one, told in the callback's story", () => {
    const { key, party } = consult();
    at.tell(party, { type: "answered" });
    expect(refusalOf(at.act("call.join", { key }))).toBeNull();
    expect(at.phone.asked.at(-1)).toBe("join 2");
    // Pressed twice, it is asked for once.
    expect(refusalOf(at.act("call.join", { key }))).toBeNull();
    expect(at.phone.asked.filter((asked) => asked === "join 2")).toHaveLength(1);
    expect(at.view().isJoined).toBe(false);
    at.tellLine({ type: "joined", isJoined: true });
    at.tell(party, { type: "joined", isJoined: true });
    expect(at.view().isJoined).toBe(true);
    expect(refusalOf(at.act("call.part", { key }))).toBeNull();
    expect(at.view().isJoined).toBe(false);
    expect(story(key)).toEqual(expect.arrayContaining(["joined", "parted"]));
  });
  test("that the media window cannot join is shown as that, and held", () => {
    const { key, party } = consult();
    at.tell(party, { type: "answered" });
    at.act("call.join", { key });
    at.tellLine({ type: "hold-settled", isHeld: false });
    at.tellLine({ type: "joined", isJoined: false });
    expect(at.view()).toMatchObject({
      isJoined: false,
      sides: [{ hold: "asking", trouble: "join-failed" }],
    });
    expect(story(key)).not.toContain("joined");
  });
  test("and the customer take turns by resuming", () => {
    const { key, party } = consult();
    at.tell(party, { type: "answered" });
    at.act("call.resume", { key });
    expect(at.phone.asked.at(-1)).toBe("hold");
    at.tell(party, { type: "hold-settled", isHeld: true });
    expect(at.phone.asked.at(-1)).toBe("resume");
  });
  test("of a number that cannot be dialled is refused", () => {
    const key = at.put();
    at.talk(key);
    expect(whyOf(at.act("call.consult", { key, number: "nobody" }))).toBe("no-number");
    expect(whyOf(at.act("call.transfer", { key, number: "nobody" }))).toBe("no-number");
  });
});

describe("a caller who is transferred", () => {
  const other = "+15550144";
  function talk(): void {
    at.makeReady();
    ring(HERS);
    answer();
    at.tell(incoming, { type: "answered" });
  }
  const transfer = (number = other) => at.act("line.transfer", { call: incoming, number });

  test("goes by the phone, is shown on the way, and is kept as transferred", () => {
    talk();
    expect(refusalOf(transfer())).toBeNull();
    expect(at.phone.asked.at(-1)).toBe(`transfer ${other}`);
    expect(sides()).toMatchObject([
      { at: "talking", transfer: { kind: "blind", display: "+1 5550144" } },
    ]);
    expect(refusalOf(transfer())).toBe("wrong-state");
    at.tell(incoming, { type: "transfer-accepted" });
    at.tell(incoming, { type: "transferred-away" });
    at.tell(incoming, { type: "ended", end: endWith({ by: "agent", sipStatus: 200 }) });
    expect(sides()).toEqual([]);
    expect(at.store.sides.latest(1)).toMatchObject([
      { outcome: "transferred", endedBy: "transfer", sipStatus: 200 },
    ]);
  });
  test("in vain is still there, and the agent is told", () => {
    talk();
    transfer();
    at.tell(incoming, { type: "transfer-failed", sipStatus: 486, reason: "Busy Here" });
    expect(sides()).toMatchObject([{ transfer: null, trouble: "transfer-failed" }]);
    expect(refusalOf(transfer())).toBeNull();
  });
  test("during another callback's call leaves that call as it was, and her own callback tells it", () => {
    const key = at.put({ numbers: [HERS] });
    at.talk(at.put());
    ring(HERS);
    answer();
    at.tellLine({ type: "hold-settled", isHeld: true });
    at.tell(incoming, { type: "answered" });
    transfer();
    at.tell(incoming, { type: "transferred-away" });
    at.tell(incoming, ended);
    expect(story(key)).toEqual(["rang-in transferred"]);
    expect(at.view()).toMatchObject({ turn: { hold: "on", transfer: null }, sides: [] });
  });
  test("to what cannot be dialled, or before she is answered, goes nowhere", () => {
    at.makeReady();
    ring(HERS);
    expect(refusalOf(transfer())).toBe("wrong-state");
    answer();
    at.tell(incoming, { type: "answered" });
    expect(refusalOf(transfer("nobody"))).toBe("bad-input");
    expect(at.phone.asked.filter((asked) => asked.startsWith("transfer"))).toEqual([]);
  });
});

describe("a consultation about a caller", () => {
  const number = "+15550143";
  const consult = () => at.act("line.consult", { call: incoming, number });
  /** She is on hold, and the colleague is being called. */
  function begin(): CallId {
    at.makeReady();
    ring(HERS);
    answer();
    at.tell(incoming, { type: "answered" });
    consult();
    at.tell(incoming, { type: "hold-settled", isHeld: true });
    const party = sides()[1];
    if (party === undefined) throw new Error("nobody is consulted");
    expect(party).toMatchObject({ kind: "consult", beside: incoming });
    return party.call;
  }
  const complete = () => at.act("line.complete-transfer", { call: incoming });

  test("calls a colleague beside her, and refuses another", () => {
    begin();
    expect(at.phone.asked.slice(-2)).toEqual(["hold", `invite ${number}`]);
    expect(refusalOf(consult())).toBe("wrong-state");
    expect(refusalOf(complete())).toBe("wrong-state");
  });
  test("is refused while there is a call with the customer, and for what cannot be dialled", () => {
    at.talk(at.put());
    ring(HERS);
    answer();
    at.tellLine({ type: "hold-settled", isHeld: true });
    at.tell(incoming, { type: "answered" });
    expect(refusalOf(consult())).toBe("wrong-state");
    const asked = at.act("line.consult", { call: incoming, number: "nobody" });
    expect(refusalOf(asked)).toBe("bad-input");
  });
  test("hands her over, which is the end of her call", () => {
    const party = begin();
    at.tell(party, { type: "answered" });
    expect(refusalOf(complete())).toBeNull();
    expect(at.phone.asked.at(-1)).toBe("transfer-to");
    at.tell(incoming, { type: "transferred-away" });
    at.tell(incoming, { type: "ended", end: endWith({ by: "agent", sipStatus: 200 }) });
    at.tell(party, { type: "transferred-away" });
    at.tell(party, ended);
    expect(sides()).toEqual([]);
    expect(at.store.sides.latest(2)).toMatchObject([
      { kind: "consult", outcome: "answered" },
      { kind: "incoming", outcome: "transferred", endedBy: "consult-transfer" },
    ]);
  });
  test("belongs to no callback that is merely in hand", () => {
    const key = at.put();
    at.makeReady();
    at.act("callback.accept", { key });
    begin();
    expect(at.store.sides.latest(1)).toMatchObject([{ kind: "consult", callback: null }]);
    expect(at.store.sides.calls(key)).toEqual([]);
  });
  test("hands over nobody else: not the customer called meanwhile", () => {
    const party = begin();
    at.tell(party, { type: "answered" });
    at.act("line.hold", { call: party });
    at.tell(party, { type: "hold-settled", isHeld: true });
    const key = at.put();
    at.talk(key);
    expect(refusalOf(at.act("call.complete-transfer", { key }))).toBe("wrong-state");
    expect(refusalOf(at.act("call.join", { key }))).toBe("wrong-state");
    expect(at.phone.asked).not.toContain("transfer-to");
  });
  test("becomes a conference and is parted, of which no callback's story tells", () => {
    const key = at.put();
    at.makeReady();
    at.act("callback.accept", { key });
    const party = begin();
    at.tell(party, { type: "answered" });
    expect(refusalOf(at.act("line.join", { call: incoming }))).toBeNull();
    expect(at.phone.asked.slice(-2)).toEqual(["resume", "join 2"]);
    at.tell(incoming, { type: "joined", isJoined: true });
    at.tell(party, { type: "joined", isJoined: true });
    expect(at.view().isJoined).toBe(true);
    expect(refusalOf(at.act("line.part", { call: incoming }))).toBeNull();
    expect(at.view().isJoined).toBe(false);
    expect(story(key)).toEqual(["accepted"]);
  });
});

test("digits go to an answered call, and to no other", () => {
  const key = at.put();
  at.talk(key);
  const { turn } = at.view();
  if (turn?.at !== "talking") throw new Error("no call");
  expect(refusalOf(at.act("call.digits", { call: turn.attempt, digits: "12#" }))).toBeNull();
  expect(at.phone.asked.at(-1)).toBe("digits 12#");
  expect(whyOf(at.act("call.digits", { call: incoming, digits: "1" }))).toBe("no-answered-call");
});

test("a call beside that was live when the process ended is closed as interrupted at the next start", () => {
  const key = at.put({ numbers: [HERS] });
  at.makeReady();
  ring(HERS);
  at.store.sides.recover(at.time.now);
  // Nothing is left to close: what ends now is of a row that has its end.
  expect(() =>
    at.store.sides.commit([
      { write: "side-closed", call: incoming, at: at.time.now, outcome: "missed", end: null },
    ]),
  ).toThrow();
  expect(story(key)).toEqual([]);
});

test("a full disk at the start keeps no desk from starting: what was live is closed as interrupted when there is room, and a call that came meanwhile is not", async () => {
  const key = at.put();
  at.talk(key);
  ring(HERS);
  at.isDiskFull = true;
  await at.restart();
  expect(at.view()).toMatchObject({
    turn: { at: "wrap-up", needsReview: true },
    isDiskFull: true,
  });
  at.makeReady();
  const later = "11111111-0000-4000-8000-000000000002" as CallId;
  const from = { number: HERS, name: null, display: HERS };
  at.tell(later, { type: "arrived", from, to: "", answerAfterSeconds: null, replaces: null });
  expect(refusalOf(at.act("call.hang-up", { key }))).not.toBeNull();
  at.isDiskFull = false;
  at.time.pass(1_000);
  expect(at.view()).toMatchObject({
    turn: { at: "wrap-up", needsReview: true },
    isDiskFull: false,
  });
  expect(at.store.ledger.attempts(key)).toMatchObject([{ outcome: "unknown" }]);
  expect(at.store.sides.latest(9)).toMatchObject([{ endedAt: null }, { endedBy: "interrupted" }]);
});

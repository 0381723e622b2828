import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CallId } from "#core/call-id.ts";
import { createSound } from "#desk/sound.ts";
import { RECORDINGS_FOLDER, recordingsIn } from "#recordings/recordings.ts";
import { settings as settingsSchema } from "#contract/settings.ts";
import { preferencesIn } from "#settings/preferences-file.ts";
import { endWith } from "#test/support/builders.ts";
import { FakeMedia, TestTime } from "#test/support/fakes.ts";
import { settled } from "#test/support/memory-wire.ts";
import { DeskInTest, refusalOf, whyOf } from "#test/support/desk-in-test.ts";

const settings = v.parse(settingsSchema, { recording: { isAllowed: true } });
let at: DeskInTest;
beforeEach(() => {
  at = new DeskInTest({ recording: { isAllowed: true } });
});
afterEach(() => at.end());

const session = () => at.phone.sessionOf(attempt());
function attempt() {
  const { turn } = at.view();
  if (turn?.at !== "talking") throw new Error("no call");
  return turn.attempt;
}
const piece = (sequence: number, text: string, isLast = false) => {
  at.media.tell("recorded", { session: session(), sequence, chunk: btoa(text), isLast });
};
const files = () =>
  readdirSync(join(at.folder, RECORDINGS_FOLDER)).map((name) =>
    join(at.folder, RECORDINGS_FOLDER, name),
  );

describe("a recording", () => {
  beforeEach(() => void at.media.answers.set("record", {}));

  test("that the media window refuses is off again, which is told, until it is tried once more", async () => {
    at.media.answers.delete("record");
    const key = at.put();
    at.talk(key);
    at.act("call.record", { key, isOn: true, hasCustomerAgreed: true });
    await settled();
    expect(at.view().sound).toMatchObject({ recorded: [], hasRecordingFailed: true });
    at.media.answers.set("record", {});
    expect(
      refusalOf(at.act("call.record", { key, isOn: true, hasCustomerAgreed: true })),
    ).toBeNull();
    await settled();
    expect(at.view().sound).toMatchObject({
      recorded: [expect.any(String)],
      hasRecordingFailed: false,
    });
  });
  test("is written piece by piece, for the owner alone, and told in the callback's story", () => {
    const key = at.put();
    at.talk(key);
    expect(
      refusalOf(at.act("call.record", { key, isOn: true, hasCustomerAgreed: true })),
    ).toBeNull();
    expect(at.view().sound.recorded).toHaveLength(1);
    piece(0, "one ");
    piece(1, "two");
    const [file = ""] = files();
    expect(readFileSync(file, "utf8")).toBe("one two");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(at.store.ledger.timeline(key).map(({ what }) => what)).toContain("recording-agreed");
  });
  test("is whole when it is stopped: the pieces that still come are in it", () => {
    const key = at.put();
    at.talk(key);
    at.act("call.record", { key, isOn: true, hasCustomerAgreed: true });
    piece(0, "one ");
    at.act("call.record", { key, isOn: false });
    expect(at.view().sound.recorded).toEqual([]);
    piece(1, "two", true);
    piece(2, "never");
    expect(readFileSync(files()[0] ?? "", "utf8")).toBe("one two");
  });
  test("ends when somebody else takes the customer's place in the call, and says so", () => {
    const key = at.put();
    at.talk(key);
    const replaces = attempt();
    at.act("call.record", { key, isOn: true, hasCustomerAgreed: true });
    const coming = "11111111-0000-4000-8000-000000000007" as CallId;
    at.tell(coming, {
      type: "arrived",
      from: { number: null, name: null, display: "" },
      to: "",
      answerAfterSeconds: null,
      alertInfo: null,
      replaces,
    });
    expect(at.view().sound.recorded).toHaveLength(1);
    at.tell(coming, { type: "answered" });
    expect(at.view().sound.recorded).toEqual([]);
    expect(at.store.ledger.timeline(key).map(({ what }) => what)).toContain("recording-stopped");
  });
  test("ends with the call", () => {
    const key = at.put();
    at.talk(key);
    at.act("call.record", { key, isOn: true, hasCustomerAgreed: true });
    at.tellLine({ type: "ended", end: endWith({ by: "far-end", sipStatus: 200 }) });
    expect(at.view().sound.recorded).toEqual([]);
    expect(at.media.asked.at(-1)).toBe("record off");
  });
  test("never begins where the settings do not allow it", async () => {
    await at.end();
    at = new DeskInTest();
    const key = at.put();
    at.talk(key);
    expect(at.view().sound.recording).toBe("forbidden");
    expect(refusalOf(at.act("call.record", { key, isOn: true, hasCustomerAgreed: true }))).toBe(
      "wrong-state",
    );
    expect(at.media.asked).not.toContain("record on");
  });
});

describe("the customer's consent", () => {
  const begin = (hasCustomerAgreed?: boolean) => {
    const key = at.put();
    at.talk(key);
    const agreed = hasCustomerAgreed === undefined ? {} : { hasCustomerAgreed };
    const code = refusalOf(at.act("call.record", { key, isOn: true, ...agreed }));
    const told = at.store.ledger.timeline(key).filter(({ what }) => what.startsWith("recording"));
    return { code, told };
  };
  test.each([undefined, false])(
    "is asked for by main itself: without the agent's word (%s) nothing is recorded",
    (word) => {
      expect(begin(word)).toEqual({ code: "no-consent", told: [] });
      expect(at.view().sound.recorded).toEqual([]);
      expect(at.media.asked).not.toContain("record on");
    },
  );
  test("is kept in the callback's story, with when and by whose word", () => {
    const { code, told } = begin(true);
    expect(code).toBeNull();
    expect(told).toEqual([
      { at: at.time.now, what: "recording-agreed", detail: "sip:kim@example.org" },
    ]);
    expect(at.media.asked).toContain("record on");
  });
  test("that cannot be kept for a full disk lets nothing be recorded", () => {
    const key = at.put();
    at.talk(key);
    at.isDiskFull = true;
    const wish = { key, isOn: true, hasCustomerAgreed: true };
    expect(refusalOf(at.act("call.record", wish))).toBe("disk");
    expect(at.view().sound.recorded).toEqual([]);
    expect(at.media.asked.at(-1)).toBe("record off");
  });
  test("is not asked for where the settings say that none is needed", async () => {
    await at.end();
    at = new DeskInTest({ recording: { isAllowed: true, consent: "not-needed" } });
    const { code, told } = begin();
    expect({ code, what: told.map(({ what }) => what) }).toEqual({
      code: null,
      what: ["recording-started"],
    });
  });
});

describe("what is wrong with the sound", () => {
  test("is shown while it lasts, and gone with the call", () => {
    at.talk(at.put());
    at.media.tell("audio-problem", { session: session(), kind: "one-way-in", isNow: true });
    expect(at.view().sound.problems).toEqual(["one-way-in"]);
    at.media.tell("audio-problem", { session: session(), kind: "one-way-in", isNow: false });
    expect(at.view().sound.problems).toEqual([]);
    at.media.tell("audio-problem", { session: session(), kind: "silent-microphone", isNow: true });
    at.tellLine({ type: "ended", end: endWith() });
    expect(at.view().sound.problems).toEqual([]);
  });
});

describe("of several sessions", () => {
  const quality = { lossPercent: 0, jitterMs: 5, roundTripMs: 30, codec: "opus" };
  /** What is heard of a media window while these sessions carry calls, the one in use first. */
  function heardOf(...sessions: string[]) {
    const media = new FakeMedia();
    const sound = createSound({
      media,
      settings: { audio: settings.audio, recording: settings.recording },
      preferences: preferencesIn(at.folder),
      recordings: recordingsIn(at.folder),
      networkChanged: () => undefined,
      after: new TestTime().after,
      report: () => undefined,
    });
    const living = [...sessions];
    sound.follow({ sessions: () => living, sessionOf: () => null });
    return { media, sound, living };
  }

  test("the problems of one that ended are over, also where nobody takes them back", () => {
    const { media, sound, living } = heardOf("customer", "consulted");
    media.tell("audio-problem", { session: "consulted", kind: "one-way-in", isNow: true });
    media.tell("audio-problem", { session: "customer", kind: "clipped-microphone", isNow: true });
    expect(sound.view().problems).toEqual(["clipped-microphone", "one-way-in"]);
    living.pop();
    expect(sound.view().problems).toEqual(["clipped-microphone"]);
  });
  test("those of one that was replaced before it carried a call trouble nobody", () => {
    const { media, sound } = heardOf("customer");
    media.tell("audio-problem", { session: "spare", kind: "speaker-lost", isNow: true });
    expect(sound.view().problems).toEqual([]);
  });
  test("nothing of them is left when the media window goes", () => {
    const { media, sound } = heardOf("customer");
    media.appear();
    media.tell("audio-problem", { session: "customer", kind: "one-way-in", isNow: true });
    media.tell("quality", { session: "customer", ...quality });
    media.disappear();
    expect(sound.view()).toMatchObject({ problems: [], quality: null });
  });
  test("quality and levels are those of the one in use, and of no other", () => {
    const { media, sound, living } = heardOf("customer", "consulted");
    media.tell("quality", { session: "customer", ...quality });
    media.tell("quality", { session: "consulted", ...quality, lossPercent: 50 });
    expect(sound.view().quality).toEqual(quality);
    expect([sound.isHeard("customer"), sound.isHeard("consulted")]).toEqual([true, false]);
    living.reverse();
    expect(sound.view().quality).toBeNull();
    expect([sound.isHeard("customer"), sound.isHeard("consulted")]).toEqual([false, true]);
  });
});

test("devices chosen are kept for the next start, and told to every media window that comes", async () => {
  const choice = { microphone: "Headset", speaker: null, ringer: "Desk speaker" };
  await at.desk.handlers["sound.use"](choice);
  expect(preferencesIn(at.folder).read().devices).toEqual(choice);
  await at.restart();
  at.media.tell("ready", {});
  expect(at.media.asked).toEqual(["useDevices", "processing", "codecs"]);
});

test("a device that fails is not kept: the one before stays chosen", async () => {
  const before = { microphone: "Headset", speaker: null, ringer: null };
  await at.desk.handlers["sound.use"](before);
  at.media.answers.set("useDevices", { microphone: "silent", speaker: "absent", ringer: "failed" });
  await at.desk.handlers["sound.use"]({ microphone: "Mute", speaker: "Gone", ringer: "Broken" });
  expect(preferencesIn(at.folder).read().devices).toEqual({ ...before, speaker: "Gone" });
});

test("what the media window cannot do is refused: the trouble of a microphone by its name, else in general", async () => {
  const use = async () =>
    whyOf(await at.desk.handlers["sound.use"]({ microphone: null, speaker: null, ringer: null }));
  expect(await use()).toBe("sound-failed");
  expect(at.reports.at(-1)).toMatch(/^the media window could not do as told: ./);
  at.media.failure = { code: "microphone", reason: "busy" };
  expect(await use()).toEqual({ is: "microphone", trouble: "busy" });
  at.media.failure = { code: "microphone", reason: "nobody knows" };
  expect(await use()).toBe("no-microphone");
});

test("another network gives every call new routes", () => {
  at.media.tell("network-changed", {});
  expect(at.phone.asked.at(-1)).toBe("refresh network-changed");
});

describe("the ringer", () => {
  const caller = "11111111-0000-4000-8000-000000000001" as CallId;
  const from = { number: "+15550142", name: null, display: "" };
  const arrives = () => {
    at.tell(caller, { type: "arrived", from, to: "", answerAfterSeconds: null, replaces: null });
  };
  const tryIt = () => at.desk.handlers["sound.test-ringer"]({});

  test("is tested for two seconds", async () => {
    await tryIt();
    at.time.pass(1_999);
    expect(at.media.asked).toEqual(["ring on"]);
    at.time.pass(1);
    expect(at.media.asked).toEqual(["ring on", "ring off"]);
  });
  test("that is tested goes on ringing for a call that comes in meanwhile", async () => {
    at.makeReady();
    await tryIt();
    arrives();
    at.time.pass(5_000);
    expect(at.media.asked).toEqual(["ring on", "ring on"]);
    at.tell(caller, { type: "ended", end: endWith() });
    expect(at.media.asked.at(-1)).toBe("ring off");
  });
  test("rings on in a media window that comes back while a call rings", () => {
    at.makeReady();
    arrives();
    at.media.tell("ready", {});
    expect(at.media.asked.at(-1)).toBe("ring on");
  });
});

import { beforeEach, describe, expect, test } from "vitest";
import { call, exchange, hearing as hearsOf, setup } from "#test/support/media-call.ts";
import { openThings } from "#test/support/media-lab.ts";
import type { MediaEnd } from "#test/support/media-page.ts";
import { ANN, BEN, mediaStage } from "#test/support/media-stage.ts";

const CAS = 1_700;
const all = [ANN, BEN, CAS];

const stage = mediaStage();
/** The agent, and two parties that talk to her and to nobody else. */
let ann: MediaEnd;
let ben: MediaEnd;
let cas: MediaEnd;

beforeEach(async () => {
  [ann, ben, cas] = await Promise.all([stage.hum(ANN), stage.hum(BEN), stage.hum(CAS)]);
});

const hearing = (end: MediaEnd, nth = 0) => hearsOf(end, all, nth);

async function everyoneApart(): Promise<void> {
  await hearing(ben).toEqual([ANN]);
  await hearing(cas).toEqual([ANN]);
  await hearing(ann, 0).toEqual([BEN]);
  await hearing(ann, 1).toEqual([CAS]);
}

async function callBoth(): Promise<void> {
  await call(ann, ben, "ben");
  await call(ann, cas, "cas");
}

describe("two sessions at once", () => {
  test("are two conversations; preparing the second leaves the first alone", async () => {
    await callBoth();
    await everyoneApart();
    await ann.ask("mute", { session: "ben", isMuted: true });
    await hearing(ben).toEqual([]);
    await hearing(cas).toEqual([ANN]);
    await exchange(ann, cas, "cas", { isHeld: true });
    await hearing(cas).toEqual([]);
    await ann.ask("mute", { session: "ben", isMuted: false });
    await hearing(ben).toEqual([ANN]);
    expect(ann.complaints).toEqual([]);
  });

  test("end one by one, and with the last nothing is left open", async () => {
    await callBoth();
    await ann.ask("release", { session: "ben" });
    await hearing(cas).toEqual([ANN]);
    await ann.ask("release", { session: "cas" });
    const nothing = { tracks: 0, contexts: 0, connections: 0, elements: 0 };
    await expect.poll(() => openThings(ann.page)).toEqual(nothing);
  });

  test("a session to answer in is not taken for one prepared for nothing", async () => {
    await ann.ask("open", setup("in"));
    await ann.ask("prepare", setup("out"));
    const { sdp } = await ben.ask("prepare", setup("in"));
    await ann.ask("answer", { session: "in", sdp, isHeld: false });
  });
});

describe("a conference", () => {
  test("lets every party hear the others and never itself, also muted, and parts again", async () => {
    await callBoth();
    await ann.ask("mix", { sessions: ["ben", "cas"] });
    await hearing(ben).toEqual([ANN, CAS]);
    await hearing(cas).toEqual([ANN, BEN]);
    await hearing(ann, 0).toEqual([BEN]);
    await hearing(ann, 1).toEqual([CAS]);
    // The agent is silent, the parties still hear each other.
    await ann.ask("mute", { session: "ben", isMuted: true });
    await ann.ask("mute", { session: "cas", isMuted: true });
    await hearing(ben).toEqual([CAS]);
    await hearing(cas).toEqual([BEN]);
    await ann.ask("mix", { sessions: [] });
    await hearing(ben).toEqual([]);
    await ann.ask("mute", { session: "ben", isMuted: false });
    await ann.ask("mute", { session: "cas", isMuted: false });
    await everyoneApart();
    expect(ann.complaints).toEqual([]);
  });

  test("leaves out who is on hold, both ways, and takes her back in", async () => {
    await callBoth();
    await ann.ask("mix", { sessions: ["ben", "cas"] });
    await hearing(ben).toEqual([ANN, CAS]);
    // Asked for and not answered yet: the far end still sends.
    await ann.ask("offer", { session: "cas", isHeld: true, isIceRestart: false });
    await hearing(ben).toEqual([ANN]);
    await ann.ask("rollback", { session: "cas" });
    await hearing(ben).toEqual([ANN, CAS]);
    await exchange(ann, cas, "cas", { isHeld: true });
    await hearing(cas).toEqual([]);
    await hearing(ben).toEqual([ANN]);
    await exchange(ann, cas, "cas");
    await hearing(cas).toEqual([ANN, BEN]);
    await hearing(ben).toEqual([ANN, CAS]);
  });

  test("goes on as a call when a party leaves, and with the last lets go of everything", async () => {
    await callBoth();
    await ann.ask("mix", { sessions: ["ben", "cas"] });
    await hearing(ben).toEqual([ANN, CAS]);
    await ann.ask("release", { session: "cas" });
    await hearing(ben).toEqual([ANN]);
    await hearing(ann, 0).toEqual([BEN]);
    await ann.ask("release", { session: "ben" });
    const nothing = { tracks: 0, contexts: 0, connections: 0, elements: 0 };
    await expect.poll(() => openThings(ann.page)).toEqual(nothing);
  });

  test("that the browser does not let mix is refused, and the calls go on", async () => {
    await callBoth();
    await ann.page.evaluate(() => {
      const { prototype } = BaseAudioContext;
      Object.defineProperty(prototype, "state", { get: () => "suspended" });
    });
    const refused = await ann.link.ask("mix", { sessions: ["ben", "cas"] });
    expect(refused).toMatchObject({ ok: false, failure: { code: "fault" } });
    await hearing(ben).toEqual([ANN]);
    await hearing(cas).toEqual([ANN]);
  });

  test("with a session that is not there is refused, and changes nothing", async () => {
    await call(ann, ben, "ben");
    const refused = await ann.link.ask("mix", { sessions: ["ben", "nobody"] });
    expect(refused).toMatchObject({ ok: false, failure: { code: "session" } });
    await hearing(ben).toEqual([ANN]);
  });
});

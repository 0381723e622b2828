import { beforeEach, describe, expect, test } from "vitest";
import { call, exchange, setup } from "#test/support/media-call.ts";
import { connectionStates, trackStates } from "#test/support/media-lab.ts";
import type { MediaEnd } from "#test/support/media-page.ts";
import { mediaStage, session } from "#test/support/media-stage.ts";

const stage = mediaStage();
let ann: MediaEnd, ben: MediaEnd;
beforeEach(async () => {
  [ann, ben] = await Promise.all([stage.open(), stage.open()]);
});

/** Both sides have an offer prepared: whose is answered takes her own back. */
async function callEach() {
  await ben.ask("prepare", setup(session));
  return call(ann, ben, session);
}

const report = (end: MediaEnd) => end.ask("report", { session });
const directionOf = (sdp: string) => /^a=(sendrecv|sendonly|recvonly|inactive)\s*$/m.exec(sdp)?.[1];

/** Loudest level received while twenty packets' worth of time and at least one beep pass. */
async function loudestHeard(end: MediaEnd): Promise<number> {
  let loudest = 0;
  for (let reading = 0; reading < 24; reading += 1) {
    loudest = Math.max(loudest, (await report(end)).levelReceived);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return loudest;
}

const hears = (end: MediaEnd) =>
  expect
    .poll(async () => (await report(end)).levelReceived, { timeout: 15_000 })
    .toBeGreaterThan(0.3);

/** Packets that `end` receives in half a second. */
async function packetsReceived(end: MediaEnd): Promise<number> {
  const before = (await report(end)).packetsReceived;
  await new Promise((resolve) => setTimeout(resolve, 500));
  return (await report(end)).packetsReceived - before;
}

describe("a call between two media windows", () => {
  test("carries sound both ways, tells levels, and lets go of everything at its end", async () => {
    const { offer, answer } = await callEach();
    expect(offer).toContain("a=candidate:");
    expect(offer).not.toContain("m=video");
    expect(directionOf(answer)).toBe("sendrecv");
    await Promise.all([hears(ann), hears(ben)]);
    for (const end of [ann, ben]) {
      const { packetsSent, packetsReceived: received, packetsLost, connection } = await report(end);
      expect(packetsSent).toBeGreaterThan(0);
      expect(received).toBeGreaterThan(0);
      expect(packetsLost).toBe(0);
      expect(connection).toBe("connected");
      await end.until("levels", (levels) => levels.you > 0.3);
      await end.until("levels", (levels) => levels.customer > 0.3);
      await end.ask("release", { session });
      await end.ask("release", { session });
      expect(await trackStates(end.page)).toEqual(["ended"]);
      expect(await connectionStates(end.page)).toEqual(["closed"]);
      expect(await end.link.ask("report", { session })).toMatchObject({
        ok: false,
        failure: { code: "session" },
      });
    }
    expect(ann.complaints).toEqual([]);
  });

  test("falls silent on hold in both directions, and resumes on the same connection", async () => {
    await callEach();
    await hears(ben);
    const held = await exchange(ann, ben, session, { isHeld: true });
    expect([directionOf(held.offer), directionOf(held.answer)]).toEqual(["sendonly", "recvonly"]);
    await expect.poll(() => packetsReceived(ann), { timeout: 5_000 }).toBe(0);
    await expect.poll(() => loudestHeard(ben), { timeout: 10_000 }).toBe(0);
    const resumed = await exchange(ann, ben, session);
    expect([directionOf(resumed.offer), directionOf(resumed.answer)]).toEqual([
      "sendrecv",
      "sendrecv",
    ]);
    await Promise.all([hears(ann), hears(ben)]);
    expect(await connectionStates(ann.page)).toEqual(["stable"]);
  });

  test("is put on hold by the far end and taken back, also while held from here", async () => {
    await callEach();
    const held = await exchange(ben, ann, session, { isHeld: true });
    expect(directionOf(held.answer)).toBe("recvonly");
    await expect.poll(() => packetsReceived(ben), { timeout: 5_000 }).toBe(0);
    const both = await exchange(ann, ben, session, { isHeld: true, isAnswerHeld: true });
    expect(directionOf(both.offer)).toBe("sendonly");
    expect(directionOf(both.answer)).toBe("inactive");
    const stillHeldHere = await exchange(ben, ann, session, { isAnswerHeld: true });
    expect(directionOf(stillHeldHere.answer)).toBe("sendonly");
    await exchange(ann, ben, session);
    await Promise.all([hears(ann), hears(ben)]);
  });

  test("goes on when the far end refuses to be held, whoever called", async () => {
    await callEach();
    for (const [end, other] of [
      [ben, ann],
      [ann, ben],
    ] as const) {
      await end.ask("offer", { session, isHeld: true, isIceRestart: false });
      await end.ask("rollback", { session });
      await end.ask("rollback", { session });
      expect(await packetsReceived(end)).toBeGreaterThan(0);
      expect(await packetsReceived(other)).toBeGreaterThan(0);
      const next = await exchange(end, other, session);
      expect(directionOf(next.offer)).toBe("sendrecv");
    }
    await Promise.all([hears(ann), hears(ben)]);
  });

  test("is silent while muted, through hold and resume, and heard again after", async () => {
    await callEach();
    await hears(ben);
    await ann.ask("mute", { session, isMuted: true });
    await expect.poll(() => loudestHeard(ben), { timeout: 10_000 }).toBe(0);
    await exchange(ann, ben, session, { isHeld: true });
    await exchange(ann, ben, session);
    await expect.poll(() => loudestHeard(ben), { timeout: 10_000 }).toBe(0);
    await hears(ann);
    await ann.ask("mute", { session, isMuted: false });
    await hears(ben);
  });

  test("takes the same answer twice, as early media brings it, and no other", async () => {
    const { answer } = await callEach();
    await ann.ask("accept", { session, sdp: answer });
    const other = await ann.link.ask("accept", { session, sdp: `${answer}a=x-other\r\n` });
    expect(other).toMatchObject({ ok: false, failure: { code: "session" } });
  });

  test("fails with a reason on a description that fits nothing, and can still be answered", async () => {
    await Promise.all([ann.ask("prepare", setup(session)), ben.ask("prepare", setup(session))]);
    const bad = await ann.link.ask("answer", { session, sdp: "v=0\r\nnonsense", isHeld: false });
    expect(bad).toMatchObject({ ok: false, failure: { code: "sdp" } });
    await exchange(ben, ann, session);
    await Promise.all([hears(ann), hears(ben)]);
  });

  test.each([
    [
      "has a fax in the place of its voice",
      (sdp: string) => sdp.replace(/^m=audio \d+/m, "m=audio 0"),
    ],
    [
      "takes digits alone",
      (sdp: string) => {
        const events = [...sdp.matchAll(/^a=rtpmap:(\d+) telephone-event/gm)].map(
          ([, type]) => type,
        );
        return sdp.replace(/^(m=audio \d+ \S+) .*$/m, `$1 ${events.join(" ")}`);
      },
    ],
  ])("goes on as it was after an offer was refused that %s", async (_, spoil) => {
    await callEach();
    const { sdp } = await ben.ask("offer", { session, isHeld: false, isIceRestart: false });
    const refused = await ann.link.ask("answer", { session, sdp: spoil(sdp), isHeld: false });
    expect(refused).toMatchObject({ ok: false, failure: { code: "sdp" } });
    await ben.ask("rollback", { session });
    await Promise.all([hears(ann), hears(ben)]);
    expect(await connectionStates(ann.page)).toEqual(["stable"]);
    await exchange(ann, ben, session, { isHeld: true });
    await exchange(ann, ben, session);
    await Promise.all([hears(ann), hears(ben)]);
  });

  test("is not closed by an answer without audio", async () => {
    await callEach();
    const { sdp: offer } = await ann.ask("offer", { session, isHeld: false, isIceRestart: false });
    const { sdp } = await ben.ask("answer", { session, sdp: offer, isHeld: false });
    const closing = sdp.replace(/^m=audio \d+/m, "m=audio 0");
    const refused = await ann.link.ask("accept", { session, sdp: closing });
    expect(refused).toMatchObject({ ok: false, failure: { code: "sdp" } });
    await ann.ask("rollback", { session });
    await Promise.all([hears(ann), hears(ben)]);
  });

  test("offers new addresses when the connection broke", async () => {
    const { offer } = await callEach();
    await ben.ask("release", { session });
    await ann.until("connection", ({ state }) => state === "disconnected" || state === "failed");
    const again = await ann.ask("offer", { session, isHeld: false, isIceRestart: false });
    const fragment = (sdp: string) => /^a=ice-ufrag:(.+)$/m.exec(sdp)?.[1];
    expect(fragment(again.sdp)).not.toBe(fragment(offer));
    expect(again.sdp).toContain("a=candidate:");
  });

  test("goes on with another microphone when the one in use is unplugged", async () => {
    await callEach();
    await ann.page.evaluate(() => {
      for (const track of lab.tracks) track.stop();
      opened[0]?.dispatchEvent(new Event("ended"));
    });
    await expect.poll(() => trackStates(ann.page)).toEqual(["ended", "live"]);
    await hears(ben);
    await ann.ask("release", { session });
    expect(await trackStates(ann.page)).toEqual(["ended", "ended"]);
  });

  test("outlives a short break of the wire to main", async () => {
    await callEach();
    const readies = () => ann.facts.filter(({ name }) => name === "ready").length;
    expect(readies()).toBe(1);
    await ann.page.evaluate(() => {
      sockets[0]?.close();
    });
    await expect.poll(readies).toBe(2);
    await hears(ann);
    await exchange(ann, ben, session, { isHeld: true });
    await exchange(ann, ben, session);
    await Promise.all([hears(ann), hears(ben)]);
  });

  test("ends by itself when main is gone for good", async () => {
    await callEach();
    await ann.stopHost();
    await expect.poll(() => trackStates(ann.page), { timeout: 15_000 }).toEqual(["ended"]);
    expect(await connectionStates(ann.page)).toEqual(["closed"]);
  });
});

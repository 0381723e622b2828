import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  buildMediaPage,
  launchBrowser,
  openMediaEnd,
  type MediaEnd,
} from "#test/support/media-page.ts";

let pages: Awaited<ReturnType<typeof buildMediaPage>>;
let browser: Browser;
let ann: MediaEnd;
let ben: MediaEnd;

beforeAll(async () => {
  pages = await buildMediaPage();
  browser = await launchBrowser(true);
});
afterAll(async () => {
  await browser.close();
  pages.remove();
});
beforeEach(async () => {
  [ann, ben] = await Promise.all([
    openMediaEnd(browser, pages.folder),
    openMediaEnd(browser, pages.folder),
  ]);
});
afterEach(async () => {
  await Promise.all([ann.close(), ben.close()]);
});

const session = "one";
const prepare = { session, iceServers: [], gatherLimitMs: 500 };

/** One side offers, the other answers; as SIP would carry it. */
async function negotiate(from: MediaEnd, to: MediaEnd, isHeld = false, isAnswerHeld = false) {
  const offer = await from.ask("offer", { session, isHeld, isIceRestart: false });
  const answer = await to.ask("answer", { session, sdp: offer.sdp, isHeld: isAnswerHeld });
  await from.ask("accept", { session, sdp: answer.sdp });
  return { offer: offer.sdp, answer: answer.sdp };
}

async function connect() {
  await Promise.all([ann.ask("prepare", prepare), ben.ask("prepare", prepare)]);
  const exchanged = await negotiate(ann, ben);
  const isConnected = (fact: { state: string }) => fact.state === "connected";
  await Promise.all([ann.until("connection", isConnected), ben.until("connection", isConnected)]);
  return exchanged;
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

const trackStates = (end: MediaEnd) =>
  end.page.evaluate(() => opened.map((track) => track.readyState));
const connectionStates = (end: MediaEnd) =>
  end.page.evaluate(() => connections.map((connection) => connection.signalingState));

describe("a call between two media windows", () => {
  test("carries sound both ways, tells levels, and lets go of everything at its end", async () => {
    const { offer, answer } = await connect();
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
      expect(await trackStates(end)).toEqual(["ended"]);
      expect(await connectionStates(end)).toEqual(["closed"]);
      expect(await end.link.ask("report", { session })).toMatchObject({
        ok: false,
        failure: { code: "session" },
      });
    }
    expect(ann.complaints).toEqual([]);
  });

  test("falls silent on hold in both directions, and resumes on the same connection", async () => {
    await connect();
    await hears(ben);
    const held = await negotiate(ann, ben, true);
    expect([directionOf(held.offer), directionOf(held.answer)]).toEqual(["sendonly", "recvonly"]);
    await expect.poll(() => packetsReceived(ann), { timeout: 5_000 }).toBe(0);
    await expect.poll(() => loudestHeard(ben), { timeout: 10_000 }).toBe(0);
    const resumed = await negotiate(ann, ben);
    expect([directionOf(resumed.offer), directionOf(resumed.answer)]).toEqual([
      "sendrecv",
      "sendrecv",
    ]);
    await Promise.all([hears(ann), hears(ben)]);
    expect(await connectionStates(ann)).toEqual(["stable"]);
  });

  test("is put on hold by the far end and taken back, also while held from here", async () => {
    await connect();
    const held = await negotiate(ben, ann, true);
    expect(directionOf(held.answer)).toBe("recvonly");
    await expect.poll(() => packetsReceived(ben), { timeout: 5_000 }).toBe(0);
    const both = await negotiate(ann, ben, true, true);
    expect(directionOf(both.offer)).toBe("sendonly");
    expect(directionOf(both.answer)).toBe("inactive");
    const stillHeldHere = await negotiate(ben, ann, false, true);
    expect(directionOf(stillHeldHere.answer)).toBe("sendonly");
    await negotiate(ann, ben);
    await Promise.all([hears(ann), hears(ben)]);
  });

  test("goes on when the far end refuses to be held", async () => {
    await connect();
    await ann.ask("offer", { session, isHeld: true, isIceRestart: false });
    await ann.ask("rollback", { session });
    await ann.ask("rollback", { session });
    await Promise.all([hears(ann), hears(ben)]);
    const next = await negotiate(ann, ben);
    expect(directionOf(next.offer)).toBe("sendrecv");
  });

  test("is silent while muted, through hold and resume, and heard again after", async () => {
    await connect();
    await hears(ben);
    await ann.ask("mute", { session, isMuted: true });
    await expect.poll(() => loudestHeard(ben), { timeout: 10_000 }).toBe(0);
    await negotiate(ann, ben, true);
    await negotiate(ann, ben);
    await expect.poll(() => loudestHeard(ben), { timeout: 10_000 }).toBe(0);
    await hears(ann);
    await ann.ask("mute", { session, isMuted: false });
    await hears(ben);
  });

  test("takes the same answer twice, as early media brings it, and no other", async () => {
    const { answer } = await connect();
    await ann.ask("accept", { session, sdp: answer });
    const other = await ann.link.ask("accept", { session, sdp: `${answer}a=x-other\r\n` });
    expect(other).toMatchObject({ ok: false, failure: { code: "session" } });
  });

  test("fails with a reason on a description that fits nothing, and can still be answered", async () => {
    await Promise.all([ann.ask("prepare", prepare), ben.ask("prepare", prepare)]);
    const bad = await ann.link.ask("answer", { session, sdp: "v=0\r\nnonsense", isHeld: false });
    expect(bad).toMatchObject({ ok: false, failure: { code: "sdp" } });
    await negotiate(ben, ann);
    await Promise.all([hears(ann), hears(ben)]);
  });

  test("offers new addresses when the connection broke", async () => {
    const { offer } = await connect();
    await ben.ask("release", { session });
    await ann.until("connection", ({ state }) => state === "disconnected" || state === "failed");
    const again = await ann.ask("offer", { session, isHeld: false, isIceRestart: false });
    const fragment = (sdp: string) => /^a=ice-ufrag:(.+)$/m.exec(sdp)?.[1];
    expect(fragment(again.sdp)).not.toBe(fragment(offer));
    expect(again.sdp).toContain("a=candidate:");
  });

  test("goes on with another microphone when the one in use is unplugged", async () => {
    await connect();
    await ann.page.evaluate(() => {
      for (const track of lab.tracks) track.stop();
      opened[0]?.dispatchEvent(new Event("ended"));
    });
    await expect.poll(() => trackStates(ann)).toEqual(["ended", "live"]);
    await hears(ben);
    await ann.ask("release", { session });
    expect(await trackStates(ann)).toEqual(["ended", "ended"]);
  });

  test("outlives a short break of the wire to main", async () => {
    await connect();
    const readies = () => ann.facts.filter(({ name }) => name === "ready").length;
    expect(readies()).toBe(1);
    await ann.page.evaluate(() => {
      sockets[0]?.close();
    });
    await expect.poll(readies).toBe(2);
    await hears(ann);
    await negotiate(ann, ben, true);
    await negotiate(ann, ben);
    await Promise.all([hears(ann), hears(ben)]);
  });

  test("ends by itself when main is gone for good", async () => {
    await connect();
    await ann.stopHost();
    await expect.poll(() => trackStates(ann), { timeout: 15_000 }).toEqual(["ended"]);
    expect(await connectionStates(ann)).toEqual(["closed"]);
  });
});

describe("preparing", () => {
  test("is idempotent, and makes the offer answer without gathering again", async () => {
    const labels = await Promise.all([ann.ask("prepare", prepare), ann.ask("prepare", prepare)]);
    expect(labels[0].microphone).not.toBe("");
    expect(labels[1]).toEqual(labels[0]);
    expect(await trackStates(ann)).toEqual(["live"]);
    const offer = await ann.ask("offer", { session, isHeld: false, isIceRestart: false });
    expect(offer.sdp).toContain("a=candidate:");
    expect(await connectionStates(ann)).toEqual(["have-local-offer"]);
  });

  test("for another session replaces the one there was, with fresh addresses", async () => {
    await ann.ask("prepare", prepare);
    await ann.ask("prepare", { ...prepare, session: "two" });
    expect(await trackStates(ann)).toEqual(["live"]);
    expect(await connectionStates(ann)).toEqual(["closed", "have-local-offer"]);
    await ann.ask("release", { session });
    await ann.ask("offer", { session: "two", isHeld: false, isIceRestart: false });
  });

  test("that is given up before the microphone opened leaves nothing open", async () => {
    const prepared = ann.link.ask("prepare", prepare);
    await ann.ask("release", { session });
    expect(await prepared).toMatchObject({ ok: false, failure: { code: "session" } });
    await expect.poll(() => trackStates(ann)).not.toContain("live");
    await ann.ask("prepare", prepare);
    expect((await trackStates(ann)).at(-1)).toBe("live");
  });

  test("is done again when the machine comes back to a network", async () => {
    await ann.ask("prepare", prepare);
    const fragment = () =>
      ann.page.evaluate(() => {
        const [connection] = connections;
        return /^a=ice-ufrag:(.+)$/m.exec(connection?.localDescription?.sdp ?? "")?.[1];
      });
    const before = await fragment();
    await ann.page.evaluate(() => void dispatchEvent(new Event("online")));
    await expect.poll(fragment).not.toBe(before);
    const offer = await ann.ask("offer", { session, isHeld: false, isIceRestart: false });
    expect(offer.sdp).toContain(`a=ice-ufrag:${(await fragment()) ?? ""}`);
    expect(offer.sdp).toContain("a=candidate:");
  });

  test("does not wait longer than the limit for a server that never answers", async () => {
    const iceServers = [{ urls: ["stun:127.0.0.1:9"] }];
    await ann.ask("prepare", { session, iceServers, gatherLimitMs: 200 });
    const offer = await ann.ask("offer", { session, isHeld: false, isIceRestart: false });
    expect(offer.sdp).toContain("a=candidate:");
  });
});

test("tones play one at a time; ringback goes on until it is stopped", async () => {
  await ann.page.evaluate(() => {
    const playing: HTMLAudioElement[] = [];
    Object.assign(globalThis, { playing });
    globalThis.Audio = class extends Audio {
      constructor(address?: string) {
        super(address);
        playing.push(this);
      }
    };
  });
  const heard = () =>
    ann.page.evaluate(() =>
      (globalThis as unknown as { playing: HTMLAudioElement[] }).playing.map((audio) => [
        new URL(audio.src).pathname,
        !audio.paused && audio.currentTime > 0,
      ]),
    );
  await ann.ask("tone", { tone: "ringback" });
  await expect.poll(heard).toEqual([["/tones/ringback.wav", true]]);
  await ann.ask("tone", { tone: "end" });
  await expect.poll(heard).toEqual([
    ["/tones/ringback.wav", false],
    ["/tones/end.wav", true],
  ]);
  await expect.poll(heard).toEqual([
    ["/tones/ringback.wav", false],
    ["/tones/end.wav", false],
  ]);
  await ann.ask("tone", { tone: "busy" });
  await ann.ask("tone", { tone: null });
  await expect
    .poll(async () => (await heard()).every(([, isPlaying]) => isPlaying === false))
    .toBe(true);
  expect(ann.complaints).toEqual([]);
});

describe("without a microphone", () => {
  test("preparing fails with a reason for the agent, and the window says so unasked", async () => {
    const bare = await launchBrowser(false);
    const end = await openMediaEnd(bare, pages.folder);
    try {
      await end.until("microphone", ({ label, reason }) => label === null && reason === "missing");
      const reply = await end.link.ask("prepare", prepare);
      expect(reply).toMatchObject({
        ok: false,
        failure: { code: "microphone", reason: "missing" },
      });
    } finally {
      await end.close();
      await bare.close();
    }
  });
});

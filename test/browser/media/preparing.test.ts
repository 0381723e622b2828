import { beforeEach, describe, expect, test } from "vitest";
import { setup } from "#test/support/media-call.ts";
import { connectionStates, trackStates } from "#test/support/media-lab.ts";
import type { MediaEnd } from "#test/support/media-page.ts";
import { mediaStage, session } from "#test/support/media-stage.ts";
import { startStunServer } from "#test/support/stun-server.ts";

const stage = mediaStage();
let ann: MediaEnd;
beforeEach(async () => {
  ann = await stage.open();
});

describe("preparing", () => {
  test("is idempotent, and makes the offer answer without gathering again", async () => {
    const labels = await Promise.all([
      ann.ask("prepare", setup(session)),
      ann.ask("prepare", setup(session)),
    ]);
    expect(labels[0].microphone).not.toBe("");
    expect(labels[1]).toEqual(labels[0]);
    expect(await trackStates(ann.page)).toEqual(["live"]);
    const offer = await ann.ask("offer", { session, isHeld: false, isIceRestart: false });
    expect(offer.sdp).toContain("a=candidate:");
    expect(await connectionStates(ann.page)).toEqual(["have-local-offer"]);
  });

  test("for another session leaves the one there was, which can be called with meanwhile", async () => {
    const { sdp } = await ann.ask("prepare", setup(session));
    await ann.ask("prepare", setup("two"));
    expect(await connectionStates(ann.page)).toEqual(["have-local-offer", "have-local-offer"]);
    const wanted = { isHeld: false, isIceRestart: false };
    const { sdp: offer } = await ann.ask("offer", { session, ...wanted });
    const generation = /^a=ice-ufrag:.*$/m;
    expect(generation.exec(offer)?.[0]).toBe(generation.exec(sdp)?.[0]);
    await ann.ask("release", { session: "two" });
    expect(await connectionStates(ann.page)).toEqual(["have-local-offer", "closed"]);
    expect(await trackStates(ann.page)).toContain("live");
  });

  test("that is given up before the microphone opened leaves nothing open", async () => {
    const prepared = ann.link.ask("prepare", setup(session));
    await ann.ask("release", { session });
    expect(await prepared).toMatchObject({ ok: false, failure: { code: "session" } });
    await expect.poll(() => trackStates(ann.page)).not.toContain("live");
    await ann.ask("prepare", setup(session));
    expect((await trackStates(ann.page)).at(-1)).toBe("live");
  });

  test("goes on: candidates that come later are told, until the offer is in use", async () => {
    const { sdp } = await ann.ask("prepare", setup(session));
    expect(sdp).toContain("a=candidate:");
    await ann.until("renewed", (fact) => fact.session === session);
    const [renewed] = ann.told("renewed");
    const candidates = (text = "") => text.match(/^a=candidate:.*$/gm) ?? [];
    expect(candidates(renewed?.sdp)).toEqual(expect.arrayContaining(candidates(sdp)));
    expect(renewed?.sdp).toContain("tcptype");
    const { sdp: offer } = await ann.ask("offer", { session, isHeld: false, isIceRestart: false });
    expect(offer).toBe(renewed?.sdp);
    await ann.ask("prepare", setup("used"));
    await ann.ask("offer", { session: "used", isHeld: false, isIceRestart: false });
    await ann.page.evaluate(async () => {
      const all = connections.map((connection) => {
        const isComplete = () => connection.iceGatheringState === "complete";
        return new Promise<void>((resolve) => {
          const look = () => isComplete() && resolve();
          connection.addEventListener("icegatheringstatechange", look);
          look();
        });
      });
      await Promise.all(all);
    });
    await ann.ask("devices", {});
    expect(ann.told("renewed")).toHaveLength(1);
  });

  test("is done again when the machine comes back to a network", async () => {
    await ann.ask("prepare", setup(session));
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

  test("is enough at the first address a server tells of, while another server is still being asked", async () => {
    const telling = await startStunServer("192.0.2.1");
    const silent = await startStunServer(null);
    try {
      const iceServers = [{ urls: [silent.url] }, { urls: [telling.url] }];
      const { sdp } = await ann.ask("prepare", { session, iceServers, gatherLimitMs: 10_000 });
      expect(sdp).toMatch(/^a=candidate:.* 192\.0\.2\.1 \d+ typ srflx/m);
      // By the limit it would have come for the sixth time: the pauses begin with 250 ms and double.
      expect(silent.mostAsked()).toBeLessThan(6);
    } finally {
      telling.close();
      silent.close();
    }
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
    const end = await stage.openBare();
    await end.until("microphone", ({ label, reason }) => label === null && reason === "missing");
    const reply = await end.link.ask("prepare", setup(session));
    expect(reply).toMatchObject({
      ok: false,
      failure: { code: "microphone", reason: "missing" },
    });
  });
});

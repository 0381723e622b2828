import { beforeEach, describe, expect, test } from "vitest";
import { call, exchange, hearing, setup } from "#test/support/media-call.ts";
import { openLossyPath } from "#test/support/lossy-path.ts";
import { hears } from "#test/support/media-lab.ts";
import type { MediaEnd } from "#test/support/media-page.ts";
import { ANN, BEN, mediaStage, session } from "#test/support/media-stage.ts";

const BEEP = 1_400;

const stage = mediaStage();
let ann: MediaEnd, ben: MediaEnd;
beforeEach(async () => {
  [ann, ben] = await stage.pair();
});

interface Received {
  readonly packetsLost: number;
  /** Packets of which a later one told what was in them. */
  readonly fecPacketsReceived: number;
}

const received = (end: MediaEnd): Promise<Received> =>
  end.page.evaluate(async () => {
    const sum = { packetsLost: 0, fecPacketsReceived: 0 };
    for (const one of (await connections[0]?.getStats())?.values() as Iterable<
      Received & RTCStats
    >) {
      if (one.type !== "inbound-rtp") continue;
      sum.packetsLost += one.packetsLost;
      sum.fecPacketsReceived += one.fecPacketsReceived;
    }
    return sum;
  });
const report = (end: MediaEnd) => end.ask("report", { session });
const waitMs = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const setTone = (end: MediaEnd, hertz: number, amplitude: number) =>
  end.page.evaluate(([name, tone, level]) => lab.setTone(name, tone, level), [
    `Hum of ${hertz}`,
    hertz,
    amplitude,
  ] as const);

describe("codecs", () => {
  const lines = (sdp: string, name: string) =>
    [...sdp.matchAll(/^a=rtpmap:\d+ ([^/\r\n]+)/gm)].map(([, codec]) => codec).includes(name);
  const parameters = (sdp: string) => /^a=fmtp:\d+ (.*minptime.*?)\r?$/m.exec(sdp)?.[1];

  test("are offered in the order chosen and no others, digits always", async () => {
    await ann.ask("codecs", { order: ["pcma", "opus"], fec: false, dtx: false });
    const { offer } = await call(ann, ben, session);
    expect(["opus", "PCMA", "telephone-event"].every((name) => lines(offer, name))).toBe(true);
    expect(["G722", "PCMU", "red", "CN"].some((name) => lines(offer, name))).toBe(false);
    expect(parameters(offer)).toContain("useinbandfec=0");
    expect(parameters(offer)).toContain("usedtx=0");
    await ann.until("quality", ({ codec }) => codec === "pcma");
    await hearing(ben, [ANN, BEN]).toEqual([ANN]);
  });

  test("none of which the far end takes end the attempt with a reason", async () => {
    await ann.ask("codecs", { order: ["pcmu"], fec: true, dtx: false });
    await ben.ask("codecs", { order: ["g722"], fec: true, dtx: false });
    await ann.ask("prepare", setup(session));
    await ben.ask("open", setup(session));
    const { sdp } = await ann.ask("offer", { session, isHeld: false, isIceRestart: false });
    const refused = await ben.link.ask("answer", { session, sdp, isHeld: false });
    expect(refused).toMatchObject({ ok: false, failure: { code: "sdp" } });
  });

  test.each([
    { fec: true, brings: "its protection along" },
    { fec: false, brings: "none" },
  ])("where a fifth of the sound is lost bring $brings, as chosen", async ({ fec }) => {
    for (const end of [ann, ben]) {
      await end.ask("codecs", { order: ["opus"], fec, dtx: false });
    }
    const path = openLossyPath();
    try {
      await call(ann, ben, session, (sdp) => path.through(sdp));
      path.lose(0.2);
      const protectedAmong = async (lost: number): Promise<number> => {
        let sum: Received;
        do sum = await received(ben);
        while (sum.packetsLost < lost);
        return sum.fecPacketsReceived;
      };
      if (fec) await expect.poll(() => protectedAmong(1), { timeout: 45_000 }).toBeGreaterThan(0);
      else expect(await protectedAmong(100)).toBe(0);
    } finally {
      path.close();
    }
  });

  test("with pauses send next to nothing in silence, which is no fault of the path", async () => {
    for (const end of [ann, ben]) {
      await end.ask("codecs", { order: ["opus"], fec: true, dtx: true });
    }
    const { offer } = await call(ann, ben, session);
    expect(parameters(offer)).toContain("useinbandfec=1");
    expect(parameters(offer)).toContain("usedtx=1");
    await hearing(ann, [BEN]).toEqual([BEN]);
    await ben.ask("mute", { session, isMuted: true });
    await hearing(ann, [BEN]).toEqual([]);
    const before = (await report(ann)).packetsReceived;
    await waitMs(13_000);
    const perSecond = ((await report(ann)).packetsReceived - before) / 13;
    expect(perSecond).toBeLessThan(10);
    expect(ann.told("audio-problem")).toEqual([]);
  });
});

describe("recording", () => {
  const pieces = (end: MediaEnd) => end.told("recorded");
  /** The tones that last at least a tenth of a second in each of the two channels of what was recorded. */
  const channels = (end: MediaEnd, hertz: readonly number[]) =>
    end.page.evaluate(
      async ([chunks, tones]) => {
        const bytes = chunks.flatMap((chunk) =>
          Array.from(atob(chunk), (each) => each.charCodeAt(0)),
        );
        const context = new OfflineAudioContext(2, 48_000, 48_000);
        const sound = await context.decodeAudioData(new Uint8Array(bytes).buffer);
        return [0, 1].map((channel) => {
          const samples = sound.getChannelData(channel);
          return tones.filter((tone) => {
            const step = (2 * Math.PI * tone) / sound.sampleRate;
            const isLoud: boolean[] = [];
            // 50 ms hold whole waves of every tone here, so that none leaks into another.
            for (let from = 0; from + 2_400 <= samples.length; from += 2_400) {
              let real = 0;
              let imaginary = 0;
              for (let index = from; index < from + 2_400; index++) {
                real += (samples[index] ?? 0) * Math.cos(step * index);
                imaginary += (samples[index] ?? 0) * Math.sin(step * index);
              }
              isLoud.push(Math.hypot(real, imaginary) / 1_200 > 0.02);
            }
            return isLoud.some((each, nth) => each && isLoud[nth + 1] === true);
          });
        });
      },
      [pieces(end).map(({ chunk }) => chunk), hertz] as const,
    );

  test("is off until asked for, keeps both sides apart, and ends with its last piece", async () => {
    await call(ann, ben, session);
    await hearing(ann, [BEN]).toEqual([BEN]);
    expect(pieces(ann)).toEqual([]);
    await ann.ask("record", { session, isOn: true, withTone: false });
    await ann.until("recorded", ({ sequence }) => sequence === 2);
    await ann.ask("record", { session, isOn: false, withTone: false });
    await ann.until("recorded", ({ isLast }) => isLast);
    expect(pieces(ann).map(({ sequence }) => sequence)).toEqual(pieces(ann).map((_, nth) => nth));
    expect(pieces(ann).filter(({ isLast }) => isLast)).toHaveLength(1);
    expect(await channels(ann, [ANN, BEN, BEEP])).toEqual([[ANN], [BEN]]);
  });

  test("with a tone beeps to both sides; it ends with the session", async () => {
    await call(ann, ben, session);
    await ann.ask("mute", { session, isMuted: true });
    await ann.ask("record", { session, isOn: true, withTone: true });
    // It beeps for a fifth of a second every fifteen: a look at the wrong moment waits for the next.
    await expect
      .poll(() => hears(ben.page, 0, [ANN, BEEP]), { timeout: 70_000, interval: 20 })
      .toEqual([BEEP]);
    const ears = await ann.page.evaluate(
      () => lab.elements.filter((element) => element.srcObject !== null && !element.paused).length,
    );
    expect(ears).toBe(2);
    await ann.ask("release", { session });
    await ann.until("recorded", ({ isLast }) => isLast);
    expect(await channels(ann, [ANN, BEN, BEEP])).toEqual([[BEEP], [BEN]]);
    expect(ann.complaints).toEqual([]);
  });

  test.each([false, true])(
    "is refused, tone (%s) and all, where the browser does not let this page mix sound",
    async (withTone) => {
      await call(ann, ben, session);
      await ann.page.evaluate(() => {
        Object.defineProperty(BaseAudioContext.prototype, "state", { get: () => "suspended" });
      });
      const refused = await ann.link.ask("record", { session, isOn: true, withTone });
      expect(refused).toMatchObject({ ok: false, failure: { code: "fault" } });
      await hearing(ben, [ANN, BEN, BEEP]).toEqual([ANN]);
      expect(pieces(ann)).toEqual([]);
    },
  );

  test("leaves a gap in the numbers where a piece of it cannot be read", async () => {
    await call(ann, ben, session);
    await ann.page.evaluate(() => {
      const read = Object.getOwnPropertyDescriptor(Blob.prototype, "arrayBuffer")?.value as (
        this: Blob,
      ) => Promise<ArrayBuffer>;
      let reads = 0;
      Blob.prototype.arrayBuffer = function (this: Blob) {
        reads += 1;
        return reads === 2 ? Promise.reject(new Error("gone")) : read.call(this);
      };
    });
    await ann.ask("record", { session, isOn: true, withTone: false });
    await ann.until("recorded", ({ sequence }) => sequence === 3);
    await ann.ask("record", { session, isOn: false, withTone: false });
    await ann.until("recorded", ({ isLast }) => isLast);
    const [first, second, third] = pieces(ann);
    expect([first, second, third].map((piece) => piece?.sequence)).toEqual([0, 2, 3]);
  });

  test("of a call on hold has neither side in it", async () => {
    await call(ann, ben, session);
    await exchange(ann, ben, session, { isHeld: true });
    await hearing(ann, [BEN]).toEqual([]);
    await ann.ask("record", { session, isOn: true, withTone: false });
    await ann.until("recorded", ({ sequence }) => sequence === 2);
    await ann.ask("release", { session });
    await ann.until("recorded", ({ isLast }) => isLast);
    expect(await channels(ann, [ANN, BEN])).toEqual([[], []]);
  });
});

describe("what is wrong with the sound", () => {
  const isTold = (kind: string, isNow: boolean) =>
    ann.until("audio-problem", (fact) => fact.kind === kind && fact.isNow === isNow);

  test("a microphone that gives nothing, and that gives sound again", async () => {
    await call(ann, ben, session);
    await setTone(ann, ANN, 0);
    await isTold("silent-microphone", true);
    await setTone(ann, ANN, 0.3);
    await isTold("silent-microphone", false);
  });

  test("is over with its session, whatever it was, and goes on in the others", async () => {
    await call(ann, ben, session);
    await setTone(ann, ANN, 0);
    await isTold("silent-microphone", true);
    await ann.ask("prepare", setup("two"));
    await ann.page.evaluate(() => lab.unplug("Ear"));
    await ann.until("audio-problem", (fact) => fact.session === "two" && fact.isNow);
    await ann.ask("release", { session });
    const over = (kind: string) => ({ session, kind, isNow: false });
    await expect
      .poll(() => ann.told("audio-problem"))
      .toEqual(expect.arrayContaining([over("silent-microphone"), over("speaker-lost")]));
    expect(ann.told("audio-problem").filter((fact) => fact.session === "two")).toEqual([
      { session: "two", kind: "speaker-lost", isNow: true },
    ]);
  });

  test("a microphone that is too loud, until it is not", async () => {
    await call(ann, ben, session);
    await setTone(ann, ANN, 4);
    await isTold("clipped-microphone", true);
    await setTone(ann, ANN, 0.3);
    await isTold("clipped-microphone", false);
  });

  test("is not a microphone that is muted, nor a call on hold, here or there", async () => {
    await call(ann, ben, session);
    await ben.ask("mute", { session, isMuted: true });
    for (const [end, hertz] of [
      [ann, ANN],
      [ben, BEN],
    ] as const) {
      await setTone(end, hertz, 0);
    }
    await exchange(ann, ben, session, { isHeld: true });
    await waitMs(12_000);
    expect([...ann.told("audio-problem"), ...ben.told("audio-problem")]).toEqual([]);
  });

  test("nor is its quality told, which is that of the call in use", async () => {
    await call(ann, ben, session);
    await ann.until("quality", ({ codec }) => codec === "opus");
    await exchange(ann, ben, session, { isHeld: true });
    await expect.poll(() => ann.told("levels").at(-1)).toEqual({ session, you: 0, customer: 0 });
    const quality = ann.told("quality").length;
    const levels = ann.told("levels").length;
    await waitMs(6_000);
    expect(ann.told("quality")).toHaveLength(quality);
    expect(ann.told("levels")).toHaveLength(levels);
    await exchange(ann, ben, session);
    await expect.poll(() => ann.told("levels").at(-1)?.you).toBeGreaterThan(0);
  });

  test("a far end that was agreed with and never got through to, until it is", async () => {
    await ann.ask("prepare", setup(session));
    await ben.ask("open", setup(session));
    const offered = { session, isHeld: false, isIceRestart: false };
    const { sdp: offer } = await ann.ask("offer", offered);
    const { sdp } = await ben.ask("answer", { session, sdp: offer, isHeld: false });
    await ann.ask("accept", { session, sdp: sdp.replace(/^(a=ice-pwd:).{4}/m, "$1none") });
    await isTold("one-way-in", true);
    expect(ann.told("connection").map(({ state }) => state)).toEqual(["connecting"]);
    await exchange(ann, ben, session, { isIceRestart: true });
    await isTold("one-way-in", false);
    await hearing(ann, [BEN]).toEqual([BEN]);
  });

  test("a far end of which nothing comes, until something does", async () => {
    await call(ann, ben, session);
    await ann.until("quality", ({ lossPercent, jitterMs, roundTripMs, codec }) => {
      return lossPercent === 0 && jitterMs !== null && roundTripMs !== null && codec === "opus";
    });
    await ben.page.evaluate(() => connections[0]?.getSenders()[0]?.replaceTrack(null));
    await isTold("one-way-in", true);
    await ann.until("quality", ({ lossPercent, jitterMs }) => {
      return lossPercent === null && jitterMs === null;
    });
    await ben.page.evaluate(() => {
      const track = lab.tracks.find(({ readyState }) => readyState === "live");
      return connections[0]?.getSenders()[0]?.replaceTrack(track ?? null);
    });
    await isTold("one-way-in", false);
  });
});

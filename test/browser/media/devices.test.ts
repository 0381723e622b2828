import { beforeEach, describe, expect, test } from "vitest";
import { call, hearing, setup } from "#test/support/media-call.ts";
import { openThings, type LabDevice } from "#test/support/media-lab.ts";
import type { MediaEnd } from "#test/support/media-page.ts";
import { ANN, BEN, mediaStage, session } from "#test/support/media-stage.ts";

const HEADSET = 620;
const all = [ANN, HEADSET, BEN, 1_300];
const builtIn = `Hum of ${ANN}`;
const headset: LabDevice = { kind: "audioinput", label: "Headset", hertz: HEADSET };
const desk: LabDevice = { kind: "audioinput", label: "Desk", hertz: 1_300 };
const dead: LabDevice = { kind: "audioinput", label: "Dead" };
const earpiece: LabDevice = { kind: "audiooutput", label: "Headset" };
const choice = { microphone: null, speaker: null, ringer: null };

const stage = mediaStage();
let ann: MediaEnd, ben: MediaEnd;
beforeEach(async () => {
  [ann, ben] = await stage.pair([headset, dead, earpiece]);
});

const use = (change: Partial<typeof choice> | Record<string, string>) =>
  ann.ask("useDevices", { ...choice, ...change });
const plug = (device: LabDevice) => ann.page.evaluate((each) => lab.plug(each), device);
const unplug = (label: string) => ann.page.evaluate((each) => lab.unplug(each), label);
/** Labels of the microphones that are open. */
const open = () =>
  ann.page.evaluate(() => [
    ...new Set(lab.tracks.filter((track) => track.readyState === "live").map(({ label }) => label)),
  ]);
const sinks = () =>
  ann.page.evaluate(() =>
    lab.elements.filter(({ srcObject }) => srcObject !== null).map(({ sinkId }) => sinkId),
  );

/** Asks for something, and goes on as soon as a microphone is being opened for it. */
async function whenOpening<T>(ask: () => Promise<T>): Promise<{ readonly done: Promise<T> }> {
  const asked = () => ann.page.evaluate(() => lab.asked.length);
  const before = await asked();
  const done = ask();
  await expect.poll(asked, { interval: 10 }).toBeGreaterThan(before);
  return { done };
}

/** Lets the far end listen without a break; resolves with the longest silence it heard, in milliseconds. */
async function longestGap(while_: () => Promise<void>): Promise<number> {
  await ben.page.evaluate(() => {
    const track = connections[0]?.getReceivers()[0]?.track;
    if (track === undefined) throw new Error("there is no call");
    const context = new AudioContext();
    const gauge = new AnalyserNode(context, { fftSize: 512 });
    context.createMediaStreamSource(new MediaStream([track])).connect(gauge);
    const samples = new Float32Array(gauge.fftSize);
    let heardAt = performance.now();
    let longest = 0;
    const look = setInterval(() => {
      gauge.getFloatTimeDomainData(samples);
      if (samples.some((sample) => Math.abs(sample) > 0.02)) heardAt = performance.now();
      longest = Math.max(longest, performance.now() - heardAt);
    }, 5);
    Object.assign(globalThis, {
      stopListening: () => {
        clearInterval(look);
        void context.close();
        return longest;
      },
    });
  });
  await while_();
  return ben.page.evaluate(() =>
    (globalThis as unknown as { stopListening: () => number }).stopListening(),
  );
}

describe("the list of devices", () => {
  test("tells what there is, which is the default and which is in use, and every change", async () => {
    const { devices } = await ann.ask("devices", {});
    expect(devices).toEqual([
      { id: builtIn, kind: "microphone", label: builtIn, isDefault: true, isInUse: true },
      { id: "Ear", kind: "speaker", label: "Ear", isDefault: true, isInUse: true },
      { id: "Headset", kind: "microphone", label: "Headset", isDefault: false, isInUse: false },
      { id: "Dead", kind: "microphone", label: "Dead", isDefault: false, isInUse: false },
      { id: "Headset", kind: "speaker", label: "Headset", isDefault: false, isInUse: false },
    ]);
    await plug(headset);
    await ann.until("devices", (fact) => fact.devices.some(({ id }) => id === "Headset (2)"));
    await unplug("Headset");
    await ann.ask("prepare", setup(session));
    await use({ microphone: "Headset", speaker: "Headset" });
    await ann.until("devices", (fact) => {
      const used = fact.devices.filter(({ isInUse }) => isInUse);
      return used.length === 2 && used.every(({ id }) => id === "Headset");
    });
  });
});

describe("another microphone in a call", () => {
  test("takes over without a gap, stays muted, and the one before is closed", async () => {
    await call(ann, ben, session);
    await hearing(ben, all).toEqual([ANN]);
    const gapMs = await longestGap(async () => {
      expect(await use({ microphone: "Headset" })).toMatchObject({ microphone: "used" });
      await hearing(ben, all).toEqual([HEADSET]);
    });
    expect(gapMs).toBeLessThan(80);
    expect(await open()).toEqual(["Headset"]);
    await ann.until("microphone", ({ label }) => label === "Headset");
    await ann.ask("mute", { session, isMuted: true });
    await use({ microphone: builtIn });
    await hearing(ben, all).toEqual([]);
    await ann.ask("mute", { session, isMuted: false });
    await hearing(ben, all).toEqual([ANN]);
    expect(ann.complaints).toEqual([]);
  });

  test("that gives no sound is not taken", async () => {
    await call(ann, ben, session);
    expect(await use({ microphone: "Dead" })).toMatchObject({ microphone: "silent" });
    await hearing(ben, all).toEqual([ANN]);
    expect(await open()).toEqual([builtIn]);
  });

  test("that falls silent as soon as it is sent gives way to the one before", async () => {
    await call(ann, ben, session);
    await ann.page.evaluate((hertz) => {
      const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      let times = 0;
      navigator.mediaDevices.getUserMedia = async (wanted) => {
        times += 1;
        if (times === 2) lab.setTone("Headset", hertz, 0);
        return open(wanted);
      };
    }, HEADSET);
    expect(await use({ microphone: "Headset" })).toMatchObject({ microphone: "silent" });
    await hearing(ben, all).toEqual([ANN]);
    expect(await open()).toEqual([builtIn]);
  });

  test("takes over in every session, also while they are joined", async () => {
    const cas = await stage.hum(BEN);
    await call(ann, ben, session);
    await call(ann, cas, "two");
    await ann.ask("mix", { sessions: [session, "two"] });
    await hearing(ben, all).toEqual([ANN, BEN]);
    await use({ microphone: "Headset" });
    await hearing(ben, all).toEqual([HEADSET, BEN]);
    await hearing(cas, all).toEqual([HEADSET, BEN]);
    await cas.close();
  });

  test("is chosen before it is there, and taken when it is plugged in", async () => {
    await unplug("Headset");
    expect(await use({ microphone: "Headset" })).toMatchObject({ microphone: "absent" });
    await call(ann, ben, session);
    await hearing(ben, all).toEqual([ANN]);
    await plug(headset);
    await hearing(ben, all).toEqual([HEADSET]);
  });
});

describe("a microphone that is unplugged in a call", () => {
  test("is stood in for by the default at once, and comes back by itself", async () => {
    await use({ microphone: "Headset" });
    await call(ann, ben, session);
    await hearing(ben, all).toEqual([HEADSET]);
    await unplug("Headset");
    await ann.until("microphone", ({ label }) => label === builtIn);
    await hearing(ben, all).toEqual([ANN]);
    const gapMs = await longestGap(async () => {
      await plug(headset);
      await hearing(ben, all).toEqual([HEADSET]);
    });
    expect(gapMs).toBeLessThan(80);
    await ann.ask("release", { session });
    await expect
      .poll(() => openThings(ann.page))
      .toEqual({ tracks: 0, contexts: 0, connections: 0, elements: 0 });
  });

  test("is stood in for by one that gives sound, where the default gives none", async () => {
    await plug(desk);
    await ann.ask("prepare", setup("before"));
    await use({ microphone: "Headset" });
    await ann.page.evaluate(([label, hertz]) => lab.setTone(label, hertz, 0), [
      builtIn,
      ANN,
    ] as const);
    await call(ann, ben, session);
    await hearing(ben, all).toEqual([HEADSET]);
    await unplug("Headset");
    await hearing(ben, all).toEqual([1_300]);
    // The default is listened to once more, and then left alone for a while.
    await expect.poll(open, { timeout: 10_000 }).toEqual(["Desk"]);
  });

  test("and gives nothing at first when it comes back is taken as soon as it gives sound", async () => {
    await use({ microphone: "Headset" });
    await call(ann, ben, session);
    await unplug("Headset");
    await hearing(ben, all).toEqual([ANN]);
    await (
      await whenOpening(() => plug({ ...headset, amplitude: 0 }))
    ).done;
    await expect.poll(open).toEqual([builtIn, "Headset"]);
    await expect.poll(open, { timeout: 5_000 }).toEqual([builtIn]);
    await ann.page.evaluate((hertz) => lab.setTone("Headset", hertz, 0.35), HEADSET);
    await hearing(ben, all).toEqual([HEADSET]);
  });

  test("and was the last says so, and the next one plugged in is heard", async () => {
    await call(ann, ben, session);
    for (const label of ["Headset", "Dead", builtIn]) await unplug(label);
    await ann.until("microphone", ({ label, reason }) => label === null && reason === "missing");
    await plug(headset);
    await ann.until("microphone", ({ label }) => label === "Headset");
    await hearing(ben, all).toEqual([HEADSET]);
  });

  test("is stood in for in the call as well when another session sees first that it went", async () => {
    await call(ann, ben, session);
    await hearing(ben, all).toEqual([ANN]);
    // It is listened to for a while, and everything else waits for that.
    const listening = await whenOpening(() => use({ microphone: "Dead" }));
    const prepared = ann.ask("prepare", setup("two"));
    await unplug(builtIn);
    await Promise.all([listening.done, prepared]);
    await hearing(ben, all).toEqual([HEADSET]);
  });

  test("is stood in for by the next default when it was the default itself", async () => {
    await call(ann, ben, session);
    await hearing(ben, all).toEqual([ANN]);
    await unplug(builtIn);
    await hearing(ben, all).toEqual([HEADSET]);
  });
});

describe("the speaker", () => {
  test("chosen plays what is heard; when it goes the default does, which is told, until it is back", async () => {
    await call(ann, ben, session);
    expect(await sinks()).toEqual([""]);
    expect(await use({ speaker: "Headset" })).toMatchObject({ speaker: "used" });
    expect(await sinks()).toEqual(["id of Headset"]);
    await ann.page.evaluate(() => {
      lab.unplug("Headset");
      lab.unplug("Headset");
    });
    await ann.until("audio-problem", ({ kind, isNow }) => kind === "speaker-lost" && isNow);
    expect(await sinks()).toEqual([""]);
    await plug(earpiece);
    await ann.until("audio-problem", ({ kind, isNow }) => kind === "speaker-lost" && !isNow);
    expect(await sinks()).toEqual(["id of Headset"]);
    await hearing(ann, all).toEqual([BEN]);
  });

  test("that the browser does not let play is told, and tried again when the agent clicks", async () => {
    await ann.page.evaluate(() => {
      const { prototype } = HTMLMediaElement;
      // Called with its element below, as the browser itself would.
      // eslint-disable-next-line @typescript-eslint/unbound-method
      const play = prototype.play;
      let isAllowed = false;
      addEventListener("pointerdown", () => (isAllowed = true), { capture: true });
      prototype.play = function (this: HTMLMediaElement) {
        return isAllowed
          ? play.call(this)
          : Promise.reject(new DOMException("", "NotAllowedError"));
      };
    });
    await call(ann, ben, session);
    await ann.until("audio-problem", ({ kind, isNow }) => kind === "speaker-lost" && isNow);
    await ann.page.mouse.click(5, 5);
    await ann.until("audio-problem", ({ kind, isNow }) => kind === "speaker-lost" && !isNow);
    await hearing(ann, all).toEqual([BEN]);
  });

  test("plays our own tones as well, and the ringer rings elsewhere until a call is live", async () => {
    const playing = () =>
      ann.page.evaluate(() =>
        lab.elements
          .filter((element) => !element.paused && element.src !== "")
          .map(({ src, sinkId }) => [new URL(src).pathname, sinkId]),
      );
    await use({ speaker: "Headset", ringer: "Ear" });
    await ann.ask("tone", { tone: "ringback" });
    await expect.poll(playing).toEqual([["/tones/ringback.wav", "id of Headset"]]);
    await ann.ask("tone", { tone: null });
    await ann.ask("ring", { isOn: true });
    await expect.poll(playing).toEqual([["/tones/ring.wav", "id of Ear"]]);
    await call(ann, ben, session);
    await expect.poll(playing).toEqual([["/tones/waiting.wav", "id of Headset"]]);
    await ann.ask("release", { session });
    await expect.poll(playing).toEqual([["/tones/ring.wav", "id of Ear"]]);
    await ann.ask("ring", { isOn: true, deviceId: "Headset" });
    await expect.poll(playing).toEqual([["/tones/ring.wav", "id of Headset"]]);
    await ann.ask("ring", { isOn: false });
    await expect.poll(playing).toEqual([]);
    expect(ann.complaints).toEqual([]);
  });
});

describe("a microphone is closed", () => {
  const nothing = { tracks: 0, contexts: 0, connections: 0, elements: 0 };

  test("when the last call ends while its processing is exchanged", async () => {
    await ann.ask("prepare", setup(session));
    const wanted = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
    const { done } = await whenOpening(() => ann.link.ask("processing", wanted));
    await ann.ask("release", { session });
    expect(await done).toEqual({ ok: true, value: {} });
    await expect.poll(() => openThings(ann.page)).toEqual(nothing);
  });

  test("when no connection can be made for it", async () => {
    const iceServers = [{ urls: ["nonsense"] }];
    const refused = await ann.link.ask("prepare", { ...setup(session), iceServers });
    expect(refused).toMatchObject({ ok: false, failure: { code: "fault" } });
    expect(await openThings(ann.page)).toEqual(nothing);
  });
});

describe("processing", () => {
  test("is exchanged in a call without a gap, and counts for calls to come", async () => {
    await call(ann, ben, session);
    await hearing(ben, all).toEqual([ANN]);
    const wanted = { echoCancellation: true, noiseSuppression: true, autoGainControl: false };
    const gapMs = await longestGap(() => ann.ask("processing", wanted).then(() => undefined));
    expect(gapMs).toBeLessThan(80);
    const asked = () => ann.page.evaluate(() => lab.asked.at(-1));
    expect(await asked()).toMatchObject(wanted);
    expect((await open()).length).toBe(1);
    await ann.ask("release", { session });
    await ann.ask("prepare", setup("two"));
    expect(await asked()).toMatchObject(wanted);
  });
});

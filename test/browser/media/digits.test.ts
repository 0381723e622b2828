import { RTCPeerConnection, RTCRtpCodecParameters, useOPUS } from "werift";
import { beforeEach, describe, expect, test } from "vitest";
import { digitsLastMs } from "#contract/media.ts";
import { call, setup } from "#test/support/media-call.ts";
import type { MediaEnd } from "#test/support/media-page.ts";
import { mediaStage, session } from "#test/support/media-stage.ts";

const stage = mediaStage();
let ann: MediaEnd, ben: MediaEnd;
beforeEach(async () => {
  [ann, ben] = await stage.pair();
});

describe("digits", () => {
  /** Plays digits to a far end that reads packets; resolves with the events it was told, each once. */
  async function eventsOf(digits: string): Promise<{ code: number; ms: number }[]> {
    const payloadType = 126;
    const far = new RTCPeerConnection({
      codecs: {
        audio: [
          useOPUS({ payloadType: 111 }),
          new RTCRtpCodecParameters({
            mimeType: "audio/telephone-event",
            clockRate: 8_000,
            channels: 1,
            payloadType,
          }),
        ],
      },
      iceAdditionalHostAddresses: ["127.0.0.1"],
      iceUseIpv6: false,
      iceServers: [],
    });
    far.addTransceiver("audio", { direction: "recvonly" });
    const events = new Map<number, { code: number; ms: number }>();
    far.onTrack.subscribe((track) => {
      track.onReceiveRtp.subscribe(({ header, payload }) => {
        if (header.payloadType !== payloadType) return;
        // RFC 4733 section 2.3: the event, its end and volume, and how long it lasts so far.
        const ms = payload.readUInt16BE(2) / 8;
        events.set(header.timestamp, { code: payload.readUInt8(0), ms });
      });
    });
    await ann.ask("prepare", setup(session));
    const { sdp } = await ann.ask("offer", { session, isHeld: false, isIceRestart: false });
    await far.setRemoteDescription({ type: "offer", sdp });
    await far.setLocalDescription(await far.createAnswer());
    await ann.ask("accept", { session, sdp: far.localDescription?.sdp ?? "" });
    await ann.until("connection", ({ state }) => state === "connected");
    expect(await ann.ask("digits", { session, digits })).toEqual({ isSent: true });
    await expect.poll(() => events.size).toBeGreaterThanOrEqual(digits.replaceAll(",", "").length);
    await far.close();
    return [...events.values()];
  }

  test("arrive as telephone events of 100 ms in whole packets, with a pause where asked for, and are answered then", async () => {
    const started = performance.now();
    const events = await eventsOf("19*,#");
    expect(performance.now() - started).toBeGreaterThan(digitsLastMs("19*,#"));
    expect(events.map(({ code }) => code)).toEqual([1, 9, 10, 11]);
    for (const { ms } of events) {
      expect(ms).toBeGreaterThanOrEqual(100);
      expect(ms).toBeLessThanOrEqual(140);
    }
  });

  test("asked for while others play follow them", async () => {
    await call(ann, ben, session);
    const played = await ann.page.evaluate(() => {
      const tones: string[] = [];
      Object.assign(globalThis, { tones });
      connections[0]?.getSenders()[0]?.dtmf?.addEventListener("tonechange", ({ tone }) => {
        tones.push(tone);
      });
      return tones;
    });
    expect(played).toEqual([]);
    await Promise.all([
      ann.ask("digits", { session, digits: "12" }),
      ann.ask("digits", { session, digits: "#" }),
    ]);
    const tones = await ann.page.evaluate(
      () => (globalThis as unknown as { tones: string[] }).tones,
    );
    expect(tones).toEqual(["1", "2", "", "#", ""]);
  });

  test("are not sent to a far end that takes none", async () => {
    await ann.ask("prepare", setup(session));
    await ben.ask("open", setup(session));
    const { sdp: offer } = await ann.ask("offer", { session, isHeld: false, isIceRestart: false });
    const { sdp } = await ben.ask("answer", { session, sdp: offer, isHeld: false });
    const types = [...sdp.matchAll(/^a=rtpmap:(\d+) telephone-event/gm)].map(([, type]) => type);
    const deaf = sdp
      .split("\r\n")
      .filter((line) => !types.some((type) => line.startsWith(`a=rtpmap:${type ?? ""} `)))
      .map((line) =>
        line.startsWith("m=")
          ? line
              .split(" ")
              .filter((word) => !types.includes(word))
              .join(" ")
          : line,
      )
      .join("\r\n");
    await ann.ask("accept", { session, sdp: deaf });
    await ann.until("connection", ({ state }) => state === "connected");
    expect(await ann.ask("digits", { session, digits: "1" })).toEqual({ isSent: false });
  });

  test("end with the session", async () => {
    await call(ann, ben, session);
    const sending = ann.ask("digits", { session, digits: ",,,," });
    await ann.ask("release", { session });
    expect(await sending).toEqual({ isSent: false });
  });
});

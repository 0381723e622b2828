import { describe, expect, test } from "vitest";
import { carriesVoice, hasAudio, hearOpus, preferred, sayOpus } from "#renderer/media/codecs.ts";
import { asTold, findDevice, readDevices } from "#renderer/media/found-devices.ts";
import { localAddresses } from "#renderer/media/network.ts";

const lines = (...all: string[]) => [...all, ""].join("\r\n");
const choice = (fec: boolean, dtx: boolean) => ({ order: ["opus" as const], fec, dtx });

describe("Opus in a description", () => {
  const sdp = lines(
    "m=audio 9 RTP/AVP 111 0",
    "a=rtpmap:111 opus/48000/2",
    "a=fmtp:111 minptime=10;useinbandfec=1",
    "a=rtpmap:0 PCMU/8000",
    "a=fmtp:0 x=y",
  );

  test("is told with our wishes, everything else kept", () => {
    expect(sayOpus(sdp, choice(false, true))).toBe(
      sdp.replace("useinbandfec=1", "useinbandfec=0;usedtx=1"),
    );
    expect(sayOpus(sdp, choice(true, false))).toBe(
      sdp.replace("useinbandfec=1", "useinbandfec=1;usedtx=0"),
    );
  });

  test("of the far end is protected only if it says so itself", () => {
    const bare = lines("m=audio 9 RTP/AVP 96", "a=rtpmap:96 opus/48000/2");
    expect(hearOpus(bare, choice(true, true))).toBe(
      lines("m=audio 9 RTP/AVP 96", "a=rtpmap:96 opus/48000/2", "a=fmtp:96 usedtx=1"),
    );
    expect(hearOpus(sdp, choice(false, false))).toContain("useinbandfec=0;usedtx=0");
    const dtx = sdp.replace("useinbandfec=1", "useinbandfec=1;usedtx=1");
    expect(hearOpus(dtx, choice(true, false))).toBe(dtx.replace("usedtx=1", "usedtx=0"));
  });

  test("that is not there is not put in", () => {
    const plain = lines("m=audio 9 RTP/AVP 0", "a=rtpmap:0 PCMU/8000");
    expect(sayOpus(plain, choice(true, true))).toBe(plain);
  });
});

test("codecs are taken in the order chosen, then digits; comfort noise with pauses only", () => {
  const codec = (name: string, clockRate: number) => ({ mimeType: `audio/${name}`, clockRate });
  const available = [
    codec("opus", 48_000),
    codec("red", 48_000),
    codec("G722", 8_000),
    codec("PCMA", 8_000),
    codec("CN", 8_000),
    codec("telephone-event", 48_000),
    codec("telephone-event", 8_000),
  ];
  const names = (dtx: boolean) =>
    preferred(available, { order: ["pcma", "opus", "pcmu"], fec: true, dtx }).map(
      ({ mimeType }) => mimeType,
    );
  expect(names(false)).toEqual([
    "audio/PCMA",
    "audio/opus",
    "audio/telephone-event",
    "audio/telephone-event",
  ]);
  expect(names(true)).toContain("audio/CN");
});

test("digits alone carry no voice, nor does a line that was refused", () => {
  const events = lines("m=audio 9 RTP/AVP 101", "a=rtpmap:101 telephone-event/8000");
  expect(carriesVoice(events)).toBe(false);
  expect(carriesVoice(lines(events, "a=rtpmap:8 PCMA/8000"))).toBe(true);
  expect(carriesVoice(lines("m=audio 0 RTP/AVP 8", "a=rtpmap:8 PCMA/8000"))).toBe(false);
});

test("a fax in the place of the voice is no audio, nor is a line that was closed", () => {
  const fax = "m=image 4000 udptl t38";
  expect(hasAudio(lines("m=audio 0 RTP/AVP 0", fax))).toBe(false);
  expect(hasAudio(lines(fax))).toBe(false);
  expect(hasAudio(lines("m=audio 9 RTP/AVP 0"))).toBe(true);
});

describe("devices as the browser lists them", () => {
  const info = (kind: MediaDeviceKind, deviceId: string, label: string, groupId = label) =>
    ({ kind, deviceId, label, groupId }) as MediaDeviceInfo;

  test("get names that last, twins a number, and the default is pointed out", () => {
    const found = readDevices([
      info("audioinput", "default", "Default - Headset", "h"),
      info("audioinput", "communications", "Communications - Headset", "h"),
      info("audioinput", "a", "Webcam", "w"),
      info("audioinput", "b", "Headset", "h"),
      info("audioinput", "c", "Webcam", "v"),
      info("videoinput", "d", "Webcam"),
      info("audiooutput", "e", "Headset", "h"),
    ]);
    expect(found.listed.map(({ id, kind, isDefault }) => [id, kind, isDefault])).toEqual([
      ["Webcam", "microphone", false],
      ["Headset", "microphone", true],
      ["Webcam (2)", "microphone", false],
      ["Headset", "speaker", false],
    ]);
    expect(findDevice(found, "microphone", "Webcam (2)")?.deviceId).toBe("c");
    expect(findDevice(found, "microphone", null)).toBeUndefined();
    const inUse = asTold(found, { microphone: null, speaker: "e" }).filter((each) => each.isInUse);
    expect(inUse.map(({ id, kind }) => `${kind} ${id}`)).toEqual([
      "microphone Headset",
      "speaker Headset",
    ]);
  });

  test("are there but not listed before the microphone was allowed", () => {
    const found = readDevices([info("audioinput", "", "")]);
    expect(found).toMatchObject({ listed: [], hasMicrophone: true, hasSpeaker: false });
  });
});

test("addresses of this machine are told from its candidates, but not from made-up names", () => {
  const candidate = (address: string, type = "host") =>
    `a=candidate:1 1 udp 2122 ${address} 5000 typ ${type}`;
  const of = (...all: string[]) => localAddresses({ sdp: lines(...all) } as RTCSessionDescription);
  expect(of(candidate("192.0.2.1"), candidate("2001:db8::1"), candidate("192.0.2.1"))).toEqual([
    "192.0.2.1",
    "2001:db8::1",
  ]);
  expect(of(candidate("198.51.100.7", "srflx"))).toEqual([]);
  expect(of(candidate("192.0.2.1"), candidate("made-up.local"))).toBeNull();
  expect(localAddresses(null)).toEqual([]);
});

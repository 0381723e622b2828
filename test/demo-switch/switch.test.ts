import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { startDemoSwitch, type DemoSwitch } from "#demo/switch.ts";
import { afterwards, attemptId, openLine, type Line } from "#test/sip/support/line.ts";
import type { FakeMedia } from "#test/sip/support/fake-media.ts";
import { WeriftMedia } from "./support/werift-media.ts";

const reports: string[] = [];

async function started(pace = 0.02): Promise<DemoSwitch> {
  const at = await startDemoSwitch({ report: (what) => reports.push(what), pace });
  afterwards(() => at.stop());
  return at;
}

/** A line whose audio is real, so that the callees' descriptions are read by more than a text search. */
function lineAt(at: DemoSwitch, password = at.password): Line & { audio: WeriftMedia } {
  const audio = new WeriftMedia();
  const media = audio as unknown as FakeMedia;
  return { ...openLine({ url: at.url, account: at.account, password, media }), audio };
}

async function registered(at: DemoSwitch) {
  const line = lineAt(at);
  line.phone.start();
  await line.registered();
  return line;
}

async function call(number: string) {
  const at = await started();
  const line = await registered(at);
  const attempt = attemptId();
  line.phone.invite(attempt, number);
  return { at, ...line, attempt };
}

describe("the demo switch", () => {
  test("lets its own account in, with the password it was started with and no other", async () => {
    const at = await started();
    await registered(at);
    const stranger = lineAt(at, "wrong");
    stranger.phone.start();
    for (;;) {
      const { registration } = await stranger.fact("registration-changed");
      if (registration.at === "connecting") continue;
      expect(registration).toMatchObject({
        at: "failed",
        reason: { is: "wrong-password" },
      });
      break;
    }
  });

  test("takes no call from a telephone that is not registered", async () => {
    const at = await started();
    const socket = new WebSocket(at.url, "sip");
    await new Promise((resolve) => socket.once("open", resolve));
    const answer = new Promise<string>((resolve) => {
      socket.on("message", (data: Buffer) => {
        if (!data.toString().startsWith("SIP/2.0 100")) resolve(data.toString());
      });
    });
    socket.send(
      [
        "INVITE sip:+15550100@demo.invalid SIP/2.0",
        "Via: SIP/2.0/WS x.invalid;branch=z9hG4bK1",
        "From: <sip:a@demo.invalid>;tag=1",
        "To: <sip:+15550100@demo.invalid>",
        "Contact: <sip:a@x.invalid;transport=ws>",
        "Call-ID: 1",
        "CSeq: 1 INVITE",
        "",
        "",
      ].join("\r\n"),
    );
    expect(await answer).toMatch(/^SIP\/2\.0 403/);
    expect(at.invites).toEqual([]);
    socket.terminate();
  });

  test("is closed to web pages", async () => {
    const at = await started();
    const socket = new WebSocket(at.url, "sip", { origin: "https://example.org" });
    const error = await new Promise<Error>((resolve) => socket.once("error", resolve));
    expect(error.message).toContain("401");
  });

  test("keeps a list of the calls that arrived, re-INVITEs not among them", async () => {
    const before = performance.timeOrigin + performance.now();
    const { at, phone, attempt, fact, ended } = await call("+15550100");
    await fact("answered");
    phone.hold(attempt);
    await fact("hold-settled");
    phone.hangUp(attempt);
    await ended();
    expect(at.invites).toMatchObject([{ number: "+15550100" }]);
    expect(at.invites[0]?.at).toBeGreaterThan(before);
    expect(at.calls()[0]).toMatchObject({ number: "+15550100", direction: "recvonly" });
  });

  test("can be cut, and takes the line back", async () => {
    const at = await started();
    const line = await registered(at);
    at.kick();
    await line.registered();
  });

  test("is gone when it is stopped, in mid call too", async () => {
    const { at, fact, ended } = await call("+15550100");
    await fact("answered");
    await at.stop();
    const socket = new WebSocket(at.url, "sip");
    const error = await new Promise<Error>((resolve) => socket.once("error", resolve));
    expect(error).toMatchObject({ code: "ECONNREFUSED" });
    void ended();
  });
});

describe("a callee", () => {
  test.each([
    ["+15550101", ["sent", "ended"], { by: "far-end", sipStatus: 486 }],
    [
      "+15550103",
      ["sent", "progressed", "ended"],
      { by: "far-end", sipStatus: 603, q850Cause: 21 },
    ],
    ["+15550104", ["sent", "ended"], { by: "network", sipStatus: 404, q850Cause: 1 }],
    [
      "+15550105",
      ["sent", "progressed", "answered", "ended"],
      { by: "far-end", sipStatus: 200, q850Cause: 16 },
    ],
  ])("at %s plays %j", async (number, story, end) => {
    const line = await call(number);
    expect(await line.ended()).toMatchObject(end);
    expect(line.story()).toEqual(story);
  });

  test.each(["+15550100", "+15550106", "+493023125999"])("at %s answers", async (number) => {
    const line = await call(number);
    await line.fact("answered");
    line.phone.hangUp(line.attempt);
    expect(await line.ended()).toMatchObject({ by: "agent", sipStatus: 200 });
  });

  test("at +15550102 rings until the agent gives up", async () => {
    const { phone, attempt, fact, ended, story } = await call("+15550102");
    await fact("progressed");
    phone.hangUp(attempt);
    expect(await ended()).toMatchObject({ by: "agent", sipStatus: 487 });
    expect(story()).toEqual(["sent", "progressed", "ended"]);
  });

  test("at +15550107 holds, and comes back", async () => {
    const { fact } = await call("+15550107");
    await fact("answered");
    expect(await fact("far-end-held")).toMatchObject({ isHeld: true });
    expect(await fact("far-end-held")).toMatchObject({ isHeld: false });
  });
});

describe("the audio", () => {
  test("goes both ways, rests while held, and goes on after", async () => {
    const { at, phone, attempt, audio, fact, ended } = await call("+15550100");
    await fact("answered");
    await audio.heard(20);
    const [callee] = at.calls();
    expect(callee?.packetsReceived).toBeGreaterThan(0);
    expect(callee?.meanPayload).toBe(audio.payloadLength);
    phone.hold(attempt);
    await fact("hold-settled");
    const sent = at.calls()[0]?.packetsSent;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(at.calls()[0]?.packetsSent).toBe(sent);
    phone.resume(attempt);
    await fact("hold-settled");
    await audio.heard(audio.packetsReceived + 5);
    phone.hangUp(attempt);
    await ended();
  });

  test("stops on the callee's side when the call is over", async () => {
    const { at, phone, attempt, audio, fact, ended } = await call("+15550100");
    await fact("answered");
    await audio.heard(1);
    phone.hangUp(attempt);
    await ended();
    while (at.calls()[0]?.state !== "closed") await new Promise((go) => setTimeout(go, 5));
    const sent = at.calls()[0]?.packetsSent;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(at.calls()[0]?.packetsSent).toBe(sent);
  });
});

import { describe, expect, test } from "vitest";
import { describeAudio } from "./support/fake-media.ts";
import { registeredLine } from "./support/call.ts";
import { callerOf, ringing, taken } from "./support/far-caller.ts";

const offer = describeAudio("sendrecv", "far");
const soon = (ms = 20) => new Promise((resolve) => setTimeout(resolve, ms));

describe("an incoming call", () => {
  test("rings and is told with who calls whom", async () => {
    const setting = await registeredLine();
    callerOf(setting).invite({ body: offer });
    const told = await setting.server.next("180");
    expect(told.header("Allow-Events")).toBe("talk, hold");
    expect(told.header("Contact")).not.toBe("");
    expect(await setting.fact("arrived")).toMatchObject({
      from: { number: "+15550123", name: "Ann Example", display: "+15550123" },
      to: "kim@example.invalid",
      answerAfterSeconds: null,
      alertInfo: null,
      replaces: null,
    });
    expect(setting.media.names()).toEqual([]);
  });

  test("that is answered gets the answer to its offer, and talks", async () => {
    const { phone, server, call, caller, media, fact, story } = await ringing();
    phone.answer(call);
    phone.answer(call);
    const ok = await server.next("200");
    expect(ok.body).toBe(describeAudio("sendrecv"));
    caller.ack();
    await fact("answered");
    expect(media.names()).toEqual(["open", "answer"]);
    expect(media.asked[1]?.input).toMatchObject({ sdp: offer, isHeld: false });
    expect(story()).toEqual(["arrived", "answered"]);
    expect(server.count("200")).toBe(1);
  });

  test("that is answered before the media window has come waits for it", async () => {
    const { phone, server, call, caller, media, fact } = await ringing();
    media.setPresence(false);
    phone.answer(call);
    await soon();
    expect(media.names()).toEqual([]);
    expect(server.count("480")).toBe(0);
    media.setPresence(true);
    await server.next("200");
    caller.ack();
    await fact("answered");
  });

  test("without an offer gets ours, and its answer comes with the ACK", async () => {
    const { phone, server, call, caller, media, fact } = await ringing({}, { body: "" });
    phone.answer(call);
    expect((await server.next("200")).body).toBe(describeAudio("sendrecv"));
    caller.ack(describeAudio("inactive", "far"));
    expect(await fact("far-end-held")).toMatchObject({ call, isHeld: true });
    expect(media.names()).toEqual(["open", "offer", "accept"]);
  });

  test("without an offer whose answer never comes is no call", async () => {
    const { phone, server, call, caller, ended } = await ringing({}, { body: "" });
    phone.answer(call);
    await server.next("200");
    caller.ack();
    await server.next("BYE");
    expect(await ended()).toMatchObject({ fault: "media-path" });
  });

  test.each([
    ["busy", "486"],
    ["declined", "603"],
    ["unavailable", "480"],
  ] as const)("declined as %s hears %s", async (how, status) => {
    const { phone, server, call, ended, story, media } = await ringing();
    phone.decline(call, how);
    await server.next(status);
    expect(await ended()).toMatchObject({ by: "agent", sipStatus: Number(status), fault: null });
    phone.answer(call);
    await soon();
    expect(story()).toEqual(["arrived", "ended"]);
    expect(media.names()).toEqual([]);
  });

  test("hung up while it rings is declined", async () => {
    const { phone, server, call, ended } = await ringing();
    phone.hangUp(call);
    await server.next("603");
    expect(await ended()).toMatchObject({ by: "agent", sipStatus: 603 });
  });

  test.each([
    [[], null],
    [['Reason: SIP;cause=200;text="Call completed elsewhere"'], "Call completed elsewhere"],
    [["Reason: SIP ;cause=200"], "answered elsewhere"],
  ])("that the caller gives up with %j ends with that", async (headers, sipReason) => {
    const { server, caller, ended, story } = await ringing();
    caller.cancel(headers);
    await server.next("487");
    expect(await ended()).toMatchObject({ by: "far-end", sipStatus: 487, sipReason, fault: null });
    expect(story()).toEqual(["arrived", "ended"]);
  });

  test("given up while the microphone is being opened lets it go again", async () => {
    const { phone, server, call, caller, media, ended } = await ringing();
    media.held.add("open");
    phone.answer(call);
    caller.cancel();
    await server.next("487");
    await ended();
    media.let();
    await soon();
    expect(media.names()).toEqual(["open", "release"]);
  });

  test("given up while it is being answered ends once, with nothing thrown", async () => {
    const { phone, server, call, caller, media, ended, story, reports } = await ringing();
    media.held.add("answer");
    phone.answer(call);
    while (!media.names().includes("answer")) await soon(5);
    caller.cancel();
    await server.next("487");
    expect(await ended()).toMatchObject({ by: "far-end" });
    media.let();
    await soon();
    expect(story()).toEqual(["arrived", "ended"]);
    expect(media.names().at(-1)).toBe("release");
    expect(reports).toEqual([]);
  });

  test("that nobody answers is refused after the time set for it", async () => {
    const { server, ended } = await ringing({ call: { ringSeconds: 0.05 } });
    await server.next("480");
    expect(await ended()).toMatchObject({ by: "no-answer-timer", sipStatus: 480 });
  });

  test("above as many as may ring hears busy, and is told all the same", async () => {
    const setting = await ringing({ call: { mostAlerting: 1 } });
    callerOf(setting).invite({ body: offer });
    await setting.server.next("486");
    expect(await setting.ended()).toMatchObject({ by: "network", sipStatus: 486 });
    expect(setting.story()).toEqual(["arrived", "arrived", "ended"]);
  });

  test.each([
    ["open", { code: "microphone", reason: "denied" }, "480", "microphone"],
    ["answer", { code: "sdp", reason: "no codec in common" }, "488", "media-path"],
    ["answer", { code: "fault", reason: "gone" }, "480", "media-path"],
  ] as const)("is refused when %s fails with %j", async (ask, failure, status, fault) => {
    const { phone, server, call, media, ended, story } = await ringing();
    media.failures.set(ask, failure);
    phone.answer(call);
    await server.next(status);
    expect(await ended()).toMatchObject({
      by: "network",
      sipStatus: Number(status),
      sipReason: failure.reason,
      fault,
    });
    expect(story()).toEqual(["arrived", "ended"]);
  });

  test("that wants ringing told reliably is taken without any telling", async () => {
    const setting = await registeredLine();
    const caller = callerOf(setting);
    caller.invite({ body: offer, headers: ["Require: 100rel", "Supported: 100rel"] });
    const { call } = await setting.fact("arrived");
    setting.phone.answer(call);
    await setting.server.next("200");
    expect(setting.server.count("180")).toBe(0);
    expect(setting.server.count("183")).toBe(0);
  });

  test("ends when the socket is lost while it rings: the caller cannot be told anything", async () => {
    const { server, ended } = await ringing();
    server.kick();
    expect(await ended()).toMatchObject({ fault: "signalling-lost", by: "network" });
  });

  test("is refused when the line stops", async () => {
    const { phone, server, ended } = await ringing();
    await phone.stop();
    expect(server.count("480")).toBe(1);
    expect(await ended()).toMatchObject({ by: "agent" });
  });
});

describe("a call that was answered here", () => {
  test("is hung up with a BYE, once the caller has confirmed the answer", async () => {
    const { phone, server, call, caller, ended } = await ringing();
    phone.answer(call);
    await server.next("200");
    phone.hangUp(call);
    await soon();
    expect(server.count("BYE")).toBe(0);
    caller.ack();
    await server.next("BYE");
    expect(await ended()).toMatchObject({ by: "agent", sipStatus: 200 });
  });

  test("that the caller hangs up ends with what the BYE said", async () => {
    const { caller, ended, story } = await taken();
    caller.request("BYE", { headers: ["Reason: Q.850;cause=16"] });
    expect(await ended()).toMatchObject({ by: "far-end", sipStatus: 200, q850Cause: 16 });
    expect(story()).toEqual(["arrived", "answered", "ended"]);
  });

  test("can be held and resumed", async () => {
    const { phone, server, call, fact } = await taken();
    phone.hold(call);
    const hold = await server.next("INVITE");
    expect(hold.body).toBe(describeAudio("sendonly"));
    server.answer(hold, describeAudio("recvonly", "far"));
    expect(await fact("hold-settled")).toMatchObject({ call, isHeld: true });
    phone.resume(call);
    server.answer(await server.next("INVITE"), offer);
    expect(await fact("hold-settled")).toMatchObject({ call, isHeld: false });
  });

  test("is held only after the caller has confirmed the answer", async () => {
    const { phone, server, call, caller, fact } = await ringing();
    phone.answer(call);
    await server.next("200");
    await fact("answered");
    phone.hold(call);
    await soon(60);
    expect(server.count("INVITE")).toBe(0);
    caller.ack();
    server.answer(await server.next("INVITE"), describeAudio("recvonly", "far"));
    await fact("hold-settled");
  });

  test("on hold from the start is told so after the answer", async () => {
    const { fact, story } = await taken({}, { body: describeAudio("sendonly", "far") });
    await fact("far-end-held");
    expect(story()).toEqual(["arrived", "answered", "far-end-held"]);
  });

  test("sends digits, and keeps going while the socket is away", async () => {
    const { phone, server, call, caller, fact, ended } = await taken();
    phone.sendDigits(call, "1");
    const info = await server.next("INFO");
    server.reply(info, "200 OK");
    await fact("digits-sent");
    server.kick();
    const refresh = await server.next("INVITE");
    expect(refresh.header("Call-ID")).toBe(caller.callId);
    server.answer(refresh, offer);
    await server.next("ACK");
    caller.request("BYE");
    expect(await ended()).toMatchObject({ by: "far-end" });
  });

  test("was muted before anything was opened, and stays so", async () => {
    const { phone, server, call, media } = await ringing();
    phone.mute(call, true);
    phone.answer(call);
    await server.next("200");
    expect(media.names()).toEqual(["open", "mute", "answer"]);
  });
});

describe("who calls", () => {
  const said = "From: <sip:+15550124@example.invalid>";
  test.each([
    [[said], { number: "+15550124", name: null, display: "+15550124" }],
    [
      ['From: "Bob \\"B\\" Example" <sip:bob@example.org>'],
      { number: "sip:bob@example.org", display: "bob@example.org" },
    ],
    [[said, "P-Asserted-Identity: <tel:+15550125>"], { number: "+15550125" }],
    [
      [said, 'P-Asserted-Identity: "Desk, 2" <sip:+15550126@x.invalid>, <tel:+15550127>'],
      { number: "+15550126", name: "Desk, 2" },
    ],
    [[said, "P-Asserted-Identity: <<<"], { number: "+15550124" }],
    [["From: <sip:+1-555-0128@example.invalid;user=phone>"], { number: "+15550128" }],
    [
      ['From: "Anonymous" <sip:anonymous@anonymous.invalid>'],
      { number: null, name: null, display: "" },
    ],
    [["From: <sip:example.invalid>"], { number: null, display: "" }],
  ])("with %j is told as %j", async (headers, from) => {
    const setting = await registeredLine();
    callerOf(setting).invite({ body: offer, headers });
    expect((await setting.fact("arrived")).from).toMatchObject(from);
  });

  test.each([
    ["Call-Info: <sip:x>;answer-after=0", 0],
    ["Call-Info: <sip:y>;purpose=icon, <sip:x>;answer-after=5", 5],
    ["Alert-Info: <http://x.invalid>;info=alert-autoanswer;delay=2", 2],
    ["Alert-Info: <http://x.invalid>;info=alert-autoanswer", 0],
    ["Alert-Info: <http://x.invalid>;info=alert-external", null],
    ['Alert-Info: info = "alert-autoanswer" ; delay = "3"', 3],
    ["Call-Info: <sip:x>; Answer-After = 7", 7],
    ["Answer-Mode: Auto;require", 0],
    ["Answer-Mode: Manual", null],
  ])("may wish to be answered by itself: %s", async (header, seconds) => {
    const setting = await registeredLine();
    callerOf(setting).invite({ body: offer, headers: [header] });
    const arrived = await setting.fact("arrived");
    expect(arrived.answerAfterSeconds).toBe(seconds);
    expect(arrived.alertInfo).toBe(header.startsWith("Alert-Info") ? header.slice(12) : null);
    await soon();
    expect(setting.story()).toEqual(["arrived"]);
  });
});

describe("a call that is to take the place of another", () => {
  const headerOf = ({ caller }: Awaited<ReturnType<typeof taken>>, more = "") =>
    `Replaces: ${caller.callId};to-tag=${caller.toTag};from-tag=${caller.fromTag}${more}`;

  test("ends that one once it is answered, and keeps it muted", async () => {
    const setting = await taken();
    const { phone, server, call, media, fact, story } = setting;
    phone.mute(call, true);
    const second = callerOf(setting);
    second.invite({ body: offer, headers: [headerOf(setting)] });
    const arrived = await fact("arrived");
    expect(arrived.replaces).toBe(call);
    phone.answer(arrived.call);
    const ok = await server.next("200");
    second.took(ok);
    second.ack();
    const bye = await server.next("BYE");
    expect(bye.header("Call-ID")).toBe(setting.caller.callId);
    expect(await fact("ended")).toMatchObject({ call, end: { by: "far-end", fault: null } });
    expect(story()).toEqual(["arrived", "answered", "arrived", "answered", "ended"]);
    expect(media.asked.filter(({ name }) => name === "mute")).toHaveLength(2);
  });

  test.each([
    ["of nobody", () => "Replaces: no;to-tag=1;from-tag=2", "481"],
    [
      "only while it rings",
      (of: Awaited<ReturnType<typeof taken>>) => headerOf(of, ";early-only"),
      "486",
    ],
  ])("%s is refused", async (_, header, status) => {
    const setting = await taken();
    callerOf(setting).invite({ body: offer, headers: [header(setting)] });
    await setting.server.next(status);
    expect(setting.story()).toEqual(["arrived", "answered"]);
  });
});

test("stopping does not wait for a caller who never confirms the answer", async () => {
  const { phone, server, call, ended, fact } = await ringing({ timing: { stopMs: 50 } });
  phone.answer(call);
  await server.next("200");
  await fact("answered");
  await phone.stop();
  expect(await ended()).toMatchObject({ by: "agent", sipStatus: 200 });
});

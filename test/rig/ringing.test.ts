import { expect, test } from "vitest";
import { hears, listenInPage } from "./support/hearing.ts";
import { PLAIN_PEER, SIPP } from "./support/numbers.ts";
import { callees, EARLY_HZ } from "./support/sipp-scenarios.ts";
import { useRigStory } from "./support/story.ts";
import { watchTones } from "./support/tones.ts";

const NO_ANSWER_SECONDS = 6;
const story = useRigStory({
  peers: { plain: {} },
  settings: { call: { noAnswerSeconds: NO_ANSWER_SECONDS } },
});

const givenUp = { outcome: "given-up", callResult: 19, disconnectType: "client" };

test("a call given up while it rings is cancelled, and the customer's telephone stops", async () => {
  const { window, rig } = story();
  const tones = await watchTones(window);
  const sipp = await rig.answer(callees.rings);
  const customer = await story().dial(SIPP);
  await window.waitForCall("ringing");
  expect(tones()).toContain("ringback");
  await window.button("Hang up").click();
  const { callId } = await rig.tap.next("CANCEL", "product");
  expect((await rig.tap.next("487 INVITE", "server")).callId).toBe(callId);
  await sipp.finished();
  expect(await story().attemptOf(customer)).toMatchObject({ ...givenUp, sipStatus: 487 });
  await story().showsEnd("Given up", SIPP, { sip: 487 });
  expect(rig.tap.all("BYE")).toEqual([]);
});

test("nobody answering is given up by our own timer", async () => {
  const { window, rig } = story();
  const sipp = await rig.answer(callees.rings);
  const customer = await story().dial(SIPP);
  await window.waitForCall("ringing");
  const rang = await rig.tap.next("180 INVITE", "server");
  const cancelled = await rig.tap.next("CANCEL", "product");
  const seconds = (cancelled.at - rang.at) / 1_000;
  expect(Math.round(seconds)).toBe(NO_ANSWER_SECONDS);
  expect((await rig.tap.next("487 INVITE", "server")).callId).toBe(cancelled.callId);
  await sipp.finished();
  expect(await story().attemptOf(customer)).toMatchObject({
    outcome: "no-answer",
    callResult: 7,
    disconnectType: "timeout",
    sipStatus: 487,
  });
  await story().showsEnd("No answer", SIPP, { sip: 487 });
});

test("a network that is deaf to CANCEL keeps neither the agent nor her next call", async () => {
  const { window, rig } = story();
  await rig.answer(callees.deafToCancel);
  const customer = await story().dial(SIPP);
  await window.waitForCall("ringing");
  await window.button("Hang up").click();
  await rig.tap.next("CANCEL", "product");
  expect(await story().attemptOf(customer)).toMatchObject({ ...givenUp, sipStatus: null });
  expect(rig.tap.all("487 INVITE")).toEqual([]);
  await story().showsEnd("Given up", SIPP);
  await story().finish();
  const next = await story().dial(PLAIN_PEER);
  await window.waitForCall("talking");
  await hears(() => listenInPage(window), "1000 Hz");
  await window.button("Hang up").click();
  expect(await story().attemptOf(next)).toMatchObject({ outcome: "answered" });
});

test("an announcement before the answer is heard, and no ringing of ours over it", async () => {
  const { window, rig } = story();
  const tones = await watchTones(window);
  const sipp = await rig.answer(callees.announcesAndAnswers);
  const customer = await story().dial(SIPP);
  await window.waitForCall("early media");
  expect((await rig.tap.next("183 INVITE", "server")).body).toMatch(/^m=audio /m);
  await hears(() => listenInPage(window), `${EARLY_HZ} Hz`);
  expect(tones()).not.toContain("ringback");
  await window.waitForCall("talking");
  await rig.tap.next("200 INVITE", "server");
  await window.button("Hang up").click();
  await sipp.finished();
  expect(await story().attemptOf(customer)).toMatchObject({ outcome: "answered", sipStatus: 200 });
  await story().showsEnd("Answered", SIPP, { sip: 200, isTalked: true });
});

test("an announcement that ends in a refusal is a refusal", async () => {
  const { window, rig } = story();
  const sipp = await rig.answer(callees.announcesAndRefuses);
  const customer = await story().dial(SIPP);
  await window.waitForCall("early media");
  await rig.tap.next("183 INVITE", "server");
  await hears(() => listenInPage(window), `${EARLY_HZ} Hz`);
  const refusal = await rig.tap.next("486 INVITE", "server");
  expect(refusal.header("Reason")).toBe("Q.850;cause=17");
  await sipp.finished();
  expect(await story().attemptOf(customer)).toMatchObject({
    outcome: "busy",
    sipStatus: 486,
    q850Cause: 17,
    answeredAt: null,
  });
  await story().showsEnd("Busy", SIPP, { sip: 486, cause: 17 });
});

test("a redirection is shown with where it leads, and not followed", async () => {
  const { window, rig } = story();
  const sipp = await rig.answer(callees.redirects);
  const customer = await story().dial(SIPP);
  const redirection = await rig.tap.next("302 INVITE", "server");
  expect(redirection.header("Contact")).toBe(`<sip:${PLAIN_PEER}@rig.test>`);
  await sipp.finished();
  expect(await story().attemptOf(customer)).toMatchObject({
    outcome: "redirected",
    callResult: 22,
    sipStatus: 302,
  });
  await story().showsEnd("Redirected", SIPP, { sip: 302 });
  await window.page.getByText("Redirected to +1 5550100.").waitFor();
  const called = rig.tap.all("INVITE", "product").map(({ start }) => start);
  expect(new Set(called)).toEqual(new Set([`INVITE sip:${SIPP}@rig.test SIP/2.0`]));
  expect(rig.peer("plain").events()).not.toContain("CALL_INCOMING");
});

test("an answer without a description of its audio is no call, and the other side is told", async () => {
  const { rig } = story();
  const sipp = await rig.answer(callees.answersWithoutSdp);
  const customer = await story().dial(SIPP);
  expect(await story().attemptOf(customer)).toMatchObject({
    outcome: "call-failed",
    callResult: 41,
    disconnectType: "transport.failure",
  });
  await rig.tap.next("200 INVITE", "server");
  await rig.tap.next("ACK", "product");
  await rig.tap.next("BYE", "product");
  await sipp.finished();
  await story().showsEnd("Call failed", SIPP, { sip: 200 });
});

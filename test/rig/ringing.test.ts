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
  await rig.tap.next("CANCEL", "product");
  await rig.tap.next("487 INVITE", "server");
  await sipp.finished();
  expect(await story().attemptOf(customer)).toMatchObject({ ...givenUp, sipStatus: 487 });
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
  await sipp.finished();
  expect(await story().attemptOf(customer)).toMatchObject({
    outcome: "no-answer",
    callResult: 7,
    disconnectType: "timeout",
    sipStatus: 487,
  });
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
  await hears(() => listenInPage(window), `${EARLY_HZ} Hz`);
  expect(tones()).not.toContain("ringback");
  await window.waitForCall("talking");
  await window.button("Hang up").click();
  await sipp.finished();
  expect(await story().attemptOf(customer)).toMatchObject({ outcome: "answered", sipStatus: 200 });
});

test("an announcement that ends in a refusal is a refusal", async () => {
  const { window, rig } = story();
  const sipp = await rig.answer(callees.announcesAndRefuses);
  const customer = await story().dial(SIPP);
  await window.waitForCall("early media");
  await hears(() => listenInPage(window), `${EARLY_HZ} Hz`);
  await sipp.finished();
  expect(await story().attemptOf(customer)).toMatchObject({
    outcome: "busy",
    sipStatus: 486,
    q850Cause: 17,
    answeredAt: null,
  });
});

test("a redirection is shown and not followed", async () => {
  const { window, rig } = story();
  const sipp = await rig.answer(callees.redirects);
  const customer = await story().dial(SIPP);
  await window.wrapUp.waitFor();
  const outcome = window.page.getByRole("combobox", { name: "Outcome" });
  expect(await outcome.inputValue()).toBe("Redirected");
  await sipp.finished();
  expect(await story().attemptOf(customer)).toMatchObject({
    outcome: "redirected",
    callResult: 22,
    sipStatus: 302,
  });
  const called = rig.tap.all("INVITE", "product").map(({ start }) => start);
  expect(new Set(called)).toEqual(new Set([`INVITE sip:${SIPP}@rig.test SIP/2.0`]));
  expect(rig.peer("plain").events()).not.toContain("CALL_INCOMING");
});

test("an answer without a description of its audio is no call, and the other side is told", async () => {
  const sipp = await story().rig.answer(callees.answersWithoutSdp);
  const customer = await story().dial(SIPP);
  expect(await story().attemptOf(customer)).toMatchObject({
    outcome: "call-failed",
    callResult: 41,
    disconnectType: "transport.failure",
  });
  await sipp.finished();
});

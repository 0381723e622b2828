import { expect, test } from "vitest";
import { Ear } from "./support/ear.ts";
import { AGENT_HZ, hears, listenInPage } from "./support/hearing.ts";
import { CALLER, PLAIN_PEER, SIPP } from "./support/numbers.ts";
import { directionOf } from "./support/sip-message.ts";
import { callees, callers, EARLY_HZ } from "./support/sipp-scenarios.ts";
import { useRigStory } from "./support/story.ts";

const COUNTDOWN_SECONDS = 5;
const story = useRigStory();

const page = () => listenInPage(story().window);
const ownInvites = () => story().rig.tap.all("INVITE", "product");

test("a call of the platform's is answered by itself, and the countdown it was for dials nothing", async () => {
  const { window, rig } = story();
  const customer = await story().customer(PLAIN_PEER, COUNTDOWN_SECONDS);
  await window.accept(customer.name);
  await window.countdown.waitFor();
  const sipp = rig.call(callers.callsWithAnswerAfter);
  await window.waitForCall("talking");
  await window.countdown.waitFor({ state: "detached" });
  await rig.tap.next("200 INVITE", "product");
  await hears(page, `${EARLY_HZ} Hz`);
  await sipp.finished();
  expect(await story().attemptOf(customer)).toMatchObject({
    how: "station",
    number: CALLER,
    outcome: "answered",
    disconnectType: "peer",
  });
  await new Promise((resolve) => setTimeout(resolve, COUNTDOWN_SECONDS * 1_000));
  expect(ownInvites()).toEqual([]);
});

test("a ringing call is answered when the platform says talk", async () => {
  const { window, rig } = story();
  const customer = await story().customer(CALLER);
  const sipp = rig.call(callers.callsAndSaysTalk);
  const notify = await rig.tap.next("NOTIFY", "server");
  expect(notify.header("Event")).toBe("talk");
  await rig.tap.next("200 NOTIFY", "product");
  await rig.tap.next("200 INVITE", "product");
  await window.waitForCall("talking");
  await hears(page, `${EARLY_HZ} Hz`);
  await sipp.finished();
  expect(await story().attemptOf(customer)).toMatchObject({
    how: "incoming",
    number: CALLER,
    outcome: "answered",
  });
});

test("a call is held and taken back when the platform says hold and talk", async () => {
  const { window, rig } = story();
  const ear = await Ear.open();
  try {
    const sipp = await rig.answer(callees.isSteered);
    const customer = await story().dial(SIPP);
    await window.waitForCall("on hold");
    rig.tap.forget();
    await hears(() => ear.listen(), "silence");
    const notify = await rig.tap.next("NOTIFY", "server");
    expect(notify.header("Event")).toBe("talk");
    await rig.tap.next("200 NOTIFY", "product");
    expect(directionOf((await rig.tap.next("INVITE", "product")).body)).toBe("sendrecv");
    await window.waitForCall("talking");
    await hears(() => ear.listen(), `${AGENT_HZ} Hz`);
    await window.button("Hang up").click();
    await sipp.finished();
    expect(await story().attemptOf(customer)).toMatchObject({ outcome: "answered" });
  } finally {
    ear.close();
  }
});

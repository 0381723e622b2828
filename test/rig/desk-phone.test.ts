import { expect, test } from "vitest";
import { AGENT_ADDRESS } from "./support/accounts.ts";
import { hears, listenInPage } from "./support/hearing.ts";
import { directObstacle } from "./support/network.ts";
import { PLAIN_PEER, SECRET_PEER, SIPP } from "./support/numbers.ts";
import { callees, callers, EARLY_HZ } from "./support/sipp-scenarios.ts";
import { useRigStory } from "./support/story.ts";

const story = useRigStory({ peers: { plain: {}, secret: {} } });
const page = () => listenInPage(story().window);

test.for(["plain", "secret"] as const)(
  "a call that comes in rings, is answered, and carries both voices: %s",
  async (kind, { skip }) => {
    skip(kind === "secret" && directObstacle !== null, directObstacle ?? "");
    const { window, rig } = story();
    const peer = rig.peer(kind);
    await peer.dial(AGENT_ADDRESS);
    await window.button("Answer").click();
    await peer.event("CALL_ESTABLISHED");
    await hears(() => peer.listen(), "440 Hz");
    await hears(page, "1000 Hz");
    await peer.hangUp();
    await rig.tap.next("BYE", "server");
  },
);

test.each(["callsWithAnswerAfter", "callsAndSaysTalk"] as const)(
  "a platform that says so has its call answered: %s",
  async (name) => {
    const sipp = story().rig.call(callers[name]);
    await hears(page, `${EARLY_HZ} Hz`);
    await sipp.finished();
  },
);

test("a question about the line is answered, outside a call and in one", async () => {
  const { window, rig } = story();
  await rig.call(callers.asksOptions).finished();
  rig.tap.forget();
  const sipp = await rig.answer(callees.asksOptions);
  await story().dial(SIPP);
  await window.waitForCall("talking");
  await rig.tap.next("OPTIONS", "server");
  await rig.tap.next("200 OPTIONS", "product");
  await window.button("Hang up").click();
  await sipp.finished();
});

test.each([
  { name: "challenges", what: "the proxy's challenge and the gateway's behind it" },
  { name: "challengesWithSha256", what: "a challenge for SHA-256 alone" },
  { name: "wantsLongerIntervals", what: "a longer session interval" },
] as const)("a call gets through in spite of $what", async ({ name }) => {
  const { window, rig } = story();
  const sipp = await rig.answer(callees[name]);
  await story().dial(SIPP);
  await window.waitForCall("talking");
  await window.button("Hang up").click();
  await sipp.finished();
});

test("a far end that refreshes the session keeps it", async () => {
  const { window, rig } = story();
  const sipp = await rig.answer(callees.refreshes);
  await story().dial(SIPP);
  await window.waitForCall("talking");
  await rig.tap.next("INVITE", "server");
  await rig.tap.next("ACK", "server");
  await window.waitForCall("talking");
  await window.button("Hang up").click();
  await sipp.finished();
});

test("a far end that wants the agent to call somebody else has nobody called", async () => {
  const { window, rig } = story();
  const sipp = await rig.answer(callees.refers);
  await story().dial(SIPP);
  await rig.tap.next("603 REFER", "product");
  await window.waitForCall("talking");
  await window.button("Hang up").click();
  await sipp.finished();
  expect(rig.peer("plain").events()).not.toContain("CALL_INCOMING");
});

test("digits are heard as digits by the other telephone", async () => {
  const { window, rig } = story();
  const peer = rig.peer("plain");
  await story().dial(PLAIN_PEER);
  await window.waitForCall("talking");
  await hears(() => peer.listen(), "440 Hz");
  await window.button("Keypad").click();
  await window.button("5").click();
  expect(await peer.event("CALL_DTMF_START")).toBe("5");
  const field = window.page.getByRole("textbox", { name: "Digits" });
  await field.press("End");
  await field.pressSequentially("#");
  expect(await peer.event("CALL_DTMF_START")).toBe("#");
});

test.each([
  { name: "isReferred", is: "ends her part in it once the other side has it" },
  { name: "isReferredInVain", is: "that fails leaves the customer with her" },
] as const)("a transfer by the agent $is", async ({ name }) => {
  const { window, rig } = story();
  const sipp = await rig.answer(callees[name]);
  const customer = await story().dial(SIPP);
  await window.waitForCall("talking");
  await window.button("Transfer").click();
  await window.page.getByLabel("Transfer to").fill(SECRET_PEER);
  await window.button("Transfer now").click();
  const refer = await rig.tap.next("REFER", "product");
  expect(refer.header("Refer-To")).toContain(SECRET_PEER);
  if (name === "isReferred") {
    expect(await story().attemptOf(customer)).toMatchObject({ outcome: "transferred" });
  } else {
    await rig.tap.next("NOTIFY", "server");
    await window.waitForCall("talking");
    await window.button("Hang up").click();
  }
  await sipp.finished();
});

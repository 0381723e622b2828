import { expect, test } from "vitest";
import type { Peer } from "./support/baresip.ts";
import { Ear } from "./support/ear.ts";
import { hears, listenInPage } from "./support/hearing.ts";
import { directObstacle } from "./support/network.ts";
import { PLAIN_PEER, SECRET_PEER, SIPP } from "./support/numbers.ts";
import { directionOf } from "./support/sip-message.ts";
import { callees, EARLY_HZ, hangsUp } from "./support/sipp-scenarios.ts";
import { useRigStory } from "./support/story.ts";

const story = useRigStory({ peers: { plain: {}, secret: {} } });

const page = () => listenInPage(story().window);
const hearEachOther = async (peer: Peer) => {
  await hears(() => peer.listen(), "440 Hz");
  await hears(page, "1000 Hz");
};

test.for([
  { way: "directly, over DTLS-SRTP", kind: "secret", number: SECRET_PEER },
  { way: "through rtpengine, as plain RTP", kind: "plain", number: PLAIN_PEER },
] as const)("agent and customer hear each other $way", async ({ kind, number }, { skip }) => {
  skip(kind === "secret" && directObstacle !== null, directObstacle ?? "");
  const { window, rig } = story();
  const peer = rig.peer(kind);
  const customer = await story().dial(number);
  await window.waitForCall("talking");
  await hearEachOther(peer);
  expect((await peer.listen()).rms).toBeCloseTo(0.354, 1);
  expect((await page()).rms).toBeCloseTo(0.354, 1);
  await window.button("Hang up").click();
  await rig.tap.next("BYE", "product");
  await peer.event("CALL_CLOSED");
  expect(await story().attemptOf(customer)).toMatchObject({
    outcome: "answered",
    callResult: 0,
    disconnectType: "client",
    sipStatus: 200,
  });
  expect(await peer.listen(300)).toMatchObject({ rms: 0 });
});

/** How many packets the peer gets in half a second; at 20 ms each they are 25. */
const packetsInAMoment = async (peer: Peer) => {
  const before = await peer.packets();
  await new Promise((resolve) => setTimeout(resolve, 500));
  return (await peer.packets()) - before;
};

test("on hold nobody hears anybody, and resuming brings both back: through rtpengine", async () => {
  const { window, rig } = story();
  const ear = await Ear.open();
  try {
    const sipp = await rig.answer(callees.isHeld);
    await story().dial(SIPP);
    await window.waitForCall("talking");
    await hears(() => ear.listen(), "440 Hz");
    await hears(page, "1000 Hz");
    rig.tap.forget();
    await window.button("Hold").click();
    await window.waitForCall("on hold");
    const hold = await rig.tap.next("INVITE", "product");
    expect(["sendonly", "inactive"]).toContain(directionOf(hold.body));
    await hears(() => ear.listen(), "silence");
    await window.button("Resume").click();
    await window.waitForCall("talking");
    expect(directionOf((await rig.tap.next("INVITE", "product")).body)).toBe("sendrecv");
    await hears(() => ear.listen(), "440 Hz");
    await hears(page, "1000 Hz");
    await window.button("Hang up").click();
    await sipp.finished();
  } finally {
    ear.close();
  }
});

test("on hold nobody hears anybody, and resuming brings both back: directly", async ({ skip }) => {
  skip(directObstacle !== null, directObstacle ?? "");
  const { window, rig } = story();
  const peer = rig.peer("secret");
  await story().dial(SECRET_PEER);
  await window.waitForCall("talking");
  await hearEachOther(peer);
  await window.button("Hold").click();
  await window.waitForCall("on hold");
  await expect.poll(async () => (await window.audio()).levelSent, { timeout: 10_000 }).toBe(0);
  await hears(page, "silence");
  await window.button("Resume").click();
  await window.waitForCall("talking");
  expect((await window.audio()).levelSent).toBeGreaterThan(0.3);
  expect(await packetsInAMoment(peer)).toBeGreaterThan(15);
  await hears(page, "1000 Hz");
});

test("the customer's hold is shown as hers, and both hear each other again after it", async () => {
  const { window, rig } = story();
  const peer = rig.peer("plain");
  await story().dial(PLAIN_PEER);
  await window.waitForCall("talking");
  await hearEachOther(peer);
  await peer.hold();
  await window.waitForCall("held by far end");
  await hears(page, "silence");
  await peer.resume();
  await window.waitForCall("talking");
  expect(await packetsInAMoment(peer)).toBeGreaterThan(15);
  await hears(page, "1000 Hz");
});

test("each re-INVITE of the customer is answered with the direction that fits it", async () => {
  const { window, rig } = story();
  const sipp = await rig.answer(callees.holds);
  await story().dial(SIPP);
  await window.waitForCall("talking");
  await hears(page, `${EARLY_HZ} Hz`);
  for (const [asked, answered, state] of [
    ["sendonly", "recvonly", "held by far end"],
    ["inactive", "inactive", "held by far end"],
    ["sendrecv", "sendrecv", "talking"],
  ] as const) {
    expect(directionOf((await rig.tap.next("INVITE", "server")).body)).toBe(asked);
    expect(directionOf((await rig.tap.next("200 INVITE", "product")).body)).toBe(answered);
    await window.waitForCall(state);
  }
  await hears(page, `${EARLY_HZ} Hz`);
  await window.button("Hang up").click();
  await sipp.finished();
});

test("a customer who hangs up ends the call, and it is kept that she did", async () => {
  const { window, rig } = story();
  const peer = rig.peer("plain");
  const customer = await story().dial(PLAIN_PEER);
  await window.waitForCall("talking");
  await hears(() => peer.listen(), "440 Hz");
  await peer.hangUp();
  await rig.tap.next("BYE", "server");
  expect(await story().attemptOf(customer)).toMatchObject({
    outcome: "answered",
    disconnectType: "peer",
    sipStatus: 200,
  });
});

test.each([
  { cause: 16, is: { outcome: "answered", callResult: 5, disconnectType: "peer" } },
  { cause: 38, is: { outcome: "dropped", callResult: 42, disconnectType: "transport.failure" } },
])("a BYE with the reason Q.850;cause=$cause is kept as $is.outcome", async ({ cause, is }) => {
  const sipp = await story().rig.answer(hangsUp([`Reason: Q.850;cause=${cause};text="the end"`]));
  const customer = await story().dial(SIPP);
  expect(await story().attemptOf(customer)).toMatchObject({
    ...is,
    q850Cause: cause,
    sipStatus: 200,
  });
  await sipp.finished();
});

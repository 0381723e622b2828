import { expect, test } from "vitest";
import type { Peer } from "./support/baresip.ts";
import { Ear } from "./support/ear.ts";
import { hears, listenInPage } from "./support/hearing.ts";
import { directObstacle } from "./support/network.ts";
import { ports } from "./support/ports.ts";
import { PLAIN_PEER, SECRET_PEER, SIPP } from "./support/numbers.ts";
import { directionOf } from "./support/sip-message.ts";
import { callees, EARLY_HZ, hangsUp } from "./support/sipp-scenarios.ts";
import { useRigStory, type Customer } from "./support/story.ts";

const story = useRigStory({ peers: { plain: {}, secret: {} } });

/** Whoever hangs up sooner after the answer has "released" rather than talked. */
const SHORT_TALK_MS = 3_000;
const hungUpByAgent = {
  outcome: "answered",
  callResult: 0,
  disconnectType: "client",
  sipStatus: 200,
};

/** A call that was held and resumed and then ended by the agent, on disk and on the screen. */
async function heldAndAnswered(customer: Customer, number: string): Promise<void> {
  expect(await story().attemptOf(customer)).toMatchObject(hungUpByAgent);
  expect(await story().happenedTo(customer)).toEqual(expect.arrayContaining(["held", "resumed"]));
  await story().showsEnd("Answered", number, { sip: 200, isTalked: true });
}

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
  const offer = await rig.tap.next("INVITE", "product");
  const answer = await rig.tap.next("200 INVITE", "server");
  for (const { body } of [offer, answer]) {
    expect(body).toMatch(/^m=audio \d+ UDP\/TLS\/RTP\/SAVPF? /m);
    expect(body).toMatch(/^a=fingerprint:/m);
  }
  // Whose port the sound goes to tells the two ways apart.
  const [first, last] = kind === "secret" ? ports.secretAudio : ports.rtpengineAudio;
  const port = Number(/^m=audio (\d+)/m.exec(answer.body)?.[1]);
  expect(port).toBeGreaterThanOrEqual(first);
  expect(port).toBeLessThanOrEqual(last);
  await hearEachOther(peer);
  expect((await peer.listen()).rms).toBeCloseTo(0.354, 1);
  expect((await page()).rms).toBeCloseTo(0.354, 1);
  await window.button("Hang up").click();
  await rig.tap.next("BYE", "product");
  await peer.event("CALL_CLOSED");
  expect(await story().attemptOf(customer)).toMatchObject(hungUpByAgent);
  await story().showsEnd("Answered", number, { sip: 200, isTalked: true });
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
    const customer = await story().dial(SIPP);
    await window.waitForCall("talking");
    await hears(() => ear.listen(), "440 Hz");
    await hears(page, "1000 Hz");
    rig.tap.forget();
    await window.button("Hold").click();
    await window.waitForCall("on hold");
    expect(directionOf((await rig.tap.next("INVITE", "product")).body)).toBe("sendonly");
    expect(directionOf((await rig.tap.next("200 INVITE", "server")).body)).toBe("recvonly");
    await hears(() => ear.listen(), "silence");
    await window.button("Resume").click();
    await window.waitForCall("talking");
    expect(directionOf((await rig.tap.next("INVITE", "product")).body)).toBe("sendrecv");
    await hears(() => ear.listen(), "440 Hz");
    await hears(page, "1000 Hz");
    await window.button("Hang up").click();
    await sipp.finished();
    await heldAndAnswered(customer, SIPP);
  } finally {
    ear.close();
  }
});

test("on hold nobody hears anybody, and resuming brings both back: directly", async ({ skip }) => {
  skip(directObstacle !== null, directObstacle ?? "");
  const { window, rig } = story();
  const peer = rig.peer("secret");
  const customer = await story().dial(SECRET_PEER);
  await window.waitForCall("talking");
  await hearEachOther(peer);
  rig.tap.forget();
  await window.button("Hold").click();
  await window.waitForCall("on hold");
  expect(directionOf((await rig.tap.next("INVITE", "product")).body)).toBe("sendonly");
  expect(directionOf((await rig.tap.next("200 INVITE", "server")).body)).toBe("recvonly");
  await expect.poll(async () => (await window.audio()).levelSent, { timeout: 10_000 }).toBe(0);
  await hears(page, "silence");
  await window.button("Resume").click();
  await window.waitForCall("talking");
  expect(directionOf((await rig.tap.next("INVITE", "product")).body)).toBe("sendrecv");
  expect((await window.audio()).levelSent).toBeGreaterThan(0.3);
  expect(await packetsInAMoment(peer)).toBeGreaterThan(15);
  await hears(page, "1000 Hz");
  await window.button("Hang up").click();
  await peer.event("CALL_CLOSED");
  await heldAndAnswered(customer, SECRET_PEER);
});

test("the customer's hold is shown as hers, and both hear each other again after it", async () => {
  const { window, rig } = story();
  const peer = rig.peer("plain");
  const customer = await story().dial(PLAIN_PEER);
  await window.waitForCall("talking");
  await hearEachOther(peer);
  rig.tap.forget();
  await peer.hold();
  await window.waitForCall("held by far end");
  expect(directionOf((await rig.tap.next("INVITE", "server")).body)).toBe("sendonly");
  expect(directionOf((await rig.tap.next("200 INVITE", "product")).body)).toBe("recvonly");
  await hears(page, "silence");
  await peer.resume();
  await window.waitForCall("talking");
  expect(directionOf((await rig.tap.next("INVITE", "server")).body)).toBe("sendrecv");
  expect(directionOf((await rig.tap.next("200 INVITE", "product")).body)).toBe("sendrecv");
  expect(await packetsInAMoment(peer)).toBeGreaterThan(15);
  await hears(page, "1000 Hz");
  await window.button("Hang up").click();
  expect(await story().attemptOf(customer)).toMatchObject(hungUpByAgent);
  await story().showsEnd("Answered", PLAIN_PEER, { sip: 200, isTalked: true });
});

test("each re-INVITE of the customer is answered with the direction that fits it", async () => {
  const { window, rig } = story();
  const sipp = await rig.answer(callees.holds);
  const customer = await story().dial(SIPP);
  await window.waitForCall("talking");
  await hears(page, `${EARLY_HZ} Hz`);
  rig.tap.forget();
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
  expect(await story().attemptOf(customer)).toMatchObject(hungUpByAgent);
  await story().showsEnd("Answered", SIPP, { sip: 200, isTalked: true });
});

test("a customer who hangs up ends the call, and it is kept that she did", async () => {
  const { window, rig } = story();
  const peer = rig.peer("plain");
  const customer = await story().dial(PLAIN_PEER);
  await window.waitForCall("talking");
  await hears(() => peer.listen(), "440 Hz");
  await new Promise((resolve) => setTimeout(resolve, SHORT_TALK_MS));
  await peer.hangUp();
  await rig.tap.next("BYE", "server");
  await rig.tap.next("200 BYE", "product");
  expect(await story().attemptOf(customer)).toMatchObject({
    outcome: "answered",
    callResult: 0,
    disconnectType: "peer",
    sipStatus: 200,
  });
  await story().showsEnd("Answered", PLAIN_PEER, { sip: 200, isTalked: true });
});

test.each([
  {
    cause: 16,
    is: { outcome: "answered", callResult: 5, disconnectType: "peer" },
    says: "Answered",
  },
  {
    cause: 38,
    is: { outcome: "dropped", callResult: 42, disconnectType: "transport.failure" },
    says: "Dropped",
  },
])("a BYE with the reason Q.850;cause=$cause is kept as $is.outcome", async (it) => {
  const { cause, is, says } = it;
  const { rig } = story();
  const reason = `Q.850;cause=${cause};text="the end"`;
  const sipp = await rig.answer(hangsUp([`Reason: ${reason}`]));
  const customer = await story().dial(SIPP);
  expect((await rig.tap.next("BYE", "server")).header("Reason")).toBe(reason);
  await rig.tap.next("200 BYE", "product");
  expect(await story().attemptOf(customer)).toMatchObject({
    ...is,
    q850Cause: cause,
    sipStatus: 200,
  });
  await story().showsEnd(says, SIPP, { sip: 200, cause, isTalked: true });
  await sipp.finished();
});

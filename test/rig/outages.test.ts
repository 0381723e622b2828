import { expect, test } from "vitest";
import type { Peer } from "./support/baresip.ts";
import { hears, listenInPage } from "./support/hearing.ts";
import { directObstacle } from "./support/network.ts";
import { PLAIN_PEER, SECRET_PEER, SIPP } from "./support/numbers.ts";
import { callees } from "./support/sipp-scenarios.ts";
import { useRigStory } from "./support/story.ts";

const story = useRigStory({ peers: { plain: {}, secret: {} } });

const hearEachOther = async (peer: Peer) => {
  await hears(() => peer.listen(), "440 Hz");
  await hears(() => listenInPage(story().window), "1000 Hz");
};
/** The line is seen to be gone; a socket that says nothing is noticed by its pings. */
const lineIsLost = () =>
  story()
    .window.registration.filter({ hasText: /connecting|offline/ })
    .waitFor({ timeout: 20_000 });
const lineIsBack = () => story().window.waitForLine();

test.for([
  { way: "through rtpengine", kind: "plain", number: PLAIN_PEER },
  { way: "directly", kind: "secret", number: SECRET_PEER },
] as const)(
  "a server that crashes in mid call takes neither voice nor call: $way",
  async (it, { skip }) => {
    skip(it.kind === "secret" && directObstacle !== null, directObstacle ?? "");
    const { window, rig } = story();
    const peer = rig.peer(it.kind);
    const customer = await story().dial(it.number);
    await window.waitForCall("talking");
    await hearEachOther(peer);

    await rig.crashServer();
    await lineIsLost();
    await hearEachOther(peer);
    await window.waitForCall("talking");

    rig.tap.forget();
    await rig.restartServer();
    await lineIsBack();
    await rig.tap.next("200 REGISTER", "server");
    // It tells the far end's side where we are now; else nothing could reach us any more.
    await rig.tap.next("INVITE", "product");
    await rig.tap.next("ACK", "product");
    await hearEachOther(peer);

    await peer.hangUp();
    await rig.tap.next("BYE", "server");
    expect(await story().attemptOf(customer)).toMatchObject({
      outcome: "answered",
      callResult: 0,
      disconnectType: "peer",
    });
  },
);

test("a socket that is open and dead is noticed, and the call behind it lives on", async () => {
  const { window, rig } = story();
  const peer = rig.peer("plain");
  const customer = await story().dial(PLAIN_PEER);
  await window.waitForCall("talking");
  rig.tap.freeze();
  await lineIsLost();
  await hearEachOther(peer);
  await window.waitForCall("talking");
  rig.tap.thaw();
  await lineIsBack();
  await rig.tap.next("ACK", "product");
  await rig.tap.next("INVITE", "product");
  await hearEachOther(peer);
  await window.button("Hang up").click();
  await peer.event("CALL_CLOSED");
  expect(await story().attemptOf(customer)).toMatchObject({
    outcome: "answered",
    disconnectType: "client",
  });
});

test("a server that stands still is noticed, and found again when it goes on", async () => {
  const { rig } = story();
  rig.freezeServer();
  await lineIsLost();
  rig.tap.forget();
  rig.thawServer();
  await lineIsBack();
  const [customer, peer] = [await story().dial(PLAIN_PEER), rig.peer("plain")];
  await hearEachOther(peer);
  await story().window.button("Hang up").click();
  expect(await story().attemptOf(customer)).toMatchObject({ outcome: "answered" });
});

test("a socket that breaks while it rings leaves an attempt for review, called once", async () => {
  const { window, rig } = story();
  await rig.answer(callees.rings);
  const customer = await story().dial(SIPP);
  await window.waitForCall("ringing");
  rig.tap.cut();
  await window.wrapUp.waitFor();
  expect(await story().attemptOf(customer)).toMatchObject({
    outcome: "unknown",
    callResult: 4,
    disconnectType: "transport.failure",
  });
  await lineIsBack();
  expect(new Set(rig.tap.all("INVITE").map(({ callId }) => callId)).size).toBe(1);
});

test("a slow network makes a call slow and not double", async () => {
  const { window, rig } = story();
  rig.tap.delay(800);
  const peer = rig.peer("plain");
  await story().dial(PLAIN_PEER);
  await window.waitForCall("talking");
  await hearEachOther(peer);
  const invites = rig.tap.all("INVITE", "product");
  expect(invites.map((invite) => invite.header("CSeq"))).toEqual(["1 INVITE", "2 INVITE"]);
  expect(rig.tap.all("CANCEL")).toEqual([]);
});

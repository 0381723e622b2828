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
/** What the agent is told of it while she talks. */
const alertOfLoss = () =>
  story().window.page.getByRole("alert").filter({ hasText: "The line to the server is lost" });

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
    const { callId } = await rig.tap.next("200 INVITE", "server");

    await rig.crashServer();
    await lineIsLost();
    await alertOfLoss().waitFor();
    await hearEachOther(peer);
    await window.waitForCall("talking");

    rig.tap.forget();
    await rig.restartServer();
    await lineIsBack();
    await rig.tap.next("200 REGISTER", "server");
    // It tells the far end's side where we are now; else nothing could reach us any more.
    const again = await rig.tap.next("INVITE", "product");
    expect(again.callId).toBe(callId);
    expect(again.header("To")).toMatch(/;tag=/);
    await rig.tap.next("ACK", "product");
    await hearEachOther(peer);

    await peer.hangUp();
    await rig.tap.next("BYE", "server");
    expect(await story().attemptOf(customer)).toMatchObject({
      outcome: "answered",
      callResult: 0,
      disconnectType: "peer",
      sipStatus: 200,
    });
    await story().showsEnd("Answered", it.number, { sip: 200, isTalked: true });
  },
);

test("a page that is lost in mid call, and comes again, silences the call for a moment only", async () => {
  const { window, rig } = story();
  const peer = rig.peer("plain");
  const customer = await story().dial(PLAIN_PEER);
  await window.waitForCall("talking");
  await hearEachOther(peer);
  const { callId } = await rig.tap.next("200 INVITE", "server");

  rig.tap.forget();
  await window.page.reload();
  const again = await rig.tap.next("INVITE", "product");
  expect(again.callId).toBe(callId);
  await rig.tap.next("ACK", "product");
  await window.waitForCall("talking");
  await hearEachOther(peer);

  await peer.hangUp();
  await rig.tap.next("BYE", "server");
  expect(await story().attemptOf(customer)).toMatchObject({
    outcome: "answered",
    disconnectType: "peer",
  });
});

test("a socket that is open and dead is noticed, and the call behind it lives on", async () => {
  const { window, rig } = story();
  const peer = rig.peer("plain");
  const customer = await story().dial(PLAIN_PEER);
  await window.waitForCall("talking");
  const { callId } = await rig.tap.next("200 INVITE", "server");
  // What was said before is nothing to go by: it would pass for what is said afterwards.
  rig.tap.forget();
  rig.tap.freeze();
  await lineIsLost();
  await alertOfLoss().waitFor();
  // The question whose answer did not come.
  await rig.tap.next("OPTIONS", "product");
  expect(rig.tap.all("200 OPTIONS")).toEqual([]);
  await hearEachOther(peer);
  await window.waitForCall("talking");
  rig.tap.thaw();
  await lineIsBack();
  await alertOfLoss().waitFor({ state: "detached" });
  await rig.tap.next("200 REGISTER", "server");
  const again = await rig.tap.next("INVITE", "product");
  expect(again.callId).toBe(callId);
  expect(again.header("To")).toMatch(/;tag=/);
  await rig.tap.next("ACK", "product");
  await hearEachOther(peer);
  await window.button("Hang up").click();
  await rig.tap.next("BYE", "product");
  await peer.event("CALL_CLOSED");
  expect(await story().attemptOf(customer)).toMatchObject({
    outcome: "answered",
    disconnectType: "client",
    sipStatus: 200,
  });
  await story().showsEnd("Answered", PLAIN_PEER, { sip: 200, isTalked: true });
});

test("a server that stands still is noticed, and found again when it goes on", async () => {
  const { rig } = story();
  rig.tap.forget();
  rig.freezeServer();
  await lineIsLost();
  await rig.tap.next("OPTIONS", "product");
  rig.thawServer();
  await lineIsBack();
  await rig.tap.next("200 REGISTER", "server");
  const [customer, peer] = [await story().dial(PLAIN_PEER), rig.peer("plain")];
  await hearEachOther(peer);
  await story().window.button("Hang up").click();
  expect(await story().attemptOf(customer)).toMatchObject({ outcome: "answered" });
  await story().showsEnd("Answered", PLAIN_PEER, { sip: 200, isTalked: true });
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
  await window.page.getByRole("heading", { name: "We lost sight of this call" }).waitFor();
  expect(await window.button("Done").isDisabled()).toBe(true);
  await window.page
    .getByRole("table", { name: "Attempts" })
    .getByRole("row", { name: "Unknown +1 5550130" })
    .waitFor();
  await lineIsBack();
  // Her telephone must not ring on for nobody.
  await rig.tap.next("CANCEL", "product");
  expect(new Set(rig.tap.all("INVITE").map(({ callId }) => callId)).size).toBe(1);
});

test("a slow network makes a call slow and not double", async () => {
  const { window, rig } = story();
  rig.tap.delay(800);
  const peer = rig.peer("plain");
  const customer = await story().dial(PLAIN_PEER);
  await window.waitForCall("talking");
  await hearEachOther(peer);
  const invites = rig.tap.all("INVITE", "product");
  expect(invites.map((invite) => invite.header("CSeq"))).toEqual(["1 INVITE", "2 INVITE"]);
  expect(rig.tap.all("CANCEL")).toEqual([]);
  await window.button("Hang up").click();
  expect(await story().attemptOf(customer)).toMatchObject({ outcome: "answered", sipStatus: 200 });
});

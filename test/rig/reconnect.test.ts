import { expect, test } from "vitest";
import { Ear } from "./support/ear.ts";
import { AGENT_HZ, hears, listenInPage } from "./support/hearing.ts";
import { PLAIN_PEER, SIPP } from "./support/numbers.ts";
import { directionOf } from "./support/sip-message.ts";
import { callees } from "./support/sipp-scenarios.ts";
import { useRigStory } from "./support/story.ts";

const CONSULTED_HZ = 1_700;
const story = useRigStory({ peers: { plain: { hz: CONSULTED_HZ } } });

/** A server that crashes and comes back, in mid call; the line is registered again at its end. */
async function loseServer(): Promise<void> {
  const { rig, window } = story();
  await rig.crashServer();
  await window.registration.filter({ hasText: /connecting|offline/ }).waitFor();
  rig.tap.forget();
  await rig.restartServer();
  await window.waitForLine();
}

test("a customer on hold is still there, and still on hold, when the server is back", async () => {
  const { window, rig } = story();
  const ear = await Ear.open();
  try {
    const sipp = await rig.answer(callees.isHeldAcrossOutage);
    const customer = await story().dial(SIPP);
    await window.waitForCall("talking");
    await hears(() => ear.listen(), `${AGENT_HZ} Hz`);
    await window.button("Hold").click();
    await window.waitForCall("on hold");
    await loseServer();
    expect(directionOf((await rig.tap.next("INVITE", "product")).body)).toBe("sendonly");
    await rig.tap.next("ACK", "product");
    await window.waitForCall("on hold");
    await hears(() => ear.listen(), "silence");
    await window.button("Resume").click();
    await window.waitForCall("talking");
    await hears(() => ear.listen(), `${AGENT_HZ} Hz`);
    await window.button("Hang up").click();
    await sipp.finished();
    expect(await story().attemptOf(customer)).toMatchObject({
      outcome: "answered",
      disconnectType: "client",
    });
    await story().showsEnd("Answered", SIPP, { sip: 200, isTalked: true });
  } finally {
    ear.close();
  }
});

test("a consultation and the customer it is for are both there when the server is back", async () => {
  const { window, rig, side } = story();
  const peer = rig.peer("plain");
  const ear = await Ear.open();
  try {
    const sipp = await rig.answer(callees.isHeldAcrossOutage);
    const customer = await story().dial(SIPP);
    await window.waitForCall("talking");
    await window.button("Transfer").click();
    await window.page.getByRole("textbox", { name: "Transfer to" }).fill(PLAIN_PEER);
    await window.button("Consult first").click();
    await side.getByRole("status").filter({ hasText: "Talking" }).waitFor();
    await hears(() => peer.listen(), `${AGENT_HZ} Hz`);
    await loseServer();
    const refreshed = [
      await rig.tap.next("INVITE", "product"),
      await rig.tap.next("INVITE", "product"),
    ];
    expect(new Set(refreshed.map(({ callId }) => callId)).size).toBe(2);
    const directions = refreshed.map(({ body }) => directionOf(body));
    expect(directions.toSorted()).toEqual(["sendonly", "sendrecv"]);
    await rig.tap.next("ACK", "product");
    await rig.tap.next("ACK", "product");
    await hears(() => peer.listen(), `${AGENT_HZ} Hz`);
    await hears(() => listenInPage(window), `${CONSULTED_HZ} Hz`);
    await hears(() => ear.listen(), "silence");

    await side.getByRole("button", { name: /^Hang up on / }).click();
    await peer.event("CALL_CLOSED");
    await window.button("Resume").click();
    await window.waitForCall("talking");
    await hears(() => ear.listen(), `${AGENT_HZ} Hz`);
    await window.button("Hang up").click();
    await sipp.finished();
    expect(await story().attemptOf(customer)).toMatchObject({ outcome: "answered" });
    await story().showsEnd("Answered", SIPP, { sip: 200, isTalked: true });
  } finally {
    ear.close();
  }
});

import { expect, test } from "vitest";
import { shownCalls } from "#test/support/product.ts";
import { AGENT_ADDRESS } from "./support/accounts.ts";
import { PEER_HZ } from "./support/baresip.ts";
import { Ear } from "./support/ear.ts";
import { AGENT_HZ, hears, listenInPage } from "./support/hearing.ts";
import { PLAIN_PEER, SIPP } from "./support/numbers.ts";
import { directionOf } from "./support/sip-message.ts";
import { callees } from "./support/sipp-scenarios.ts";
import { useRigStory } from "./support/story.ts";

/** The telephone's; SIPp's ear says the peers' own tone. */
const OTHER_HZ = 1_700;
const story = useRigStory({ peers: { plain: { hz: OTHER_HZ } } });

const other = () => story().rig.peer("plain");
async function transferTo(number: string, how: "Transfer now" | "Consult first"): Promise<void> {
  const { window } = story();
  await window.button("Transfer").click();
  await window.page.getByRole("textbox", { name: "Transfer to" }).fill(number);
  await window.button(how).click();
}
/** A customer at SIPp, on hold, and the telephone that the agent consults. */
async function consulted(scenario: "isHeld" | "isHeldAndReferred") {
  const { window, rig, side } = story();
  const sipp = await rig.answer(callees[scenario]);
  const customer = await story().dial(SIPP);
  await window.waitForCall("talking");
  await transferTo(PLAIN_PEER, "Consult first");
  await side.getByRole("status").filter({ hasText: "Talking" }).waitFor();
  await window.waitForCall("on hold");
  await hears(() => other().listen(), `${AGENT_HZ} Hz`);
  return { sipp, customer };
}

test("a customer sent to a number reaches it, and the call is the agent's no more", async () => {
  const { rig, window } = story();
  const ear = await Ear.open();
  try {
    const target = await rig.answer(callees.talksByEar);
    const customer = await story().dial(PLAIN_PEER);
    await window.waitForCall("talking");
    await hears(() => other().listen(), `${AGENT_HZ} Hz`);
    await transferTo(SIPP, "Transfer now");
    const refer = await rig.tap.next("REFER", "product");
    expect(refer.header("Refer-To")).toBe(`<sip:${SIPP}@rig.test>`);
    await rig.tap.next("202 REFER", "server");
    await rig.tap.next("NOTIFY", "server");
    expect(await story().attemptOf(customer)).toMatchObject({
      outcome: "transferred",
      callResult: 1,
      disconnectType: "transfer",
      sipStatus: 200,
    });
    const last = rig.tap.all("NOTIFY", "server").at(-1);
    expect(last?.header("Event")).toMatch(/^refer/);
    expect(last?.body).toMatch(/^SIP\/2\.0 200 /);
    expect(last?.header("Subscription-State")).toMatch(/^terminated/);
    await rig.tap.next("200 NOTIFY", "product");
    expect(await story().happenedTo(customer)).toContain("transfer-asked");
    await story().showsEnd("Transferred", PLAIN_PEER, { sip: 200, isTalked: true });
    expect(rig.tap.all("BYE")).toHaveLength(1);
    await hears(() => ear.listen(), `${OTHER_HZ} Hz`);
    await other().hangUp();
    await target.finished();
  } finally {
    ear.close();
  }
});

test("a stranger who rings is answered and sent to a number, and her call is kept as transferred", async () => {
  const { rig, window, side, folder } = story();
  const ear = await Ear.open();
  try {
    const target = await rig.answer(callees.talksByEar);
    await other().dial(AGENT_ADDRESS);
    await window.button("Answer").click();
    await side.getByRole("status").filter({ hasText: "Talking" }).waitFor();
    await hears(() => other().listen(), `${AGENT_HZ} Hz`);
    await window.page.keyboard.press("Control+Shift+T");
    await side.getByRole("textbox", { name: "Transfer to" }).fill(SIPP);
    await side.getByRole("button", { name: "Transfer now" }).click();
    const refer = await rig.tap.next("REFER", "product");
    expect(refer.header("Refer-To")).toBe(`<sip:${SIPP}@rig.test>`);
    expect(refer.callId).toBe(rig.tap.all("INVITE", "server")[0]?.callId);
    await rig.tap.next("202 REFER", "server");
    await side.waitFor({ state: "detached" });
    const last = rig.tap.all("NOTIFY", "server").at(-1);
    expect(last?.body).toMatch(/^SIP\/2\.0 200 /);
    expect(last?.header("Subscription-State")).toMatch(/^terminated/);
    await hears(() => ear.listen(), `${OTHER_HZ} Hz`);
    expect((await shownCalls(folder))[0]).toMatchObject({
      kind: "incoming",
      number: PLAIN_PEER,
      outcome: "transferred",
      endedBy: "transfer",
      sipStatus: 200,
    });
    expect(rig.tap.all("INVITE", "product")).toEqual([]);
    await other().hangUp();
    await target.finished();
  } finally {
    ear.close();
  }
});

test("a stranger and whom the agent asks about her are joined, and the end of one call leaves the other", async () => {
  const { rig, window, folder } = story();
  const row = (number: string) =>
    window.page.getByRole("region", { name: `Call with ${number.replace(/^\+1/, "+1 ")}` });
  const ear = await Ear.open();
  try {
    const asked = await rig.answer(callees.talksByEar);
    await other().dial(AGENT_ADDRESS);
    await window.button("Answer").click();
    await window.page
      .getByRole("status", { name: /^Status of the call/ })
      .filter({ hasText: "Talking" })
      .waitFor();
    await window.page.keyboard.press("Control+Shift+T");
    const to = window.page.getByRole("textbox", { name: "Transfer to" });
    await to.fill(SIPP);
    await to.press("Enter");
    await row(PLAIN_PEER).getByRole("status").filter({ hasText: "On hold" }).waitFor();
    await row(SIPP).getByRole("status").filter({ hasText: "Talking" }).waitFor();
    await hears(() => ear.listen(), `${AGENT_HZ} Hz`);
    await window.button("Join all three").click();
    await hears(() => ear.listen(), `${AGENT_HZ} Hz and ${OTHER_HZ} Hz`);
    await hears(() => listenInPage(window), `${PEER_HZ} Hz`);
    await hears(() => listenInPage(window, 1), `${OTHER_HZ} Hz`);
    await row(SIPP)
      .getByRole("button", { name: /^Hang up on / })
      .click();
    await row(SIPP).waitFor({ state: "detached" });
    await asked.finished();
    await row(PLAIN_PEER).getByRole("status").filter({ hasText: "Talking" }).waitFor();
    await hears(() => listenInPage(window), `${OTHER_HZ} Hz`);
    await other().hangUp();
    await row(PLAIN_PEER).waitFor({ state: "detached" });
    expect((await shownCalls(folder)).slice(0, 2)).toMatchObject([
      { kind: "consult", number: SIPP, outcome: "answered", endedBy: "agent" },
      { kind: "incoming", number: PLAIN_PEER, outcome: "answered", endedBy: "far-end" },
    ]);
  } finally {
    ear.close();
  }
});

test("a transfer to somebody busy fails, the screen says so, and the customer is still there", async () => {
  const { window, rig } = story();
  const sipp = await rig.answer(callees.isReferredInVain);
  const customer = await story().dial(SIPP);
  await window.waitForCall("talking");
  await transferTo(PLAIN_PEER, "Transfer now");
  const refer = await rig.tap.next("REFER", "product");
  expect(refer.header("Refer-To")).toBe(`<sip:${PLAIN_PEER}@rig.test>`);
  await rig.tap.next("202 REFER", "server");
  expect((await rig.tap.next("NOTIFY", "server")).body).toMatch(/^SIP\/2\.0 486 /);
  await window.page.getByRole("alert").filter({ hasText: "transfer did not work" }).waitFor();
  await window.waitForCall("talking");
  expect(rig.tap.all("BYE")).toEqual([]);
  await window.button("Hang up").click();
  await sipp.finished();
  expect(await story().attemptOf(customer)).toMatchObject({
    outcome: "answered",
    disconnectType: "client",
  });
  expect(await story().happenedTo(customer)).toEqual(
    expect.arrayContaining(["transfer-asked", "transfer-failed"]),
  );
  await story().showsEnd("Answered", SIPP, { sip: 200, isTalked: true });
});

test("after a consultation the customer is sent to take the agent's place in it, and both calls of hers end", async () => {
  const { window, rig, side } = story();
  const { sipp, customer } = await consulted("isHeldAndReferred");
  const consultation = rig.tap.all("INVITE", "product").at(-1);
  await window.button("Complete transfer").click();
  const refer = await rig.tap.next("REFER", "product");
  const replaces = /\?Replaces=([^>]+)>/.exec(refer.header("Refer-To") ?? "")?.[1];
  expect(decodeURIComponent(replaces ?? "")).toMatch(/;to-tag=[^;]+;from-tag=[^;]+$/);
  expect(decodeURIComponent(replaces ?? "").split(";")[0]).toBe(consultation?.callId);
  expect(refer.callId).not.toBe(consultation?.callId);
  await rig.tap.next("202 REFER", "server");
  expect((await rig.tap.next("NOTIFY", "server")).body).toMatch(/^SIP\/2\.0 100 /);
  const done = await rig.tap.next("NOTIFY", "server");
  expect(done.body).toMatch(/^SIP\/2\.0 200 /);
  expect(done.header("Subscription-State")).toMatch(/^terminated/);
  expect(await story().attemptOf(customer)).toMatchObject({
    outcome: "transferred",
    callResult: 1,
    disconnectType: "transfer.consult",
    sipStatus: 200,
  });
  expect(await story().happenedTo(customer)).toContain("transfer-asked");
  await story().showsEnd("Transferred", SIPP, { sip: 200, isTalked: true });
  await other().event("CALL_CLOSED");
  await sipp.finished();
  await side.waitFor({ state: "detached" });
  const ended = rig.tap.all("BYE", "product").map(({ callId }) => callId);
  expect(new Set(ended)).toEqual(new Set([refer.callId, consultation?.callId]));
});

test("in a conference each hears the two others and never herself, and ending it parts them", async () => {
  const { window, rig, side } = story();
  const ear = await Ear.open();
  try {
    const { sipp, customer } = await consulted("isHeld");
    await hears(() => ear.listen(), "silence");
    rig.tap.forget();
    await window.button("Join all three").click();
    expect(directionOf((await rig.tap.next("INVITE", "product")).body)).toBe("sendrecv");
    await side.getByRole("status").filter({ hasText: "In the conference" }).waitFor();
    await hears(() => ear.listen(), `${AGENT_HZ} Hz and ${OTHER_HZ} Hz`);
    await hears(() => other().listen(), `${AGENT_HZ} Hz and ${PEER_HZ} Hz`);
    await hears(() => listenInPage(window), `${OTHER_HZ} Hz`);
    await hears(() => listenInPage(window, 1), `${PEER_HZ} Hz`);
    await window.button("End conference").click();
    await hears(() => ear.listen(), `${AGENT_HZ} Hz`);
    await side.getByRole("status").filter({ hasText: "On hold" }).waitFor();
    await side.getByRole("button", { name: /^Hang up on / }).click();
    await other().event("CALL_CLOSED");
    await window.button("Hang up").click();
    await sipp.finished();
    expect(await story().attemptOf(customer)).toMatchObject({ outcome: "answered" });
    expect(await story().happenedTo(customer)).toEqual(
      expect.arrayContaining(["joined", "parted"]),
    );
  } finally {
    ear.close();
  }
});

test("a customer who wants the agent to call somebody else is refused, and nobody is called", async () => {
  const { window, rig } = story();
  const sipp = await rig.answer(callees.refers);
  const customer = await story().dial(SIPP);
  const refer = await rig.tap.next("REFER", "server");
  expect(refer.header("Refer-To")).toBe(`<sip:${PLAIN_PEER}@rig.test>`);
  expect((await rig.tap.next("603 REFER", "product")).callId).toBe(refer.callId);
  await window.page
    .getByText(/asked to transfer you to \+1 5550100/)
    .first()
    .waitFor();
  await window.waitForCall("talking");
  await window.button("Hang up").click();
  await sipp.finished();
  expect(await story().attemptOf(customer)).toMatchObject({
    outcome: "answered",
    disconnectType: "client",
  });
  const invited = rig.tap.all("INVITE", "product").map(({ start }) => start);
  expect(new Set(invited)).toEqual(new Set([`INVITE sip:${SIPP}@rig.test SIP/2.0`]));
  expect(rig.tap.all("NOTIFY", "product")).toEqual([]);
  await story().showsEnd("Answered", SIPP, { sip: 200, isTalked: true });
  expect(other().events()).not.toContain("CALL_INCOMING");
});

import { expect, test } from "vitest";
import { show } from "#test/support/product.ts";
import { AGENT_ADDRESS } from "./support/accounts.ts";
import { PEER_HZ } from "./support/baresip.ts";
import { Ear } from "./support/ear.ts";
import { AGENT_HZ, hears, listenInPage } from "./support/hearing.ts";
import { CALLER, PLAIN_PEER, SIPP } from "./support/numbers.ts";
import { directionOf } from "./support/sip-message.ts";
import { callees, callers } from "./support/sipp-scenarios.ts";
import { useRigStory, type Customer } from "./support/story.ts";

const CALLER_HZ = 1_700;
const agentIsHeard = `${AGENT_HZ} Hz`;
const callerIsHeard = `${CALLER_HZ} Hz`;

const story = useRigStory({
  peers: { plain: { hz: CALLER_HZ } },
  // A second one that rings at the same time hears busy.
  settings: { call: { mostAlerting: 1 } },
});

const page = () => listenInPage(story().window);
const caller = () => story().rig.peer("plain");
const titleOf = ({ name }: Customer) =>
  story().incoming.getByRole("heading", { name: `${name} is calling` });
/** What the callback's own story says of a call that came in, on the screen and on disk. */
const rangIn = async ({ id, name }: Customer) => {
  const { window, folder } = story();
  await window.look(name);
  const line = window.page.getByRole("listitem").filter({ hasText: "The customer rang" });
  const { timeline, attempts, calls } = await show(folder, id);
  return {
    shown: await line.first().textContent(),
    kept: timeline.filter(({ what }) => what === "rang-in").map(({ detail }) => detail),
    attempts,
    calls,
  };
};

test("a customer who rings is known, answered and heard; her call is the attempt of her callback", async () => {
  const { window, rig, incoming } = story();
  const customer = await story().customer(PLAIN_PEER);
  await caller().dial(AGENT_ADDRESS);
  await titleOf(customer).waitFor();
  expect(await incoming.textContent()).toContain("They asked for a callback");
  await rig.tap.next("180 INVITE", "product");
  await window.button("Answer").click();
  await rig.tap.next("200 INVITE", "product");
  await window.waitForCall("talking");
  await window.page.getByRole("heading", { name: customer.name, exact: true }).first().waitFor();
  await hears(() => caller().listen(), agentIsHeard);
  await hears(page, callerIsHeard);
  await caller().hangUp();
  await rig.tap.next("BYE", "server");
  expect(await story().attemptOf(customer)).toMatchObject({
    how: "incoming",
    number: PLAIN_PEER,
    outcome: "answered",
    disconnectType: "peer",
    sipStatus: 200,
  });
  expect(rig.tap.all("INVITE", "product")).toEqual([]);
  await story().showsEnd("Answered", PLAIN_PEER, { sip: 200, isTalked: true });
  await story().finish();
  const told = await rangIn(customer);
  expect(told.kept).toEqual(["answered"]);
  expect(told.calls).toMatchObject([{ number: PLAIN_PEER, outcome: "answered" }]);
});

test("a call that is declined hears 603, and is no attempt", async () => {
  const { window, rig } = story();
  const customer = await story().customer(CALLER);
  const sipp = rig.call(callers.isDeclined);
  await titleOf(customer).waitFor();
  await window.button("Decline call").click();
  await rig.tap.next("603 INVITE", "product");
  await sipp.finished();
  await story().incoming.waitFor({ state: "detached" });
  const told = await rangIn(customer);
  expect(told.shown).toContain("declined here");
  expect(told.kept).toEqual(["refused"]);
  expect(told.attempts).toEqual([]);
  expect(told.calls).toMatchObject([
    { number: CALLER, outcome: "refused", endedBy: "agent", sipStatus: 603 },
  ]);
});

test("a caller who gives up is told as missed, and her callback says so, too", async () => {
  const { rig } = story();
  const customer = await story().customer(PLAIN_PEER);
  await caller().dial(AGENT_ADDRESS);
  await titleOf(customer).waitFor();
  await caller().hangUp();
  await rig.tap.next("CANCEL", "server");
  await rig.tap.next("487 INVITE", "product");
  await story().incoming.waitFor({ state: "detached" });
  const told = await rangIn(customer);
  expect(told.shown).toContain("not answered");
  expect(told.kept).toEqual(["missed"]);
  expect(told.attempts).toEqual([]);
  expect(told.calls).toMatchObject([
    { number: PLAIN_PEER, outcome: "missed", endedBy: "far-end", sipStatus: 487 },
  ]);
  const notice = new RegExp(
    `^\\s*${customer.name} rang at \\d\\d:\\d\\d, and nobody answered\\s*$`,
  );
  await story().window.page.getByText(notice).waitFor();
});

test("a second caller while one rings hears busy, and the first rings on", async () => {
  const { rig, incoming } = story();
  const second = await story().customer(CALLER);
  await caller().dial(AGENT_ADDRESS);
  await incoming.waitFor();
  const sipp = rig.call(callers.findsBusy);
  await rig.tap.next("486 INVITE", "product");
  await sipp.finished();
  expect(await incoming.count()).toBe(1);
  await caller().hangUp();
  await incoming.waitFor({ state: "detached" });
  const told = await rangIn(second);
  expect(told.kept).toEqual(["busy"]);
  expect(told.shown).toContain("heard busy");
  expect(told.attempts).toEqual([]);
  expect(told.calls).toMatchObject([{ number: CALLER, outcome: "busy", sipStatus: 486 }]);
});

test("who rings during a call is answered once the customer is on hold, and she is taken back by Resume", async () => {
  const { window, rig, side } = story();
  const ear = await Ear.open();
  try {
    const sipp = await rig.answer(callees.isHeld);
    const customer = await story().dial(SIPP);
    await window.waitForCall("talking");
    await hears(() => ear.listen(), agentIsHeard);
    rig.tap.forget();
    await caller().dial(AGENT_ADDRESS);
    await window.button("Answer").click();
    await window.waitForCall("on hold");
    await hears(() => caller().listen(), agentIsHeard);
    await hears(page, callerIsHeard);
    await hears(() => ear.listen(), "silence");
    expect(directionOf((await rig.tap.next("INVITE", "product")).body)).toBe("sendonly");
    const order = rig.tap.all().map(({ from, kind }) => `${from}: ${kind}`);
    const confirmed = order.indexOf("server: 200 INVITE");
    expect(confirmed).toBeGreaterThan(-1);
    expect(order.indexOf("product: 200 INVITE")).toBeGreaterThan(confirmed);

    rig.tap.forget();
    await window.button("Resume").click();
    await window.waitForCall("talking");
    await hears(() => ear.listen(), agentIsHeard);
    await hears(() => listenInPage(window, 1), `${PEER_HZ} Hz`);
    expect(await side.getByRole("status").textContent()).toBe("On hold");
    const [held, resumed] = rig.tap.all("INVITE", "product");
    expect(directionOf(held?.body ?? "")).toBe("sendonly");
    expect(directionOf(resumed?.body ?? "")).toBe("sendrecv");
    expect(resumed?.callId).not.toBe(held?.callId);

    await side.getByRole("button", { name: /^Hang up on / }).click();
    await side.waitFor({ state: "detached" });
    await caller().event("CALL_CLOSED");
    await window.button("Hang up").click();
    await sipp.finished();
    expect(await story().attemptOf(customer)).toMatchObject({ how: "agent", outcome: "answered" });
  } finally {
    ear.close();
  }
});

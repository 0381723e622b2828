import { expect, test } from "vitest";
import { AGENT_ADDRESS } from "./support/accounts.ts";
import { hears, listenInPage } from "./support/hearing.ts";
import { directObstacle } from "./support/network.ts";
import { SIPP } from "./support/numbers.ts";
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
    await rig.tap.next("180 INVITE", "product");
    await window.button("Answer").click();
    await rig.tap.next("200 INVITE", "product");
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
  const customer = await story().dial(SIPP);
  await window.waitForCall("talking");
  const refresh = await rig.tap.next("INVITE", "server");
  expect(refresh.header("Session-Expires")).toBe("90;refresher=uac");
  const agreed = await rig.tap.next("200 INVITE", "product");
  expect(agreed.header("Session-Expires")).toBe("90;refresher=uac");
  await rig.tap.next("ACK", "server");
  await window.button("Hang up").click();
  await sipp.finished();
  expect(await story().attemptOf(customer)).toMatchObject({ outcome: "answered", sipStatus: 200 });
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startStunServer, type StunServer } from "#test/support/stun-server.ts";
import { hears, listenInPage } from "./support/hearing.ts";
import { PLAIN_PEER, SIPP } from "./support/numbers.ts";
import { turnBy } from "./support/servers.ts";
import { callees } from "./support/sipp-scenarios.ts";
import { useRigStory } from "./support/story.ts";

/** Chromium has asked a silent server for the sixth time by then, at pauses that begin with 250 ms and double. */
const gatherLimitMs = 10_000;
const ASKED_BY_THE_LIMIT = 6;
const settings = { call: { gatherLimitMs } };

/** The kinds of candidates that a description offers, each once. */
const kindsIn = (sdp: string): string[] =>
  [
    ...new Set([...sdp.matchAll(/^a=candidate:.* typ (\w+)/gm)].map(([, kind = ""]) => kind)),
  ].sort();

describe("where only a relay leads out of the network", () => {
  const story = useRigStory({
    peers: { plain: {} },
    hasRelay: true,
    iceServers: [turnBy("tcp")],
    settings,
    // As in a house whose firewall lets no UDP through.
    browserArgs: ["--webrtc-ip-handling-policy=disable_non_proxied_udp"],
  });

  test("agent and customer hear each other through it", async () => {
    const { window, rig } = story();
    const customer = await story().dial(PLAIN_PEER);
    const { body } = await rig.tap.next("INVITE", "product");
    expect(kindsIn(body)).toEqual(["relay"]);
    await window.waitForCall("talking");
    await hears(() => rig.peer("plain").listen(), "440 Hz");
    await hears(() => listenInPage(window), "1000 Hz");
    await window.button("Hang up").click();
    expect(await story().attemptOf(customer)).toMatchObject({ outcome: "answered" });
    await story().showsEnd("Answered", PLAIN_PEER, { sip: 200, isTalked: true });
  });
});

describe("beside a STUN server that never answers", () => {
  let silent: StunServer;
  const iceServers = [turnBy("udp")];
  beforeAll(async () => {
    silent = await startStunServer(null);
    iceServers.push({ ...turnBy("udp"), urls: [silent.url] });
  });
  afterAll(() => silent.close());
  const story = useRigStory({ hasRelay: true, iceServers, settings });

  test("the INVITE leaves at the first relayed candidate, while the other is still being asked", async () => {
    const { window, rig } = story();
    const sipp = await rig.answer(callees.talks);
    const customer = await story().dial(SIPP);
    const { body } = await rig.tap.next("INVITE", "product");
    expect(kindsIn(body)).toEqual(["host", "relay"]);
    expect(silent.mostAsked()).toBeLessThan(ASKED_BY_THE_LIMIT);
    await window.waitForCall("talking");
    await window.button("Hang up").click();
    await sipp.finished();
    expect(await story().attemptOf(customer)).toMatchObject({ outcome: "answered" });
    await story().showsEnd("Answered", SIPP, { sip: 200, isTalked: true });
  });
});

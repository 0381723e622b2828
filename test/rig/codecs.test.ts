import { describe, expect, test } from "vitest";
import { hears, listenInPage } from "./support/hearing.ts";
import { PLAIN_PEER } from "./support/numbers.ts";
import { useRigStory } from "./support/story.ts";

/** Payload types of what the settings below ask for (RFC 3551, table 4). */
const numbered = { g722: "9", pcma: "8", pcmu: "0" } as const;

/** What the line of the audio offers, in its order, digits left out. */
function offeredIn(sdp: string): string[] {
  const [, types = ""] = /^m=audio \d+ \S+ ([\d ]+)/m.exec(sdp) ?? [];
  const isDigits = (type: string) =>
    new RegExp(`^a=rtpmap:${type} telephone-event/`, "m").test(sdp);
  return types.split(" ").filter((type) => !isDigits(type));
}

describe.each([
  { codec: "g722", order: ["g722", "pcma", "pcmu"] },
  { codec: "pcma", order: ["pcmu", "pcma"] },
] as const)("a customer's telephone that speaks $codec alone", ({ codec, order }) => {
  const story = useRigStory({ peers: { plain: { codec } }, settings: { audio: { order } } });

  test("is offered the codecs of the settings in their order, and both hear each other", async () => {
    const { window, rig } = story();
    const customer = await story().dial(PLAIN_PEER);
    const offer = await rig.tap.next("INVITE", "product");
    expect(offeredIn(offer.body)).toEqual(order.map((name) => numbered[name]));
    await window.waitForCall("talking");
    const answer = await rig.tap.next("200 INVITE", "server");
    expect(offeredIn(answer.body)).toEqual([numbered[codec]]);
    await hears(() => rig.peer("plain").listen(), "440 Hz");
    await hears(() => listenInPage(window), "1000 Hz");
    await window.button("Hang up").click();
    expect(await story().attemptOf(customer)).toMatchObject({ outcome: "answered" });
    await story().showsEnd("Answered", PLAIN_PEER, { sip: 200, isTalked: true });
  });
});

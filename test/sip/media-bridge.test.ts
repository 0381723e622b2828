import { beforeEach, expect, test } from "vitest";
import { MediaBridge } from "#sip/media-bridge.ts";
import { describeAudio, FakeMedia } from "./support/fake-media.ts";

function bridgeOver(media: FakeMedia): MediaBridge {
  return new MediaBridge({
    media,
    prepared: { session: "one", sdp: prepared },
    askMs: 1_000,
    onFarEnd: () => undefined,
    onUseless: (reason) => useless.push(reason),
  });
}

const prepared = describeAudio("sendrecv");
let useless: string[] = [];
beforeEach(() => (useless = []));

test("the prepared offer leaves without waiting for the media window, which is told when it has", async () => {
  const media = new FakeMedia();
  media.held.add("offer");
  const bridge = bridgeOver(media);
  expect(await bridge.getDescription()).toMatchObject({ body: prepared });
  expect(media.names()).toEqual([]);
  void bridge.left();
  void bridge.left();
  expect(media.names()).toEqual(["offer"]);
  media.let();
  await new Promise(setImmediate);
  expect(useless).toEqual([]);
});

test("a session that was let go of before its offer left is not put to use any more", async () => {
  const media = new FakeMedia();
  const bridge = bridgeOver(media);
  await bridge.getDescription();
  bridge.close();
  await bridge.left();
  expect(media.names()).toEqual(["release"]);
});

const of = (gathering: string) => `v=0\r\na=ice-ufrag:${gathering}\r\n`;
test.each([
  ["with more candidates is still the one that left", `${of("one")}a=candidate:2`, []],
  ["gathered anew is not", of("two"), ["the network changed while the call went out"]],
])("an offer in use %s", async (_, held, told) => {
  const media = new FakeMedia();
  media.offers = held;
  const bridge = new MediaBridge({
    media,
    prepared: { session: "one", sdp: of("one") },
    askMs: 1_000,
    onFarEnd: () => undefined,
    onUseless: (reason) => useless.push(reason),
  });
  await bridge.getDescription();
  await bridge.left();
  expect(useless).toEqual(told);
});

test("an offer that the media window no longer holds makes the call useless, and that is told", async () => {
  const media = new FakeMedia();
  media.failures.set("offer", { code: "session", reason: "gone" });
  const bridge = bridgeOver(media);
  await bridge.getDescription();
  await bridge.left();
  expect(useless).toEqual(["gone"]);
});

/** What a promise has come to after everything that was due has run. */
async function stateOf(promise: Promise<unknown>): Promise<string> {
  const settled = promise.then(
    () => "resolved",
    () => "rejected",
  );
  const later = new Promise<string>((resolve) => setImmediate(resolve, "pending"));
  return Promise.race([settled, later]);
}

test("a description under way when the call ends never comes, whether it would have failed or not", async () => {
  for (const failure of [null, { code: "session", reason: "gone" } as const]) {
    const media = new FakeMedia();
    media.held.add("offer");
    if (failure !== null) media.failures.set("offer", failure);
    const bridge = bridgeOver(media);
    await bridge.getDescription();
    const offer = bridge.getDescription();
    bridge.close();
    media.let();
    expect(await stateOf(offer)).toBe("pending");
    expect(await stateOf(bridge.getDescription())).toBe("pending");
    expect(await stateOf(bridge.setDescription(describeAudio("sendrecv")))).toBe("pending");
  }
});

test("the session is released once, however often it is closed", () => {
  const media = new FakeMedia();
  const bridge = bridgeOver(media);
  bridge.close();
  bridge.close();
  expect(media.names()).toEqual(["release"]);
});

test("a rollback that fails in the media window does not end the call", async () => {
  const media = new FakeMedia();
  const bridge = bridgeOver(media);
  await bridge.getDescription();
  media.failures.set("rollback", { code: "sdp", reason: "wrong state" });
  expect(await stateOf(bridge.rollbackDescription())).toBe("resolved");
});

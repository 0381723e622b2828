import { beforeEach, describe, expect, test } from "vitest";
import { call, exchange, hearing, setup } from "#test/support/media-call.ts";
import type { MediaEnd } from "#test/support/media-page.ts";
import { ANN, BEN, mediaStage, session } from "#test/support/media-stage.ts";

const stage = mediaStage();
let ann: MediaEnd, ben: MediaEnd;
beforeEach(async () => {
  [ann, ben] = await stage.pair();
});

const fragment = (sdp: string) => /^a=ice-ufrag:(.+)$/m.exec(sdp)?.[1];
const bothHear = () =>
  Promise.all([hearing(ann, [ANN, BEN]).toEqual([BEN]), hearing(ben, [ANN, BEN]).toEqual([ANN])]);

describe("an ICE restart", () => {
  test("asked for in a good call has new addresses in its offer, and sound goes on", async () => {
    const { offer } = await call(ann, ben, session);
    const again = await exchange(ann, ben, session, { isIceRestart: true });
    expect(fragment(again.offer)).not.toBe(fragment(offer));
    for (const sdp of [again.offer, again.answer]) expect(sdp).toContain("a=candidate:");
    await bothHear();
    const plain = await exchange(ann, ben, session);
    expect(fragment(plain.offer)).toBe(fragment(again.offer));
  });

  test("of an offer prepared and not sent yet is its first with new addresses", async () => {
    const { sdp: first } = await ann.ask("prepare", setup(session));
    const { sdp } = await ann.ask("offer", { session, isHeld: false, isIceRestart: true });
    expect(fragment(sdp)).not.toBe(fragment(first));
    expect(sdp).toContain("a=candidate:");
  });
});

describe("another network", () => {
  const changes = () => ann.told("network-changed").length;
  const dispatch = (what: "online" | "estimate") =>
    ann.page.evaluate((each) => {
      const { connection } = navigator as unknown as { connection: EventTarget };
      if (each === "online") dispatchEvent(new Event("online"));
      else connection.dispatchEvent(new Event("change"));
    }, what);

  test("is told, and a prepared offer gathered anew; the browser's guesses about speed are not", async () => {
    const { sdp } = await ann.ask("prepare", setup(session));
    await dispatch("estimate");
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(changes()).toBe(0);
    await ann.page.evaluate(() => {
      const Connection = RTCPeerConnection;
      globalThis.RTCPeerConnection = class extends Connection {
        override get localDescription() {
          const { sdp: own = "", type = "offer" } = super.localDescription ?? {};
          const moved = own.replaceAll(/^(a=candidate:\S+ \d \S+ \d+) \S+/gm, "$1 192.0.2.77");
          return new RTCSessionDescription({ type, sdp: moved });
        }
      };
    });
    await dispatch("estimate");
    await ann.until("renewed", (fact) => fragment(fact.sdp) !== fragment(sdp));
    expect(changes()).toBe(1);
    await dispatch("online");
    await expect.poll(changes).toBe(2);
  });

  test("is told when the route of a call stays gone", async () => {
    await call(ann, ben, session);
    await ben.close();
    await ann.until("network-changed", () => true);
    expect(changes()).toBe(1);
  });
});

test("a window that was reloaded in a call takes it up again by a re-INVITE", async () => {
  await call(ann, ben, session);
  await bothHear();
  await ann.page.reload();
  await expect.poll(() => ann.told("ready").length).toBe(2);
  const report = await ann.link.ask("report", { session });
  expect(report).toMatchObject({ ok: false, failure: { code: "session" } });
  // Main's part: a fresh session, whose first offer goes to the same far end in a re-INVITE.
  const again = "again";
  await ann.ask("prepare", setup(again));
  const { sdp: offer } = await ann.ask("offer", {
    session: again,
    isHeld: false,
    isIceRestart: false,
  });
  const { sdp } = await ben.ask("answer", { session, sdp: offer, isHeld: false });
  await ann.ask("accept", { session: again, sdp });
  await bothHear();
});

import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { hears, openThings } from "#test/support/media-lab.ts";
import {
  buildMediaPage,
  launchBrowser,
  openMediaEnd,
  type MediaEnd,
} from "#test/support/media-page.ts";

const ANN = 440;
const BEN = 1_000;
const CAS = 1_700;
const all = [ANN, BEN, CAS];

let pages: Awaited<ReturnType<typeof buildMediaPage>>;
let browser: Browser;
/** The agent, and two parties that talk to her and to nobody else. */
let ann: MediaEnd;
let ben: MediaEnd;
let cas: MediaEnd;

beforeAll(async () => {
  pages = await buildMediaPage();
  browser = await launchBrowser(true);
});
afterAll(async () => {
  await browser.close();
  pages.remove();
});
beforeEach(async () => {
  [ann, ben, cas] = (await Promise.all(
    all.map((hertz) =>
      openMediaEnd(browser, pages.folder, [
        { kind: "audioinput", label: `Hum of ${hertz}`, hertz },
        { kind: "audiooutput", label: "Ear" },
      ]),
    ),
  )) as [MediaEnd, MediaEnd, MediaEnd];
});
afterEach(async () => {
  await Promise.all([ann.close(), ben.close(), cas.close()]);
});

const setup = (session: string) => ({ session, iceServers: [], gatherLimitMs: 500 });

/** The agent calls; the party answers an offer that comes in. */
async function call(party: MediaEnd, session: string): Promise<void> {
  await ann.ask("prepare", setup(session));
  await party.ask("open", setup(session));
  await exchange(ann, party, session);
  await Promise.all(
    [ann, party].map((end) =>
      end.until("connection", (fact) => fact.session === session && fact.state === "connected"),
    ),
  );
}

async function exchange(from: MediaEnd, to: MediaEnd, session: string, isHeld = false) {
  const { sdp: offer } = await from.ask("offer", { session, isHeld, isIceRestart: false });
  const { sdp } = await to.ask("answer", { session, sdp: offer, isHeld: false });
  await from.ask("accept", { session, sdp });
}

const hearing = (end: MediaEnd, nth = 0) =>
  expect.poll(() => hears(end.page, nth, all), { timeout: 15_000 });

async function everyoneApart(): Promise<void> {
  await hearing(ben).toEqual([ANN]);
  await hearing(cas).toEqual([ANN]);
  await hearing(ann, 0).toEqual([BEN]);
  await hearing(ann, 1).toEqual([CAS]);
}

async function callBoth(): Promise<void> {
  await call(ben, "ben");
  await call(cas, "cas");
}

describe("two sessions at once", () => {
  test("are two conversations; preparing the second leaves the first alone", async () => {
    await callBoth();
    await everyoneApart();
    await ann.ask("mute", { session: "ben", isMuted: true });
    await hearing(ben).toEqual([]);
    await hearing(cas).toEqual([ANN]);
    await exchange(ann, cas, "cas", true);
    await hearing(cas).toEqual([]);
    await ann.ask("mute", { session: "ben", isMuted: false });
    await hearing(ben).toEqual([ANN]);
    expect(ann.complaints).toEqual([]);
  });

  test("end one by one, and with the last nothing is left open", async () => {
    await callBoth();
    await ann.ask("release", { session: "ben" });
    await hearing(cas).toEqual([ANN]);
    await ann.ask("release", { session: "cas" });
    const nothing = { tracks: 0, contexts: 0, connections: 0, elements: 0 };
    await expect.poll(() => openThings(ann.page)).toEqual(nothing);
  });

  test("a session to answer in is not taken for one prepared for nothing", async () => {
    await ann.ask("open", setup("in"));
    await ann.ask("prepare", setup("out"));
    const { sdp } = await ben.ask("prepare", setup("in"));
    await ann.ask("answer", { session: "in", sdp, isHeld: false });
  });
});

describe("a conference", () => {
  test("lets every party hear the others and never itself, also muted, and parts again", async () => {
    await callBoth();
    await ann.ask("mix", { sessions: ["ben", "cas"] });
    await hearing(ben).toEqual([ANN, CAS]);
    await hearing(cas).toEqual([ANN, BEN]);
    await hearing(ann, 0).toEqual([BEN]);
    await hearing(ann, 1).toEqual([CAS]);
    // The agent is silent, the parties still hear each other.
    await ann.ask("mute", { session: "ben", isMuted: true });
    await ann.ask("mute", { session: "cas", isMuted: true });
    await hearing(ben).toEqual([CAS]);
    await hearing(cas).toEqual([BEN]);
    await ann.ask("mix", { sessions: [] });
    await hearing(ben).toEqual([]);
    await ann.ask("mute", { session: "ben", isMuted: false });
    await ann.ask("mute", { session: "cas", isMuted: false });
    await everyoneApart();
    expect(ann.complaints).toEqual([]);
  });

  test("leaves out who is on hold, both ways, and takes her back in", async () => {
    await callBoth();
    await ann.ask("mix", { sessions: ["ben", "cas"] });
    await hearing(ben).toEqual([ANN, CAS]);
    await exchange(ann, cas, "cas", true);
    await hearing(cas).toEqual([]);
    await hearing(ben).toEqual([ANN]);
    await exchange(ann, cas, "cas");
    await hearing(cas).toEqual([ANN, BEN]);
    await hearing(ben).toEqual([ANN, CAS]);
  });

  test("goes on as a call when a party leaves, and with the last lets go of everything", async () => {
    await callBoth();
    await ann.ask("mix", { sessions: ["ben", "cas"] });
    await hearing(ben).toEqual([ANN, CAS]);
    await ann.ask("release", { session: "cas" });
    await hearing(ben).toEqual([ANN]);
    await hearing(ann, 0).toEqual([BEN]);
    await ann.ask("release", { session: "ben" });
    const nothing = { tracks: 0, contexts: 0, connections: 0, elements: 0 };
    await expect.poll(() => openThings(ann.page)).toEqual(nothing);
  });

  test("with a session that is not there is refused, and changes nothing", async () => {
    await call(ben, "ben");
    const refused = await ann.link.ask("mix", { sessions: ["ben", "nobody"] });
    expect(refused).toMatchObject({ ok: false, failure: { code: "session" } });
    await hearing(ben).toEqual([ANN]);
  });
});

import { beforeEach, expect, test } from "vitest";
import type { CallId } from "#core/call-id.ts";
import type { MediaLink } from "#desk/ports.ts";
import { attemptId, type Line } from "#test/sip/support/line.ts";
import { lineOf, relay } from "#test/sip/support/relay.ts";
import { hearing as hearsOf } from "#test/support/media-call.ts";
import type { MediaEnd } from "#test/support/media-page.ts";
import { ANN, BEN, mediaStage } from "#test/support/media-stage.ts";

const CAS = 1_700;
const stage = mediaStage();

/** A telephone: a line with the window that carries its sound. */
interface Telephone extends Line<MediaLink> {
  readonly window: MediaEnd;
}
let ann: Telephone, ben: Telephone, cas: Telephone;

beforeEach(async () => {
  const url = await relay();
  const telephone = async (user: string, hertz: number): Promise<Telephone> => {
    const window = await stage.hum(hertz);
    return { ...(await lineOf(user, { url, media: window.link })), window };
  };
  ann = await telephone("ann", ANN);
  ben = await telephone("ben", BEN);
  cas = await telephone("cas", CAS);
});

const hears = ({ window }: Telephone, nth = 0) => hearsOf(window, [ANN, BEN, CAS], nth);

/** Resolves with the call's id at either end when both have told that it is answered. */
async function call(from: Telephone, to: Telephone, user: string, beside?: CallId) {
  const here = attemptId();
  const options = beside === undefined ? {} : { beside };
  from.phone.invite(here, `sip:${user}@example.invalid`, options);
  const { call: there } = await to.fact("arrived");
  to.phone.answer(there);
  await from.fact("answered");
  await to.fact("answered");
  return { here, there };
}

test("two telephones talk, hold, change networks and hang up; the one called is heard from her answer on", async () => {
  const { here, there } = await call(ann, ben, "ben");
  await hears(ann).toEqual([BEN]);
  await hears(ben).toEqual([ANN]);

  ben.phone.hold(there);
  expect(await ben.fact("hold-settled")).toMatchObject({ isHeld: true });
  expect(await ann.fact("far-end-held")).toMatchObject({ isHeld: true });
  await hears(ann).toEqual([]);
  ben.phone.resume(there);
  expect(await ben.fact("hold-settled")).toMatchObject({ isHeld: false });
  await hears(ann).toEqual([BEN]);

  // Digits go within the audio, which both browsers take.
  ben.phone.sendDigits(there, "12");
  expect(await ben.fact("digits-sent")).toMatchObject({ digits: "12" });

  ann.phone.refresh("network-changed");
  ann.phone.hold(here);
  expect(await ann.fact("hold-settled")).toMatchObject({ isHeld: true });
  ann.phone.resume(here);
  expect(await ann.fact("hold-settled")).toMatchObject({ isHeld: false });
  await hears(ben).toEqual([ANN]);

  ann.phone.hangUp(here);
  await ann.ended();
  expect(await ben.ended()).toMatchObject({ by: "far-end" });
  expect([...ann.reports, ...ben.reports]).toEqual([]);
});

test("a third is consulted beside the customer, joined with her, and parted again", async () => {
  const customer = await call(ann, ben, "ben");
  const consult = await call(ann, cas, "cas", customer.here);
  await hears(ben).toEqual([ANN]);
  await hears(cas).toEqual([ANN]);
  ann.phone.join([customer.here, consult.here]);
  await ann.fact("joined");
  await hears(ben).toEqual([ANN, CAS]);
  await hears(cas).toEqual([ANN, BEN]);
  cas.phone.hangUp(consult.there);
  expect(await ann.fact("joined")).toMatchObject({ isJoined: true });
  expect(await ann.fact("joined")).toMatchObject({ call: customer.here, isJoined: false });
  await hears(ben).toEqual([ANN]);
});

test("a call in is taken while the customer is on hold, and goes on in another call with its own sound", async () => {
  const customer = await call(ann, ben, "ben");
  ann.phone.hold(customer.here);
  await ann.fact("hold-settled");
  const second = await call(cas, ann, "ann");
  await hears(cas).toEqual([ANN]);
  await hears(ben).toEqual([]);
  const next = attemptId();
  cas.phone.invite(next, "sip:ann@example.invalid", { replaces: second.here });
  const { call: taken, replaces } = await ann.fact("arrived");
  expect(replaces).toBe(second.there);
  ann.phone.answer(taken);
  expect(await cas.fact("ended")).toMatchObject({ call: second.here });
  await hears(cas, 1).toEqual([ANN]);
});

import { describe, expect, test } from "vitest";
import type { Phone, PhoneFact } from "#desk/phone-port.ts";
import { FakePhone } from "#test/support/fakes.ts";
import { attemptId } from "#test/sip/support/line.ts";
import { createLatePhone } from "../../src-main/late-phone.ts";

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

function late() {
  const { promise: coming, resolve: comes, reject: fails } = Promise.withResolvers<Phone>();
  const facts: PhoneFact[] = [];
  const reports: string[] = [];
  const report = (what: string) => void reports.push(what);
  const phone = createLatePhone({ coming, account: "sip:kim@example.org", isDemo: false, report });
  phone.subscribe((fact) => facts.push(fact));
  const registrations = () =>
    facts.flatMap((fact) => (fact.type === "registration-changed" ? [fact.registration] : []));
  return { phone, real: new FakePhone(), comes, fails, facts, reports, registrations };
}

describe("a line that is not there yet", () => {
  test("says whose it is and that it is connecting, after the asking", async () => {
    const { phone, facts, registrations } = late();
    phone.start();
    expect(facts).toEqual([]);
    await settled();
    expect(registrations()).toEqual([
      { at: "connecting", reason: null, account: "sip:kim@example.org", isDemo: false },
    ]);
  });

  test("ends an attempt at once, as one of which nothing ever left", async () => {
    const { phone, real, comes, facts } = late();
    const attempt = attemptId();
    phone.start();
    phone.invite(attempt, "+15550110");
    await settled();
    comes(real);
    await settled();
    expect(facts.at(-1)).toMatchObject({
      type: "ended",
      call: attempt,
      end: { fault: "not-connected" },
    });
    expect(real.asked.filter((asked) => asked.startsWith("invite"))).toEqual([]);
  });

  test("hands on what still holds once it comes: the preparation first, then the start", async () => {
    const { phone, real, comes } = late();
    phone.prepare();
    phone.start();
    comes(real);
    await settled();
    expect(real.asked).toEqual(["prepare", "start"]);
  });

  test("hands on no preparation that was let go of meanwhile, and starts nothing unasked", async () => {
    const { phone, real, comes } = late();
    phone.prepare();
    phone.release();
    comes(real);
    await settled();
    expect(real.asked).toEqual([]);
  });

  test("never starts when it was stopped first; what comes then is closed", async () => {
    const { phone, real, comes } = late();
    phone.start();
    await phone.stop();
    comes(real);
    await settled();
    expect(real.asked).toEqual(["stop"]);
  });

  test("says so when it cannot come, and stays silent about it once it was stopped", async () => {
    const failed = late();
    failed.phone.start();
    failed.fails(new Error("no memory"));
    await settled();
    expect(failed.registrations().at(-1)).toMatchObject({
      at: "failed",
      reason: { is: "not-set-up" },
    });
    expect(failed.reports).toEqual(["the line could not be set up"]);

    const stopped = late();
    await stopped.phone.stop();
    stopped.fails(new Error("no memory"));
    await settled();
    expect(stopped.reports).toEqual([]);
  });
});

test("a line that has come is as good as the line itself", async () => {
  const { phone, real, comes, facts } = late();
  phone.start();
  comes(real);
  await settled();
  const attempt = attemptId();
  phone.invite(attempt, "+15550110");
  real.tell({ type: "sent", call: attempt });
  expect(facts.at(-1)).toEqual({ type: "sent", call: attempt });
  await phone.stop();
  expect(real.asked.at(-1)).toBe("stop");
});

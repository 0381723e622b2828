import { describe, expect, test } from "vitest";
import type { LineOptions } from "./support/line.ts";
import { attemptId } from "./support/line.ts";
import { twoLines } from "./support/relay.ts";

/** Kim has called Lee, who has answered. */
async function talking(options: Omit<Partial<LineOptions>, "url"> = {}) {
  const { kim, lee } = await twoLines(options);
  const ofKim = attemptId();
  kim.phone.invite(ofKim, "sip:lee@example.invalid");
  const { call: ofLee, from } = await lee.fact("arrived");
  await kim.fact("progressed");
  lee.phone.answer(ofLee);
  await kim.fact("answered");
  await lee.fact("answered");
  return { kim, lee, ofKim, ofLee, from };
}

describe("two lines of ours", () => {
  test("call, answer and hang up", async () => {
    const { kim, lee, ofLee, from } = await talking();
    expect(from).toEqual({
      number: "sip:kim@example.invalid",
      name: "kim",
      display: "kim@example.invalid",
    });
    lee.phone.hangUp(ofLee);
    expect(await kim.ended()).toMatchObject({ by: "far-end", sipStatus: 200 });
    expect(await lee.ended()).toMatchObject({ by: "agent", sipStatus: 200 });
    expect([...kim.reports, ...lee.reports]).toEqual([]);
  });

  test("decline and give up", async () => {
    const { kim, lee } = await twoLines();
    kim.phone.invite(attemptId(), "sip:lee@example.invalid");
    lee.phone.decline((await lee.fact("arrived")).call, "busy");
    expect(await kim.ended()).toMatchObject({ by: "far-end", sipStatus: 486 });
    const second = attemptId();
    kim.phone.invite(second, "sip:lee@example.invalid");
    await lee.fact("arrived");
    await kim.fact("progressed");
    kim.phone.hangUp(second);
    await lee.ended();
    expect(await lee.ended()).toMatchObject({ by: "far-end", sipStatus: 487 });
  });

  test("hold each other, and are told what the other does", async () => {
    const { kim, lee, ofKim, ofLee } = await talking();
    kim.phone.hold(ofKim);
    expect(await kim.fact("hold-settled")).toMatchObject({ isHeld: true });
    expect(await lee.fact("far-end-held")).toMatchObject({ call: ofLee, isHeld: true });
    lee.phone.hold(ofLee);
    expect(await lee.fact("hold-settled")).toMatchObject({ isHeld: true });
    kim.phone.resume(ofKim);
    expect(await kim.fact("hold-settled")).toMatchObject({ isHeld: false });
  });

  test("that hold at the same moment both come to it", async () => {
    const { kim, lee, ofKim, ofLee } = await talking({ timing: { glareMs: 100 } });
    kim.phone.hold(ofKim);
    lee.phone.hold(ofLee);
    expect(await kim.fact("hold-settled")).toMatchObject({ isHeld: true });
    expect(await lee.fact("hold-settled")).toMatchObject({ isHeld: true });
    expect([...kim.story(), ...lee.story()]).not.toContain("hold-refused");
  });

  test("send digits, refuse to be sent elsewhere, and go on talking", async () => {
    const { kim, lee, ofKim, ofLee } = await talking();
    kim.phone.sendDigits(ofKim, "42");
    expect(await kim.fact("digits-sent")).toMatchObject({ digits: "42" });
    kim.phone.transfer(ofKim, "+15550199");
    expect(await lee.fact("transfer-asked")).toMatchObject({
      call: ofLee,
      target: "sip:+15550199@example.invalid",
    });
    expect(await kim.fact("transfer-failed")).toMatchObject({ sipStatus: 603 });
    kim.phone.hold(ofKim);
    await kim.fact("hold-settled");
  });

  test("go on in another call with each other", async () => {
    const { kim, lee, ofKim, ofLee } = await talking();
    const next = attemptId();
    kim.phone.invite(next, "sip:lee@example.invalid", { replaces: ofKim });
    const { call, replaces } = await lee.fact("arrived");
    expect(replaces).toBe(ofLee);
    lee.phone.answer(call);
    expect(await kim.fact("answered")).toMatchObject({ call: next });
    expect(await kim.fact("ended")).toMatchObject({ call: ofKim, end: { by: "far-end" } });
    expect(await lee.fact("ended")).toMatchObject({ call: ofLee, end: { by: "far-end" } });
    kim.phone.hold(next);
    await kim.fact("hold-settled");
  });
});

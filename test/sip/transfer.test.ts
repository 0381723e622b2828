import { describe, expect, test } from "vitest";
import type { CallId } from "#core/call-id.ts";
import { answered, type SettingOptions } from "./support/call.ts";
import { describeAudio } from "./support/fake-media.ts";
import { taken } from "./support/far-caller.ts";
import { attemptId } from "./support/line.ts";
import type { Seen } from "./support/raw-server.ts";

const TARGET = "+15550199";

/** A REFER for the answered call has arrived. */
async function referred(options: SettingOptions = {}) {
  const setting = await answered(options);
  setting.phone.transfer(setting.attempt, TARGET);
  const refer = await setting.server.next("REFER");
  const notify = (fragment: string, state = "active;expires=60"): void => {
    setting.server.request(setting.invite, "NOTIFY", {
      headers: ["Event: refer", `Subscription-State: ${state}`, "Content-Type: message/sipfrag"],
      body: `${fragment}\r\n`,
      isBare: true,
    });
  };
  return { ...setting, refer, notify };
}

describe("a blind transfer", () => {
  test("goes by REFER, tells how it goes, and ends in our BYE", async () => {
    const { server, attempt, refer, notify, fact, story, ended } = await referred();
    expect(refer.header("Refer-To")).toBe(`<sip:${TARGET}@example.invalid>`);
    expect(refer.header("Referred-By")).toBe("<sip:kim@example.invalid>");
    expect(refer.header("Contact")).not.toBe("");
    server.reply(refer, "202 Accepted");
    expect(await fact("transfer-accepted")).toMatchObject({ call: attempt });
    notify("SIP/2.0 100 Trying");
    notify("SIP/2.0 180 Ringing");
    expect(await fact("transfer-progressed")).toMatchObject({ sipStatus: 100 });
    expect(await fact("transfer-progressed")).toMatchObject({ sipStatus: 180 });
    notify("SIP/2.0 200 OK", "terminated;reason=noresource");
    await server.next("BYE");
    expect(await ended()).toMatchObject({ by: "agent", sipStatus: 200, fault: null });
    expect(story().slice(-5)).toEqual([
      "transfer-accepted",
      "transfer-progressed",
      "transfer-progressed",
      "transferred-away",
      "ended",
    ]);
    expect(server.count("200")).toBe(3);
  });

  test("that the far end refuses leaves the call with us", async () => {
    const { server, refer, fact, story } = await referred();
    server.reply(refer, "405 Method Not Allowed");
    expect(await fact("transfer-failed")).toMatchObject({
      sipStatus: 405,
      reason: "Method Not Allowed",
    });
    expect(story()).not.toContain("ended");
    expect(server.count("BYE")).toBe(0);
  });

  test("whose target is busy leaves the call with us, and can be tried again", async () => {
    const { phone, server, attempt, refer, notify, fact } = await referred();
    server.reply(refer, "202 Accepted");
    notify("SIP/2.0 486 Busy Here", "terminated;reason=noresource");
    expect(await fact("transfer-failed")).toMatchObject({ sipStatus: 486, reason: "Busy Here" });
    phone.transfer(attempt, "sip:desk@example.org;user=phone");
    const again = await server.next("REFER");
    expect(again.header("Refer-To")).toBe("<sip:desk@example.org;user=phone>");
  });

  test("of which the far end never tells is given up, and the call is still ours", async () => {
    const { server, refer, fact, story } = await referred({ timing: { transferMs: 40 } });
    server.reply(refer, "202 Accepted");
    expect(await fact("transfer-failed")).toMatchObject({ sipStatus: null });
    expect(story().at(-1)).toBe("transfer-failed");
  });

  test("whose news end without an outcome has failed as far as we know", async () => {
    const { server, refer, notify, fact } = await referred();
    server.reply(refer, "202 Accepted");
    notify("SIP/2.0 100 Trying", "terminated;reason=timeout");
    expect(await fact("transfer-failed")).toMatchObject({ sipStatus: null });
  });

  test("after which the far end hangs up has gone well", async () => {
    const { server, invite, refer, fact, ended, story } = await referred();
    server.reply(refer, "202 Accepted");
    await fact("transfer-accepted");
    server.request(invite, "BYE");
    expect(await ended()).toMatchObject({ by: "far-end" });
    expect(story().slice(-2)).toEqual(["transferred-away", "ended"]);
  });

  test("that was not accepted yet when the far end hung up has not", async () => {
    const { server, invite, ended, story } = await referred();
    server.request(invite, "BYE");
    await ended();
    expect(story()).not.toContain("transferred-away");
  });

  test("is heard of before it is accepted, and told in order", async () => {
    const { notify, fact, story } = await referred();
    notify("SIP/2.0 100 Trying");
    await fact("transfer-progressed");
    expect(story().slice(-2)).toEqual(["transfer-accepted", "transfer-progressed"]);
  });

  test("while another is under way is refused", async () => {
    const { phone, server, attempt, fact } = await referred();
    phone.transfer(attempt, "+15550198");
    await fact("transfer-failed");
    expect(server.count("REFER")).toBe(1);
  });

  test("to no number, or before the answer, is refused", async () => {
    const { phone, server, attempt, fact } = await answered();
    phone.transfer(attempt, "*72");
    expect(await fact("transfer-failed")).toMatchObject({ sipStatus: null });
    phone.transferTo(attempt, attemptId());
    await fact("transfer-failed");
    expect(server.count("REFER")).toBe(0);
  });

  test("keeps out NOTIFYs of other kinds", async () => {
    const { server, invite, refer, fact } = await referred();
    server.reply(refer, "202 Accepted");
    await fact("transfer-accepted");
    server.request(invite, "NOTIFY", { headers: ["Event: hold"] });
    server.answer(await server.next("INVITE"), describeAudio("recvonly", "far"));
    expect(await fact("hold-settled")).toMatchObject({ isHeld: true });
  });
});

describe("an attended transfer", () => {
  /** The customer talks to us and so does the one who is consulted. */
  async function consulting() {
    const setting = await answered();
    const consult = attemptId() as CallId;
    setting.phone.invite(consult, TARGET, { beside: setting.attempt });
    const invite = await setting.server.next("INVITE");
    setting.server.answer(invite, describeAudio("sendrecv", "desk"), "desk");
    await setting.fact("answered");
    return { ...setting, consult, consultInvite: invite };
  }
  const tagOf = (header: string) => /;tag=([^;]+)/.exec(header)?.[1] ?? "";

  test("sends the far end into the place that we have with the other", async () => {
    const { phone, server, attempt, invite, consult, consultInvite, fact, facts } =
      await consulting();
    phone.transferTo(attempt, consult);
    const refer = await server.next("REFER");
    expect(refer.header("Call-ID")).toBe(invite.header("Call-ID"));
    const replaces = /\?Replaces=([^>]+)>$/.exec(refer.header("Refer-To"))?.[1] ?? "";
    expect(decodeURIComponent(replaces)).toBe(
      `${consultInvite.header("Call-ID")};to-tag=desk;from-tag=${tagOf(consultInvite.header("From"))}`,
    );
    server.reply(refer, "202 Accepted");
    server.request(invite, "NOTIFY", {
      headers: ["Event: refer", "Subscription-State: terminated", "Content-Type: message/sipfrag"],
      body: "SIP/2.0 200 OK\r\n",
      isBare: true,
    });
    const byes: Seen[] = [await server.next("BYE"), await server.next("BYE")];
    expect(new Set(byes.map((bye) => bye.header("Call-ID"))).size).toBe(2);
    await fact("ended");
    await fact("ended");
    for (const call of [attempt, consult]) {
      const told = facts.flatMap((one) => ("call" in one && one.call === call ? [one.type] : []));
      expect(told.slice(-2)).toEqual(["transferred-away", "ended"]);
    }
  });

  test("that fails leaves both calls with us", async () => {
    const { phone, server, attempt, consult, fact, story } = await consulting();
    phone.transferTo(attempt, consult);
    server.reply(await server.next("REFER"), "603 Decline");
    expect(await fact("transfer-failed")).toMatchObject({ call: attempt, sipStatus: 603 });
    expect(story()).not.toContain("ended");
  });
});

describe("a caller", () => {
  const news = (body: string, state: string) => ({
    headers: ["Event: refer", `Subscription-State: ${state}`],
    type: "message/sipfrag",
    body: `${body}\r\n`,
  });

  test("is sent to a number in the call she made, which ends in our BYE when she is there", async () => {
    const { phone, server, caller, call, fact, ended, story } = await taken();
    phone.transfer(call, TARGET);
    const refer = await server.next("REFER");
    expect(refer.header("Call-ID")).toBe(caller.callId);
    expect(refer.header("To")).toMatch(new RegExp(`;tag=${caller.fromTag}$`));
    expect(refer.header("Refer-To")).toBe(`<sip:${TARGET}@example.invalid>`);
    server.reply(refer, "202 Accepted");
    expect(await fact("transfer-accepted")).toMatchObject({ call });
    caller.request("NOTIFY", news("SIP/2.0 180 Ringing", "active;expires=60"));
    expect(await fact("transfer-progressed")).toMatchObject({ call, sipStatus: 180 });
    expect(server.count("BYE")).toBe(0);
    caller.request("NOTIFY", news("SIP/2.0 200 OK", "terminated;reason=noresource"));
    expect((await server.next("BYE")).header("Call-ID")).toBe(caller.callId);
    expect(await ended()).toMatchObject({ by: "agent", sipStatus: 200, fault: null });
    expect(story().slice(-2)).toEqual(["transferred-away", "ended"]);
  });

  test("is sent into the place that we have with whom was asked about her", async () => {
    const { phone, server, caller, call, fact, facts } = await taken();
    const consult = attemptId() as CallId;
    phone.invite(consult, TARGET, { beside: call });
    const invite = await server.next("INVITE");
    server.answer(invite, describeAudio("sendrecv", "desk"), "desk");
    await fact("answered");
    phone.transferTo(call, consult);
    const refer = await server.next("REFER");
    expect(refer.header("Call-ID")).toBe(caller.callId);
    const replaces = /\?Replaces=([^>]+)>$/.exec(refer.header("Refer-To"))?.[1] ?? "";
    expect(decodeURIComponent(replaces).split(";")[0]).toBe(invite.header("Call-ID"));
    server.reply(refer, "202 Accepted");
    caller.request("NOTIFY", news("SIP/2.0 200 OK", "terminated;reason=noresource"));
    const byes: Seen[] = [await server.next("BYE"), await server.next("BYE")];
    expect(new Set(byes.map((bye) => bye.header("Call-ID")))).toEqual(
      new Set([caller.callId, invite.header("Call-ID")]),
    );
    await fact("ended");
    await fact("ended");
    const away = facts.filter(({ type }) => type === "transferred-away");
    expect(new Set(away.map((each) => ("call" in each ? each.call : "")))).toEqual(
      new Set([call, consult]),
    );
  });

  test("whom nobody answers there is still with us, and can be held", async () => {
    const { phone, server, caller, call, fact, story } = await taken();
    phone.transfer(call, TARGET);
    server.reply(await server.next("REFER"), "202 Accepted");
    caller.request("NOTIFY", news("SIP/2.0 480 Gone", "terminated;reason=noresource"));
    expect(await fact("transfer-failed")).toMatchObject({ call, sipStatus: 480, reason: "Gone" });
    phone.hold(call);
    server.answer(await server.next("INVITE"), describeAudio("recvonly", "far"));
    expect(await fact("hold-settled")).toMatchObject({ call, isHeld: true });
    expect(story()).not.toContain("ended");
  });
});

test("a transfer that the far end asks for is refused and told", async () => {
  const { server, invite, attempt, fact } = await answered();
  server.request(invite, "REFER", {
    headers: ['Refer-To: "Ann" <sip:+15550199@example.invalid?Replaces=x>'],
  });
  await server.next("603");
  expect(await fact("transfer-asked")).toMatchObject({
    call: attempt,
    target: "sip:+15550199@example.invalid",
  });
  expect(server.count("INVITE")).toBe(1);
});

import { describe, expect, test } from "vitest";
import { attemptId, openLine } from "./support/line.ts";
import { answered, dialled, NUMBER, registeredLine } from "./support/call.ts";
import { describeAudio } from "./support/fake-media.ts";

const farAnswer = describeAudio("sendrecv", "far");

describe("an outgoing call", () => {
  test("is sent, rings, is answered and ended by the agent, in this order", async () => {
    const { phone, server, attempt, invite, story, ended, media } = await answered();
    expect(invite.start).toBe(`INVITE sip:${NUMBER}@example.invalid SIP/2.0`);
    expect(invite.body).toBe(describeAudio("sendrecv"));
    phone.hangUp(attempt);
    server.reply(await server.next("BYE"), "200 OK");
    expect(await ended()).toMatchObject({ by: "agent", sipStatus: 200, fault: null });
    expect(story()).toEqual(["sent", "progressed", "answered", "ended"]);
    expect(media.tones()).toEqual(["ringback", null, null, "end"]);
  });

  test("that the far end hangs up ends with what its BYE said", async () => {
    const { server, invite, ended } = await answered();
    server.request(invite, "BYE", { headers: ['Reason: Q.850;cause=16;text="done"'] });
    expect(await ended()).toEqual({
      by: "far-end",
      sipStatus: 200,
      sipReason: "done",
      q850Cause: 16,
      retryAfterSeconds: null,
      fault: null,
    });
    await server.next("200");
  });

  test.each([
    ["486 Busy Here", [], { by: "far-end", sipStatus: 486, q850Cause: null }, "busy"],
    ["600 Busy Everywhere", [], { by: "far-end", sipStatus: 600 }, "busy"],
    [
      "603 Decline",
      ["Reason: Q.850;cause=21"],
      { by: "far-end", sipStatus: 603, q850Cause: 21 },
      null,
    ],
    ["404 Not Found", ["Reason: Q.850;cause=1"], { by: "network", q850Cause: 1 }, null],
    ["500 Server Error", ["Reason: Q.850;cause=17"], { sipStatus: 500, q850Cause: 17 }, "busy"],
    ["503 Full", ["Retry-After: 30"], { sipStatus: 503, retryAfterSeconds: 30, fault: null }, null],
  ])("refused with %s ends with that", async (status, headers, end, tone) => {
    const { server, invite, ended, story, media } = await dialled();
    server.reply(invite, status, { headers });
    expect(await ended()).toMatchObject(end);
    await server.next("ACK");
    expect(story()).toEqual(["sent", "ended"]);
    expect(media.tones()).toEqual([tone]);
  });

  test("that is redirected ends and goes nowhere else", async () => {
    const { server, invite, ended } = await dialled();
    const headers = ["Contact: <sip:+15550199@example.invalid>"];
    server.reply(invite, "302 Moved Temporarily", { headers });
    expect(await ended()).toMatchObject({
      by: "network",
      sipStatus: 302,
      sipReason: "Moved Temporarily; sip:+15550199@example.invalid",
    });
    await server.next("ACK");
    expect(server.count("INVITE")).toBe(1);
  });

  test("answered without a description is no call", async () => {
    const { server, invite, ended, story } = await dialled();
    server.answer(invite, "");
    expect(await ended()).toMatchObject({ sipStatus: 200, fault: "media-path" });
    await server.next("BYE");
    expect(story()).toEqual(["sent", "ended"]);
  });

  test("lets its media go when it is over", async () => {
    const { phone, attempt, ended, media } = await answered();
    phone.hangUp(attempt);
    await ended();
    expect(media.names().filter((name) => name === "release")).toHaveLength(1);
  });

  test("does not follow a transfer that the far end asks for", async () => {
    const { server, invite } = await answered();
    server.request(invite, "REFER", { headers: ["Refer-To: <sip:+15550199@example.invalid>"] });
    expect((await server.next("603")).header("CSeq")).toMatch(/REFER$/);
    expect(server.count("INVITE")).toBe(1);
  });
});

test("ringing told without Contact or tag is noticed all the same", async () => {
  const { server, invite, fact, story } = await dialled();
  server.send(
    [
      "SIP/2.0 180 Ringing",
      `Via: ${invite.header("Via")}`,
      `From: ${invite.header("From")}`,
      `To: ${invite.header("To")}`,
      `Call-ID: ${invite.header("Call-ID")}`,
      `CSeq: ${invite.header("CSeq")}`,
      "",
      "",
    ].join("\r\n"),
  );
  await fact("progressed");
  server.answer(invite, farAnswer);
  await fact("answered");
  expect(story()).toEqual(["sent", "progressed", "answered"]);
});

describe("hanging up", () => {
  test("while it rings cancels, and silences our ringback at once", async () => {
    const { phone, server, attempt, invite, fact, ended, media } = await dialled();
    server.ring(invite);
    await fact("progressed");
    phone.hangUp(attempt);
    const cancel = await server.next("CANCEL");
    expect(media.tones()).toEqual(["ringback", null]);
    server.reply(cancel, "200 OK");
    server.reply(invite, "487 Request Terminated");
    expect(await ended()).toMatchObject({ by: "agent", sipStatus: 487, fault: null });
  });

  test("ends although the 487 never comes, and the late answer gets its BYE", async () => {
    const setting = await dialled({ timing: { cancelMs: 60 } });
    const { phone, server, attempt, invite, fact, ended, story } = setting;
    server.ring(invite);
    await fact("progressed");
    phone.hangUp(attempt);
    expect(await ended()).toMatchObject({ by: "agent", sipStatus: null });
    server.answer(invite, farAnswer);
    await server.next("ACK");
    await server.next("BYE");
    expect(story().filter((type) => type === "ended")).toHaveLength(1);
  });

  test("that crosses the answer ends with a BYE", async () => {
    const { phone, server, attempt, invite, ended } = await dialled();
    server.ring(invite);
    phone.hangUp(attempt);
    await server.next("CANCEL");
    server.answer(invite, farAnswer);
    await server.next("BYE");
    expect(await ended()).toMatchObject({ by: "agent" });
  });

  test("while the answer is being applied ends with a BYE, not with a lost CANCEL", async () => {
    const { phone, server, attempt, invite, ended, media, story } = await dialled();
    media.held.add("accept");
    server.answer(invite, farAnswer);
    while (!media.names().includes("accept")) await new Promise((go) => setTimeout(go, 5));
    phone.hangUp(attempt);
    media.let();
    await server.next("BYE");
    expect(await ended()).toMatchObject({ by: "agent" });
    expect(server.count("CANCEL")).toBe(0);
    expect(server.count("ACK")).toBe(1);
    expect(story()).toEqual(["sent", "ended"]);
  });

  test("before the INVITE left sends nothing", async () => {
    const { phone, server, ended, media, story } = await registeredLine();
    media.held.add("prepare");
    const attempt = attemptId();
    phone.invite(attempt, NUMBER);
    phone.hangUp(attempt);
    media.let();
    expect(await ended()).toMatchObject({ by: "agent", sipStatus: null, fault: null });
    await phone.stop();
    expect(server.count("INVITE")).toBe(0);
    expect(story()).toEqual(["ended"]);
    expect(media.names()).toContain("release");
  });

  test("while the server asks for credentials does not dial again with them", async () => {
    const { phone, server, attempt, invite, ended } = await dialled();
    phone.hangUp(attempt);
    server.reply(invite, "407 Proxy Authentication Required", {
      headers: ['Proxy-Authenticate: Digest realm="r", nonce="n", qop="auth"'],
    });
    expect(await ended()).toMatchObject({ by: "agent", sipStatus: 407 });
    await phone.stop();
    expect(server.count("INVITE")).toBe(1);
  });
});

test("an INVITE that is challenged is sent again with credentials and told once", async () => {
  const { server, invite, story, fact } = await dialled();
  server.reply(invite, "407 Proxy Authentication Required", {
    headers: ['Proxy-Authenticate: Digest realm="r", nonce="n", qop="auth"'],
  });
  const second = await server.next("INVITE");
  expect(second.header("Proxy-Authorization")).toContain('realm="r"');
  server.ring(second);
  await fact("progressed");
  expect(story()).toEqual(["sent", "progressed"]);
});

describe("single flight", () => {
  test("the same attempt twice sends one INVITE, also after it has ended", async () => {
    const { phone, server, attempt, invite, ended, story } = await dialled();
    phone.invite(attempt, NUMBER);
    server.reply(invite, "486 Busy Here");
    await ended();
    phone.invite(attempt, NUMBER);
    await phone.stop();
    expect(server.count("INVITE")).toBe(1);
    expect(story()).toEqual(["sent", "ended"]);
  });

  test("another attempt while one lives sends nothing", async () => {
    const { phone, server } = await dialled();
    phone.invite(attemptId(), NUMBER);
    await phone.stop();
    expect(server.count("INVITE")).toBe(1);
  });

  test("another attempt in the moment one has ended is sent", async () => {
    const { phone, server, invite } = await dialled();
    phone.subscribe((fact) => {
      if (fact.type === "ended") phone.invite(attemptId(), "+15550101");
    });
    server.reply(invite, "486 Busy Here");
    expect((await server.next("INVITE")).start).toContain("+15550101");
  });
});

describe("a number that cannot be dialled", () => {
  test.each(["5550100", "tel:+15550100", "*72", ""])("%j sends nothing", async (number) => {
    const { phone, server, ended, story, media } = await registeredLine();
    const attempt = attemptId();
    phone.invite(attempt, number);
    expect(story()).toEqual([]);
    expect(await ended()).toMatchObject({ by: "network", sipStatus: null, q850Cause: 28 });
    await phone.stop();
    expect(server.count("INVITE")).toBe(0);
    expect(media.names()).not.toContain("offer");
  });
});

test("dialling without a connection ends as not connected, with nothing sent", async () => {
  const { phone, server, ended } = await registeredLine();
  await server.stop();
  const attempt = attemptId();
  await new Promise((resolve) => setTimeout(resolve, 30));
  phone.invite(attempt, NUMBER);
  expect(await ended()).toMatchObject({ sipStatus: null, fault: "not-connected" });
});

test("no fact comes in the middle of asking for something", async () => {
  const { phone, facts, attempt } = await dialled();
  const before = facts.length;
  phone.hold(attempt);
  phone.hangUp(attempt);
  phone.invite(attemptId(), "not a number");
  expect(facts).toHaveLength(before);
});

test("an account that cannot be read gives a line that says so and dials nothing", async () => {
  const { phone, fact, ended } = openLine({
    url: "ws://127.0.0.1:1",
    account: { uri: "sip:a[b@example.invalid" },
  });
  phone.start();
  expect(await fact("registration-changed")).toMatchObject({
    registration: { at: "failed", reason: { is: "bad-account-address" } },
  });
  phone.invite(attemptId(), NUMBER);
  expect(await ended()).toMatchObject({ fault: "not-connected" });
});

test("stopping in mid call says BYE and takes the registration back", async () => {
  const { phone, server, ended, story } = await answered();
  await phone.stop();
  expect(await ended()).toMatchObject({ by: "agent" });
  expect(server.count("BYE")).toBe(1);
  expect(server.seen.at(-1)?.header("Expires")).toBe("0");
  expect(story().at(-1)).toBe("ended");
});

import { Core } from "sip.js";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { registeredLine, answered, dialled } from "./support/call.ts";
import { describeAudio } from "./support/fake-media.ts";
import { callerOf, ringing } from "./support/far-caller.ts";

const faults: unknown[] = [];
const note = (fault: unknown): void => void faults.push(fault);

beforeEach(() => {
  faults.length = 0;
  process.on("uncaughtException", note);
  process.on("unhandledRejection", note);
});

afterEach(async () => {
  await new Promise((resolve) => setTimeout(resolve, 20));
  process.off("uncaughtException", note);
  process.off("unhandledRejection", note);
  expect(faults).toEqual([]);
});

function request(method: string, uri: string, headers: readonly string[] = [], body = ""): string {
  const given = headers.map((line) => line.split(":", 1)[0]?.toLowerCase());
  const usual = [
    "Via: SIP/2.0/WS far.invalid;branch=z9hG4bKx1",
    "From: <sip:far@example.invalid>;tag=1",
    "To: <sip:kim@example.invalid>",
    "Call-ID: hostile",
    `CSeq: 1 ${method}`,
    "Contact: <sip:far@127.0.0.1;transport=ws>",
  ].filter((line) => !given.includes(line.split(":", 1)[0]?.toLowerCase()));
  return [`${method} ${uri} SIP/2.0`, ...usual, ...headers, "", body].join("\r\n");
}

const kim = "sip:kim@example.invalid";
const sdp = describeAudio("sendrecv", "far");

describe("what comes in", () => {
  test.each([
    ["INVITE", kim, [], "180"],
    ["INVITE", "tel:+15550100", [], "404"],
    ["INVITE", kim, ["From: <tel:+15550100>;tag=1"], "180"],
    ["INVITE", "urn:service:sos", [], "416"],
    ["INVITE", kim, ["Replaces: 1;to-tag=2;from-tag=3"], "481"],
    ["INVITE", kim, ["Replaces: ;;"], "400"],
    ["INVITE", kim, ["P-Asserted-Identity: <<<"], "180"],
    ["INVITE", kim, ["Alert-Info: ;info=;"], "180"],
    ["NOTIFY", kim, ["Event: talk"], "481"],
    ["NOTIFY", kim, ["Event: x"], "489"],
    ["OPTIONS", kim, [], "200"],
    ["MESSAGE", kim, ["Content-Type: text/plain"], "405"],
    ["REFER", kim, ["Refer-To: <sip:+15550199@example.invalid>"], "405"],
    ["SUBSCRIBE", kim, ["Event: x"], "405"],
    ["BYE", kim, ["To: <sip:kim@example.invalid>;tag=nobody"], "481"],
    ["PUBLISH", kim, [], "405"],
  ])("%s %s with %j is answered %s", async (method, uri, headers, status) => {
    const { server } = await registeredLine();
    server.send(request(method, uri, headers));
    expect((await server.next(status)).header("CSeq")).toBe(`1 ${method}`);
    expect(server.count("INVITE")).toBe(0);
  });

  test.each([
    ["a body without a type", request("INVITE", kim, [], sdp)],
    ["a body of an unknown type", request("INVITE", kim, ["Content-Type: x/y"], "?")],
    ["a body and a broken type", request("INVITE", kim, ["Content-Type: ;;;"], sdp)],
    ["an ACK out of nowhere", request("ACK", "tel:1")],
    ["no headers", `INVITE ${kim} SIP/2.0\r\n\r\n`],
    ["a CSeq that is none", request("INVITE", kim, ["CSeq: x"])],
    ["a Via that is none", request("INVITE", kim, ["Via: ;;"])],
    ["a wrong length", request("INVITE", kim, ["Content-Length: 99999"], "short")],
    ["a negative length", request("INVITE", kim, ["Content-Length: -5"], sdp)],
    ["a response to nothing", "SIP/2.0 200 OK\r\nVia: SIP/2.0/WS x;branch=1\r\n\r\n"],
    ["a response without CSeq", "SIP/2.0 999 Odd\r\nVia: SIP/2.0/WS x;branch=1\r\n\r\n"],
    ["zeros", "\u0000".repeat(100)],
    ["line ends", "\r\n".repeat(1_000)],
    ["a megabyte", "x".repeat(1_048_576)],
    ["a megabyte of headers", `OPTIONS ${kim} SIP/2.0\r\n${"A: b\r\n".repeat(170_000)}\r\n`],
    ["nested brackets", request("OPTIONS", kim, [`From: ${"<".repeat(2_000)}`])],
    ["quotes without end", request("OPTIONS", kim, [`Contact: ${'"\\'.repeat(2_000)}`])],
  ])("of %s leaves the line working", async (_, text) => {
    const { server, facts } = await registeredLine();
    server.send(text);
    server.send(
      request("OPTIONS", kim, ["Call-ID: alive", "Via: SIP/2.0/WS far.invalid;branch=z9hG4bKx2"]),
    );
    for (;;) {
      if ((await server.next("200")).header("Call-ID") === "alive") break;
    }
    const registrations = facts.filter(({ type }) => type === "registration-changed");
    expect(registrations.at(-1)).toMatchObject({ registration: { at: "registered" } });
  });

  test("and rings is left to a person, however long it takes", async () => {
    const { server, fact } = await registeredLine({ timing: { answerLimitMs: 20 } });
    server.send(request("INVITE", kim));
    await fact("arrived");
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(server.count("500")).toBe(0);
  });

  test("as an enormous frame is not even decoded to its end", async () => {
    const { server, reports } = await registeredLine();
    server.send("\r\n".repeat(2_000_000));
    server.send(request("OPTIONS", kim));
    await server.next("200");
    expect(reports).toContainEqual(expect.stringContaining("(262144 characters)"));
  });

  test("wishes to be answered by itself only where a telephone would say so", async () => {
    const { server, fact } = await registeredLine();
    server.send(
      request("INVITE", kim, [`Alert-Info: <sip:x>${" ".repeat(16_000)};info=alert-autoanswer`]),
    );
    expect((await fact("arrived")).answerAfterSeconds).toBe(null);
  });

  test("answers a keep-alive with one", async () => {
    const { server } = await registeredLine();
    server.send("\r\n\r\n");
    server.send(request("OPTIONS", kim));
    await server.next("200");
  });
});

describe("while a call comes in", () => {
  test.each([
    ["a CANCEL of another call", "CANCEL", {}],
    ["a BYE", "BYE", {}],
    ["an INFO", "INFO", { body: "Signal=1", type: "application/dtmf-relay" }],
    ["a NOTIFY without an event", "NOTIFY", {}],
    ["a NOTIFY with a body of no type", "NOTIFY", { headers: ["Event: talk;;;="], body: "?" }],
    ["an UPDATE", "UPDATE", { body: sdp }],
    ["a PRACK", "PRACK", { headers: ["RAck: 1 1 INVITE"] }],
    ["a second INVITE in its dialog", "INVITE", { body: sdp }],
    ["a REFER", "REFER", { headers: ["Refer-To: <sip:+15550199@example.invalid>"] }],
  ])("%s does not make it talk or throw", async (_, method, parts) => {
    const { server, caller, phone, call, story, ended } = await ringing();
    caller.request(method, parts);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(story()).not.toContain("answered");
    expect(server.count("INVITE")).toBe(0);
    phone.hangUp(call);
    await ended();
    expect(story().filter((type) => type === "ended")).toHaveLength(1);
  });

  test("an offer that is none is refused or answered, never thrown", async () => {
    const { phone, call, media, ended } = await ringing({}, { body: "v=0\r\n".repeat(2_000) });
    media.failures.set("answer", { code: "sdp", reason: "unreadable" });
    phone.answer(call);
    expect(await ended()).toMatchObject({ sipStatus: 488 });
  });

  test("sixty at once ring as often as may, and each is told once", async () => {
    const setting = await registeredLine({ call: { mostAlerting: 3 } });
    for (let count = 0; count < 60; count += 1) callerOf(setting).invite({ body: sdp });
    while (setting.server.count("486") < 57) await new Promise((go) => setTimeout(go, 5));
    expect(setting.server.count("180")).toBe(3);
    expect(setting.story().filter((type) => type === "arrived")).toHaveLength(60);
    expect(setting.story().filter((type) => type === "ended")).toHaveLength(57);
  });
});

describe("in a call", () => {
  test.each([
    ["a re-INVITE of another type", "INVITE", { headers: ["Content-Type: x/y"], body: "?" }],
    ["a PRACK", "PRACK", {}],
    ["an INFO", "INFO", { headers: ["Content-Type: application/dtmf-relay"], body: "Signal=1" }],
    ["an UPDATE", "UPDATE", {}],
    ["a NOTIFY", "NOTIFY", { headers: ["Event: refer"] }],
    ["a MESSAGE", "MESSAGE", { headers: ["Content-Type: text/plain"], body: "hi" }],
  ])("%s does not end it", async (_, method, parts) => {
    const { server, invite, story, ended } = await answered();
    server.request(invite, method, parts);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(story().at(-1)).toBe("answered");
    server.request(invite, "BYE");
    expect(await ended()).toMatchObject({ by: "far-end" });
  });

  test("a request that SIP.js drops in silence is answered all the same", async () => {
    const { server, invite, media } = await dialled({ timing: { answerLimitMs: 20 } });
    server.ring(invite);
    media.held.add("accept");
    server.answer(invite, sdp);
    while (!media.names().includes("accept")) await new Promise((go) => setTimeout(go, 5));
    server.request(invite, "NOTIFY", { headers: ["Event: x"] });
    expect((await server.next("500")).header("CSeq")).toMatch(/NOTIFY$/);
    media.let();
  });

  test("what cannot even be refused any more is reported, and harms nobody", async () => {
    const { server, invite, reports } = await answered({ timing: { answerLimitMs: 10 } });
    const drop = vi
      .spyOn(Core.SessionDialog.prototype, "receiveRequest")
      .mockImplementation(function (this: Core.SessionDialog, message) {
        new Core.InfoUserAgentServer(this, message);
      });
    const reject = vi.spyOn(Core.UserAgentServer.prototype, "reject").mockImplementation(() => {
      throw new Error("INFO sip:+15550123@example.invalid");
    });
    server.request(invite, "INFO");
    while (!reports.join().includes("could not be refused")) {
      await new Promise((go) => setTimeout(go, 5));
    }
    expect(reject).toHaveBeenCalled();
    expect(reports.join()).not.toContain("15550123");
    drop.mockRestore();
    reject.mockRestore();
  });

  test("a re-INVITE that takes the media window too long is refused once, and the call goes on", async () => {
    const { server, invite, media, story, ended } = await answered({
      timing: { answerLimitMs: 20 },
    });
    media.held.add("answer");
    server.request(invite, "INVITE", { body: sdp });
    expect((await server.next("500")).header("CSeq")).toMatch(/INVITE$/);
    server.request(invite, "ACK");
    media.let();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(story().at(-1)).toBe("answered");
    server.request(invite, "INVITE", { body: sdp });
    expect((await server.next("200")).header("CSeq")).toMatch(/INVITE$/);
    server.request(invite, "ACK");
    server.request(invite, "BYE");
    await ended();
  });

  test("a BYE that comes while the answer is being applied ends it once, as the far end's", async () => {
    const { server, invite, ended, media, story } = await dialled();
    media.held.add("accept");
    server.answer(invite, sdp);
    while (!media.names().includes("accept")) await new Promise((go) => setTimeout(go, 5));
    server.request(invite, "BYE", { headers: ["Reason: Q.850;cause=16"] });
    server.send(request("OPTIONS", kim));
    expect((await server.next("200")).header("CSeq")).toMatch(/OPTIONS$/);
    media.let();
    expect(await ended()).toMatchObject({ by: "far-end", sipStatus: 200, q850Cause: 16 });
    expect((await server.next("200")).header("CSeq")).toMatch(/BYE$/);
    expect(story()).toEqual(["sent", "answered", "ended"]);
  });

  test("a re-INVITE whose body has no type is read by its looks", async () => {
    const { server, invite } = await answered();
    server.request(invite, "INVITE", { body: sdp, isBare: true });
    expect((await server.next("200")).body).toBe(describeAudio("sendrecv"));
  });

  test("a re-INVITE that fails in the media window after a BYE harms nobody", async () => {
    const { server, invite, ended, media } = await answered();
    media.held.add("answer");
    media.failures.set("answer", { code: "session", reason: "gone" });
    server.request(invite, "INVITE", { body: sdp });
    server.request(invite, "BYE");
    await ended();
    media.let();
  });

  test("a re-INVITE and a BYE in one breath end it once", async () => {
    const { server, invite, ended, story, media } = await answered();
    media.held.add("answer");
    server.request(invite, "INVITE", { body: sdp });
    server.request(invite, "BYE");
    await ended();
    media.let();
    server.request(invite, "BYE");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(story().filter((type) => type === "ended")).toHaveLength(1);
  });

  test("a BYE while our hold is under way ends it once", async () => {
    const { phone, server, attempt, invite, ended, story, media } = await answered();
    phone.hold(attempt);
    const hold = await server.next("INVITE");
    media.held.add("accept");
    server.answer(hold, describeAudio("recvonly", "far"));
    server.request(invite, "BYE");
    await ended();
    media.let();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(story().at(-1)).toBe("ended");
    expect(story()).not.toContain("hold-settled");
  });

  test("two final responses are one end", async () => {
    const { server, invite, ended, story } = await dialled();
    server.reply(invite, "486 Busy Here");
    server.reply(invite, "603 Decline");
    server.answer(invite, sdp, "other");
    expect(await ended()).toMatchObject({ sipStatus: 486 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(story()).toEqual(["sent", "ended"]);
  });
});

import { describe, expect, test } from "vitest";
import { answered, dialled } from "./support/call.ts";
import { describeAudio } from "./support/fake-media.ts";

const sendrecv = describeAudio("sendrecv", "far");
const recvonly = describeAudio("recvonly", "far");

describe("hold", () => {
  test("counts when the far end has confirmed it, and resume likewise", async () => {
    const { phone, server, attempt, fact, story } = await answered();
    phone.hold(attempt);
    const hold = await server.next("INVITE");
    expect(hold.body).toBe(describeAudio("sendonly"));
    expect(story().at(-1)).toBe("answered");
    server.answer(hold, recvonly);
    expect(await fact("hold-settled")).toMatchObject({ call: attempt, isHeld: true });
    phone.resume(attempt);
    const resume = await server.next("INVITE");
    expect(resume.body).toBe(describeAudio("sendrecv"));
    server.answer(resume, sendrecv);
    expect(await fact("hold-settled")).toMatchObject({ call: attempt, isHeld: false });
    expect(story()).not.toContain("far-end-held");
  });

  test("that is refused is told, rolled back, and leaves the call as it was", async () => {
    const { phone, server, attempt, fact, media } = await answered();
    phone.hold(attempt);
    server.reply(await server.next("INVITE"), "488 Not Acceptable Here");
    await fact("hold-refused");
    expect(media.names().at(-1)).toBe("rollback");
    phone.hold(attempt);
    server.answer(await server.next("INVITE"), recvonly);
    expect(await fact("hold-settled")).toMatchObject({ isHeld: true });
  });

  test.each(["302 Moved Temporarily", "408 Request Timeout", "503 Service Unavailable"])(
    "that is refused with %s leaves the call, and the next one can be asked",
    async (status) => {
      const { phone, server, attempt, fact, media, story } = await answered();
      phone.hold(attempt);
      server.reply(await server.next("INVITE"), status);
      await fact("hold-refused");
      expect(media.names().at(-1)).toBe("rollback");
      phone.hold(attempt);
      server.answer(await server.next("INVITE"), recvonly);
      expect(await fact("hold-settled")).toMatchObject({ isHeld: true });
      expect(story()).not.toContain("ended");
    },
  );

  test("that the far end confirms after it was given up counts all the same", async () => {
    const { phone, server, attempt, fact } = await answered({ timing: { reInviteMs: 20 } });
    phone.hold(attempt);
    const hold = await server.next("INVITE");
    await fact("hold-refused");
    server.answer(hold, recvonly);
    expect(await fact("hold-settled")).toMatchObject({ isHeld: true });
  });

  test("that met another re-INVITE is asked again after a while", async () => {
    const { phone, server, attempt, fact, story } = await answered();
    phone.hold(attempt);
    server.reply(await server.next("INVITE"), "491 Request Pending");
    server.answer(await server.next("INVITE"), recvonly);
    await fact("hold-settled");
    expect(story()).not.toContain("hold-refused");
  });

  test("asked while the far end's own re-INVITE is being answered follows it", async () => {
    const { phone, server, attempt, invite, fact, media } = await answered();
    media.held.add("answer");
    server.request(invite, "INVITE", { body: sendrecv });
    while (!media.names().includes("answer")) await new Promise((go) => setTimeout(go, 5));
    phone.hold(attempt);
    media.let();
    server.request(invite, "ACK");
    const hold = await server.next("INVITE");
    expect(hold.body).toBe(describeAudio("sendonly"));
    server.answer(hold, recvonly);
    await fact("hold-settled");
    expect(media.names().filter((name) => name === "answer")).toHaveLength(1);
  });

  test("asked before the far end has confirmed its own re-INVITE is taken back and follows it", async () => {
    const { phone, server, attempt, invite, fact, media, story } = await answered();
    server.request(invite, "INVITE", { body: sendrecv });
    await server.next("200");
    phone.hold(attempt);
    while (!media.names().includes("rollback")) await new Promise((go) => setTimeout(go, 5));
    expect(server.count("INVITE")).toBe(1);
    server.request(invite, "ACK");
    server.answer(await server.next("INVITE"), recvonly);
    await fact("hold-settled");
    expect(story()).not.toContain("hold-refused");
  });

  test("answered with inactive says nothing about the far end's own wish", async () => {
    const { phone, server, attempt, fact, story } = await answered();
    phone.hold(attempt);
    server.answer(await server.next("INVITE"), describeAudio("inactive", "far"));
    await fact("hold-settled");
    expect(story()).not.toContain("far-end-held");
  });

  test("is refused when the media window cannot make the offer, and the call goes on", async () => {
    const { phone, server, attempt, fact, media, story } = await answered();
    media.failures.set("offer", { code: "sdp", reason: "no" });
    phone.hold(attempt);
    await fact("hold-refused");
    expect(server.count("INVITE")).toBe(1);
    expect(story()).not.toContain("ended");
  });

  test("before the answer is refused", async () => {
    const { phone, attempt, fact } = await dialled();
    phone.hold(attempt);
    await fact("hold-refused");
  });

  test("for a call that the far end no longer knows ends it", async () => {
    const { phone, server, attempt, ended } = await answered();
    phone.hold(attempt);
    server.reply(await server.next("INVITE"), "481 Call/Transaction Does Not Exist");
    expect(await ended()).toMatchObject({ by: "network", sipStatus: 200, fault: null });
  });

  test("stays ours while the far end changes its own mind", async () => {
    const { phone, server, attempt, invite, fact } = await answered();
    phone.hold(attempt);
    server.answer(await server.next("INVITE"), recvonly);
    await fact("hold-settled");
    server.request(invite, "INVITE", { body: sendrecv });
    expect((await server.next("200")).body).toBe(describeAudio("sendonly"));
  });
});

describe("an offer that the far end asks for", () => {
  test.each([
    ["a resume that was refused keeps the call on hold", true],
    ["a hold that was refused leaves both to be heard", false],
  ])("after %s", async (_, isHeld) => {
    const { phone, server, attempt, invite, fact, media } = await answered();
    if (isHeld) {
      phone.hold(attempt);
      server.answer(await server.next("INVITE"), recvonly);
      await fact("hold-settled");
      phone.resume(attempt);
    } else phone.hold(attempt);
    server.reply(await server.next("INVITE"), "488 Not Acceptable Here");
    await fact("hold-refused");
    server.request(invite, "INVITE");
    const direction = isHeld ? "sendonly" : "sendrecv";
    expect((await server.next("200")).body).toBe(describeAudio(direction));
    server.request(invite, "ACK", { body: isHeld ? recvonly : sendrecv });
    expect(media.asked.findLast(({ name }) => name === "offer")?.input).toMatchObject({ isHeld });
  });
});

describe("the far end", () => {
  test.each(["sendonly", "inactive"])("holds with %s and comes back", async (direction) => {
    const { server, invite, fact, attempt } = await answered();
    server.request(invite, "INVITE", { body: describeAudio(direction, "far") });
    expect(await fact("far-end-held")).toMatchObject({ call: attempt, isHeld: true });
    const ok = await server.next("200");
    expect(ok.header("CSeq")).toMatch(/INVITE$/);
    server.request(invite, "ACK");
    server.request(invite, "INVITE", { body: sendrecv });
    expect(await fact("far-end-held")).toMatchObject({ call: attempt, isHeld: false });
  });

  test("that asks for our offer gets one, and its answer in the ACK counts", async () => {
    const { server, invite, media, fact } = await answered();
    server.request(invite, "INVITE");
    expect((await server.next("200")).body).toBe(describeAudio("sendrecv"));
    server.request(invite, "ACK", { body: describeAudio("inactive", "far") });
    expect(await fact("far-end-held")).toMatchObject({ isHeld: true });
    expect(media.names().at(-1)).toBe("accept");
  });

  test("that answers the call on hold is told after the answer", async () => {
    const { server, invite, fact, story } = await dialled();
    server.answer(invite, describeAudio("sendonly", "far"));
    await fact("far-end-held");
    expect(story()).toEqual(["sent", "answered", "far-end-held"]);
  });
});

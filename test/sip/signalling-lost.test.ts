import { describe, expect, test } from "vitest";
import { answered, dialled, NUMBER } from "./support/call.ts";
import { describeAudio } from "./support/fake-media.ts";
import { taken } from "./support/far-caller.ts";
import { attemptId } from "./support/line.ts";

const farAnswer = describeAudio("sendrecv", "far");

const quickly = { refreshRetryMs: 10, refreshRetryMaxMs: 20 };

describe("new addresses", () => {
  test("that the far end refuses for the moment are offered again until it takes them", async () => {
    const { phone, server, media } = await answered({ timing: quickly });
    phone.refresh("network-changed");
    for (let round = 0; round < 3; round += 1) {
      server.reply(await server.next("INVITE"), "503 Service Unavailable");
    }
    server.answer(await server.next("INVITE"), farAnswer);
    await server.next("ACK");
    const restarts = media.asked.flatMap((one) =>
      one.name === "offer" ? [one.input.isIceRestart] : [],
    );
    expect(restarts).toEqual([false, true, true, true, true]);
  });
});

describe("a socket lost while talking", () => {
  test("leaves the call alive, and a re-INVITE tells the far end where we are now", async () => {
    const { server, invite, story, ended } = await answered();
    server.kick();
    const refresh = await server.next("INVITE");
    expect(refresh.header("Call-ID")).toBe(invite.header("Call-ID"));
    expect(server.count("REGISTER")).toBe(2);
    server.answer(refresh, farAnswer);
    await server.next("ACK");
    expect(story()).toEqual(["sent", "progressed", "answered"]);
    server.request(invite, "BYE");
    expect(await ended()).toMatchObject({ by: "far-end" });
  });

  test.each(["404", "408", "477", "480", "500", "503"])(
    "is repaired by asking again where a far end that is not back yet is told by %s",
    async (status) => {
      const { server, invite, story, ended } = await answered({ timing: quickly });
      server.kick();
      for (let round = 0; round < 3; round += 1) {
        server.reply(await server.next("INVITE"), `${status} Not Now`);
      }
      server.answer(await server.next("INVITE"), farAnswer);
      await server.next("ACK");
      expect(story()).toEqual(["sent", "progressed", "answered"]);
      server.request(invite, "BYE");
      expect(await ended()).toMatchObject({ by: "far-end" });
    },
  );

  test("shows that the far end has lost the call: it is over", async () => {
    const { server, ended } = await answered();
    server.kick();
    server.reply(await server.next("INVITE"), "481 Call/Transaction Does Not Exist");
    expect(await ended()).toMatchObject({ by: "network", sipStatus: 200, fault: null });
  });

  test("lets a hold go at once while what is refused waits to be repeated", async () => {
    const { phone, server, attempt, fact } = await answered();
    server.kick();
    server.reply(await server.next("INVITE"), "503 Service Unavailable");
    phone.hold(attempt);
    server.answer(await server.next("INVITE"), describeAudio("recvonly", "far"));
    expect(await fact("hold-settled")).toMatchObject({ isHeld: true });
  });

  test("keeps a hold that was confirmed before", async () => {
    const { phone, server, attempt, fact, story } = await answered();
    phone.hold(attempt);
    server.answer(await server.next("INVITE"), describeAudio("recvonly", "far"));
    await fact("hold-settled");
    server.kick();
    expect((await server.next("INVITE")).body).toBe(describeAudio("sendonly"));
    expect(story()).not.toContain("hold-refused");
  });

  test("that does not come back in time ends the call as one of unknown outcome", async () => {
    const { server, ended } = await answered({ timing: { talkLostMs: 60 } });
    await server.stop();
    expect(await ended()).toMatchObject({ sipStatus: 200, fault: "signalling-lost" });
  });

  test("does not end the call while audio passes, only when that has stopped, too", async () => {
    const { server, media, facts, ended } = await answered({
      timing: { talkLostMs: 40, pathLostMs: 10 },
    });
    const session = (media.asked[0]?.input as { session: string }).session;
    media.tell("connection", { session, state: "connected" });
    await server.stop();
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(facts.some(({ type }) => type === "ended")).toBe(false);
    media.tell("connection", { session, state: "failed" });
    expect(await ended()).toMatchObject({ sipStatus: 200, fault: "signalling-lost" });
  });

  test("lets audio that failed wait for the line, and offers it new addresses then", async () => {
    const { server, media, facts } = await answered({ timing: { reconnectFirstMs: 100 } });
    const session = (media.asked[0]?.input as { session: string }).session;
    server.kick();
    while (facts.at(-1)?.type !== "registration-changed") await new Promise(setImmediate);
    media.tell("connection", { session, state: "failed" });
    await server.next("INVITE");
    expect(media.asked.findLast(({ name }) => name === "offer")?.input).toMatchObject({
      isIceRestart: true,
    });
    media.tell("connection", { session, state: "connected" });
    expect(facts.some(({ type }) => type === "ended")).toBe(false);
  });

  test("owes the far end its BYE, and pays it when it is back", async () => {
    const { phone, server, attempt, invite, ended } = await answered({
      timing: { reconnectFirstMs: 200 },
    });
    server.kick();
    await new Promise((resolve) => setTimeout(resolve, 20));
    phone.hangUp(attempt);
    expect(await ended()).toMatchObject({ by: "agent", sipStatus: 200, fault: null });
    expect((await server.next("BYE")).header("Call-ID")).toBe(invite.header("Call-ID"));
  });
});

describe("a socket that is dead without a sign", () => {
  test("takes a BYE with it, which is said again on the next one", async () => {
    const { phone, server, attempt, invite, ended } = await answered();
    server.lose();
    phone.hangUp(attempt);
    expect(await ended()).toMatchObject({ by: "agent", sipStatus: 200, fault: null });
    server.kick();
    const bye = await server.next("BYE");
    expect(bye.header("Call-ID")).toBe(invite.header("Call-ID"));
    expect(bye.header("To")).toContain(";tag=far");
  });

  test("takes our BYE of a call that came in with it, too", async () => {
    const { phone, server, call, caller, ended } = await taken();
    server.lose();
    phone.hangUp(call);
    expect(await ended()).toMatchObject({ by: "agent" });
    server.kick();
    expect((await server.next("BYE")).header("Call-ID")).toBe(caller.callId);
  });

  test("takes a CANCEL with it, which is said again on the next one", async () => {
    const { phone, server, attempt, invite, fact, ended } = await dialled({
      timing: { cancelMs: 20 },
    });
    server.ring(invite);
    await fact("progressed");
    server.lose();
    phone.hangUp(attempt);
    expect(await ended()).toMatchObject({ by: "agent", sipStatus: null });
    server.kick();
    expect((await server.next("CANCEL")).header("Call-ID")).toBe(invite.header("Call-ID"));
  });

  test("is nothing to a BYE that was answered", async () => {
    const { phone, server, attempt, ended, registered } = await answered();
    phone.hangUp(attempt);
    server.reply(await server.next("BYE"), "200 OK");
    await ended();
    server.kick();
    await registered();
    phone.invite(attemptId(), NUMBER);
    await server.next("INVITE");
    expect(server.count("BYE")).toBe(1);
  });
});

describe("a socket lost while dialling", () => {
  test("is cancelled when it is back: the answer may have gone astray", async () => {
    const { server, invite, fact, ended } = await dialled();
    server.ring(invite);
    await fact("progressed");
    server.kick();
    server.reply(await server.next("CANCEL"), "200 OK");
    server.reply(invite, "487 Request Terminated");
    expect(await ended()).toMatchObject({ sipStatus: 487, fault: "signalling-lost" });
  });

  test("ends as one of unknown outcome when it does not come back in time", async () => {
    const { server, ended } = await dialled({ timing: { dialLostMs: 60 } });
    await server.stop();
    expect(await ended()).toMatchObject({ sipStatus: null, fault: "signalling-lost" });
  });
});

test("a refreshed registration leaves a ringing call alone", async () => {
  const { server, invite, fact, story } = await dialled({
    timing: { refreshFloorMs: 20 },
    grantedSeconds: 1,
  });
  server.ring(invite);
  await fact("progressed");
  const before = server.count("REGISTER");
  while (server.count("REGISTER") === before) await new Promise((go) => setTimeout(go, 20));
  await new Promise((go) => setTimeout(go, 20));
  expect(story()).toEqual(["sent", "progressed"]);
  expect(server.count("CANCEL")).toBe(0);
});

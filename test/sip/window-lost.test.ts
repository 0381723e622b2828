import { describe, expect, test } from "vitest";
import { answered, dialled, type Dialling } from "./support/call.ts";
import { callerOf } from "./support/far-caller.ts";
import { describeAudio, type FakeMedia } from "./support/fake-media.ts";

const farAnswer = describeAudio("sendrecv", "far");
const recvonly = describeAudio("recvonly", "far");
const soon = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The sessions that something was asked of, in the order of the asks. */
const sessionsOf = ({ asked }: FakeMedia, wanted: string): string[] =>
  asked.flatMap(({ name, input }) =>
    name === wanted ? [(input as { session: string }).session] : [],
  );

async function taken({ server }: Dialling, answer = farAnswer) {
  const offer = await server.next("INVITE");
  server.answer(offer, answer);
  await server.next("ACK");
  return offer;
}

/** The window is replaced while it rings, and then the far end answers. */
async function answeredAfterwards(setting: Dialling): Promise<void> {
  const { server, invite, media, fact } = setting;
  media.replace();
  while (sessionsOf(media, "open").length === 0) await soon(2);
  server.answer(invite, farAnswer);
  await fact("answered");
  await server.next("ACK");
  await taken(setting);
}

describe("a media window that comes in place of the one that carries a call", () => {
  test("carries it on: the far end is offered a fresh session, and the old one is let go", async () => {
    const setting = await answered();
    const { server, media, phone, attempt, story, ended } = setting;
    media.replace();
    expect((await taken(setting)).body).toBe(describeAudio("sendrecv"));
    const [fresh] = sessionsOf(media, "open");
    expect(sessionsOf(media, "accept").at(-1)).toBe(fresh);
    expect(sessionsOf(media, "release")).toEqual(sessionsOf(media, "prepare"));
    expect(phone.sessionOf(attempt)).toBe(fresh);
    expect(story()).toEqual(["sent", "progressed", "answered"]);
    phone.hangUp(attempt);
    await server.next("BYE");
    expect(await ended()).toMatchObject({ by: "agent", fault: null });
    expect(sessionsOf(media, "release").at(-1)).toBe(fresh);
  });

  test("has it muted, and on hold, as the agent left it", async () => {
    const setting = await answered();
    const { server, media, phone, attempt, fact } = setting;
    phone.mute(attempt, true);
    phone.hold(attempt);
    server.answer(await server.next("INVITE"), recvonly);
    await server.next("ACK");
    await fact("hold-settled");
    media.replace();
    expect((await taken(setting, recvonly)).body).toBe(describeAudio("sendonly"));
    const [fresh] = sessionsOf(media, "open");
    expect(media.asked.findLast(({ name }) => name === "mute")?.input).toEqual({
      session: fresh,
      isMuted: true,
    });
    phone.resume(attempt);
    expect((await taken(setting)).body).toBe(describeAudio("sendrecv"));
    expect(await fact("hold-settled")).toMatchObject({ isHeld: false });
  });

  test("while it rings is offered as soon as it is answered, for the answer is to the old one", async () => {
    const setting = await dialled();
    const { server, invite, media, fact, story } = setting;
    server.ring(invite);
    await fact("progressed");
    await answeredAfterwards(setting);
    expect(sessionsOf(media, "accept")).toEqual(sessionsOf(media, "open"));
    expect(story()).toEqual(["sent", "progressed", "answered"]);
  });

  test("while early media plays leaves the rest of the ringing to our ringback", async () => {
    const setting = await dialled();
    const { server, invite, media, fact } = setting;
    server.ring(invite, describeAudio("sendrecv", "far"));
    expect(await fact("progressed")).toMatchObject({ hasEarlyMedia: true });
    await answeredAfterwards(setting);
    expect(sessionsOf(media, "accept").at(-1)).toBe(sessionsOf(media, "open")[0]);
  });

  test("while a hold is under way leaves it to the far end's word, and says it in the fresh session", async () => {
    const setting = await answered();
    const { server, media, phone, attempt, fact } = setting;
    phone.hold(attempt);
    const hold = await server.next("INVITE");
    media.replace();
    while (sessionsOf(media, "open").length === 0) await soon(2);
    server.answer(hold, recvonly);
    expect(await fact("hold-settled")).toMatchObject({ isHeld: true });
    await server.next("ACK");
    expect((await taken(setting, recvonly)).body).toBe(describeAudio("sendonly"));
    expect(setting.story()).not.toContain("hold-refused");
  });

  test("between our answer and its confirmation is offered after that", async () => {
    const setting = await dialled();
    const { server, media, phone, fact } = setting;
    const caller = callerOf(setting);
    caller.invite({ body: farAnswer });
    const { call } = await setting.fact("arrived");
    phone.answer(call);
    caller.took(await server.next("200"));
    media.replace();
    while (sessionsOf(media, "open").length < 3) await soon(2);
    caller.ack();
    await fact("answered");
    const offer = await server.next("INVITE");
    expect(offer.header("Call-ID")).toBe(caller.callId);
    // Not because nothing was heard for a while.
    expect(media.asked.findLast(({ name }) => name === "offer")?.input).toMatchObject({
      isIceRestart: false,
    });
  });

  test("and goes again before it has the fresh session is waited for once more", async () => {
    const setting = await answered();
    const { media, story } = setting;
    media.held.add("open");
    media.replace();
    while (sessionsOf(media, "open").length === 0) await soon(2);
    media.failures.set("open", { code: "fault", reason: "gone again" });
    media.setPresence(false);
    media.let();
    await soon(2);
    media.failures.clear();
    media.replace();
    await taken(setting);
    expect(sessionsOf(media, "accept").at(-1)).toBe(sessionsOf(media, "open").at(-1));
    expect(story()).not.toContain("ended");
  });

  test("and is replaced by a third before it has answered keeps nothing of the call", async () => {
    const setting = await answered();
    const { media, phone, attempt } = setting;
    media.held.add("open");
    media.replace();
    while (sessionsOf(media, "open").length < 1) await soon(2);
    media.replace();
    while (sessionsOf(media, "open").length < 2) await soon(2);
    media.let();
    await taken(setting);
    const [second, third] = sessionsOf(media, "open");
    expect(sessionsOf(media, "release")).toContain(second);
    expect(sessionsOf(media, "offer")).not.toContain(second);
    expect(phone.sessionOf(attempt)).toBe(third);
  });

  test("and has no microphone ends the call", async () => {
    const { media, server, ended } = await answered();
    media.failures.set("open", { code: "microphone", reason: "not allowed" });
    media.replace();
    await server.next("BYE");
    expect(await ended()).toMatchObject({ fault: "media-path", sipReason: "not allowed" });
  });
});

test("a media window that is back with the session is told again what the far end agreed to meanwhile", async () => {
  const setting = await answered();
  const { server, media, phone, attempt, fact } = setting;
  phone.hold(attempt);
  const hold = await server.next("INVITE");
  media.setPresence(false);
  server.answer(hold, recvonly);
  expect(await fact("hold-settled")).toMatchObject({ isHeld: true });
  await server.next("ACK");
  media.setPresence(true);
  expect((await taken(setting, recvonly)).body).toBe(describeAudio("sendonly"));
  expect(sessionsOf(media, "open")).toEqual([]);
});

import { describe, expect, test } from "vitest";
import { attemptId } from "./support/line.ts";
import { answered, dialled, NUMBER, registeredLine } from "./support/call.ts";
import { describeAudio, type FakeMedia } from "./support/fake-media.ts";
import { ringing } from "./support/far-caller.ts";

/** The session of the one call there is. */
const sessionOf = ({ asked }: FakeMedia) => (asked[0]?.input as { session: string }).session;
const soon = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("prepared media", () => {
  test("is what the call takes: nothing but the offer is asked when it is due", async () => {
    const { phone, server, media } = await registeredLine();
    phone.prepare();
    phone.prepare();
    phone.invite(attemptId(), NUMBER);
    await server.next("INVITE");
    expect(media.names()).toEqual(["prepare", "offer"]);
    const [prepared, offered] = media.asked;
    expect(offered?.input).toMatchObject({
      session: (prepared?.input as { session: string }).session,
      isHeld: false,
    });
  });

  test("is let go when no call comes of it, once", async () => {
    const { phone, media } = await registeredLine();
    phone.prepare();
    phone.release();
    phone.release();
    expect(media.names()).toEqual(["prepare", "release"]);
  });

  test("is gathered anew when it gets old, under another name", async () => {
    const { phone, media } = await registeredLine({ timing: { candidatesFreshMs: 20 } });
    phone.prepare();
    while (media.asked.length < 5) await soon(5);
    phone.release();
    const sessions = media.asked.map(({ input }) => (input as { session: string }).session);
    const [first, second, , third] = sessions;
    expect(new Set([first, second, third]).size).toBe(3);
    const anew = ["prepare", "release"];
    expect(media.names()).toEqual(["prepare", ...anew, ...anew, "release"]);
    expect(sessions.slice(1)).toEqual([second, first, third, second, third]);
  });

  test("that is gathered anew stays ready until the new one is, which is let go of when the old one is taken", async () => {
    const { phone, server, media } = await registeredLine({ timing: { candidatesFreshMs: 20 } });
    phone.prepare();
    await soon(1);
    media.held.add("prepare");
    while (media.asked.length < 2) await soon(5);
    phone.invite(attemptId(), NUMBER);
    await server.next("INVITE");
    media.let();
    await soon(1);
    const [first, second] = media.asked.map(({ input }) => (input as { session: string }).session);
    expect(second).not.toBe(first);
    expect(media.asked.slice(2)).toMatchObject([
      { name: "release", input: { session: second } },
      { name: "offer", input: { session: first } },
    ]);
  });

  test("that cannot be gathered anew stays as it is, and is tried again", async () => {
    const { phone, server, media } = await registeredLine({ timing: { candidatesFreshMs: 20 } });
    phone.prepare();
    await soon(1);
    media.failures.set("prepare", { code: "microphone", reason: "unplugged" });
    while (media.asked.length < 3) await soon(5);
    phone.invite(attemptId(), NUMBER);
    await server.next("INVITE");
    expect(media.asked.at(-1)).toMatchObject({
      name: "offer",
      input: { session: sessionOf(media) },
    });
  });

  test("that never came about is tried again each time it would have got old", async () => {
    const { phone, media } = await registeredLine({ timing: { candidatesFreshMs: 20 } });
    media.failures.set("prepare", { code: "microphone", reason: "unplugged" });
    phone.prepare();
    while (media.asked.length < 4) await soon(5);
    phone.release();
    expect(media.names().every((name) => name === "prepare")).toBe(true);
  });

  test("is asked again of a media window that came back", async () => {
    const { phone, media } = await registeredLine();
    phone.prepare();
    media.setPresence(false);
    media.setPresence(true);
    expect(media.names()).toEqual(["prepare", "release", "prepare"]);
  });

  test("that failed is tried once more when the call is due", async () => {
    const { phone, server, media } = await registeredLine();
    media.failures.set("prepare", { code: "microphone", reason: "unplugged" });
    phone.prepare();
    await soon(1);
    media.failures.clear();
    phone.invite(attemptId(), NUMBER);
    await server.next("INVITE");
    expect(media.names()).toEqual(["prepare", "prepare", "offer"]);
  });
});

describe("a preparation that fails", () => {
  test("because no answer came in time is let go of: the microphone may still be allowed", async () => {
    const { phone, media } = await registeredLine();
    media.failures.set("prepare", { code: "fault", reason: "not in time" });
    phone.prepare();
    await soon(1);
    expect(
      media.asked.map(({ name, input }) => [name, (input as { session: string }).session]),
    ).toEqual(["prepare", "release"].map((name) => [name, sessionOf(media)]));
  });

  test("does not stand in the way of the next, which comes after a while", async () => {
    const { phone, server, media } = await registeredLine({ timing: { prepareRetryMs: 20 } });
    media.failures.set("prepare", { code: "microphone", reason: "unplugged" });
    phone.prepare();
    await soon(1);
    media.failures.clear();
    phone.prepare();
    phone.prepare();
    expect(media.names()).toEqual(["prepare"]);
    while (media.names().length < 2) await soon(5);
    phone.invite(attemptId(), NUMBER);
    await server.next("INVITE");
    expect(media.names()).toEqual(["prepare", "prepare", "offer"]);
  });

  test("when a call comes in is let go of, too", async () => {
    const { phone, server, media, call } = await ringing();
    media.failures.set("open", { code: "fault", reason: "not in time" });
    phone.answer(call);
    await server.next("480");
    expect(media.names()).toContain("release");
  });
});

describe("a call whose media fails", () => {
  test.each([
    ["prepare", { code: "microphone", reason: "blocked" }, "microphone"],
    ["prepare", { code: "fault", reason: "no window" }, "media-path"],
  ] as const)("in %s before the INVITE sends nothing", async (ask, failure, fault) => {
    const { phone, server, media, ended, story } = await registeredLine();
    media.failures.set(ask, failure);
    const attempt = attemptId();
    phone.invite(attempt, NUMBER);
    expect(await ended()).toMatchObject({ sipStatus: null, fault, sipReason: failure.reason });
    await phone.stop();
    expect(server.count("INVITE")).toBe(0);
    expect(story()).toEqual(["ended"]);
  });

  test("in the offer that has just left is cancelled", async () => {
    const { phone, server, media, ended, story } = await registeredLine();
    phone.prepare();
    media.failures.set("offer", { code: "session", reason: "gone" });
    phone.invite(attemptId(), NUMBER);
    const invite = await server.next("INVITE");
    server.ring(invite);
    server.reply(await server.next("CANCEL"), "200 OK");
    server.reply(invite, "487 Request Terminated");
    expect(await ended()).toMatchObject({ fault: "media-path", sipReason: "gone" });
    expect(story()).not.toContain("answered");
  });

  test("at the answer is ended with a BYE", async () => {
    const { server, invite, media, ended } = await dialled();
    media.failures.set("accept", { code: "sdp", reason: "no codec in common" });
    server.answer(invite, describeAudio("sendrecv", "far"));
    expect(await ended()).toMatchObject({
      sipStatus: 200,
      fault: "media-path",
      sipReason: "no codec in common",
    });
    await server.next("BYE");
  });

  test("after the answer offers new addresses, and is ended with a BYE when that does not help in time", async () => {
    const { server, media, ended } = await answered({ timing: { pathLostMs: 300 } });
    const session = sessionOf(media);
    media.tell("connection", { session: "another", state: "failed" });
    media.tell("connection", { session, state: "disconnected" });
    expect(server.count("INVITE")).toBe(1);
    media.tell("connection", { session, state: "failed" });
    server.answer(await server.next("INVITE"), describeAudio("sendrecv", "far"));
    expect(media.asked.findLast(({ name }) => name === "offer")?.input).toMatchObject({
      isIceRestart: true,
    });
    media.tell("connection", { session, state: "connecting" });
    await server.next("BYE");
    expect(await ended()).toMatchObject({ by: "network", sipStatus: 200, fault: "media-path" });
  });

  test("after the answer and is back in time goes on", async () => {
    const { phone, server, media, attempt, ended } = await answered({ timing: { pathLostMs: 60 } });
    const session = sessionOf(media);
    media.tell("connection", { session, state: "failed" });
    server.answer(await server.next("INVITE"), describeAudio("sendrecv", "far"));
    media.tell("connection", { session, state: "connected" });
    await soon(120);
    phone.hangUp(attempt);
    expect(await ended()).toMatchObject({ by: "agent", fault: null });
  });

  test("to come about at all after the answer offers new addresses", async () => {
    const { server, media } = await answered({ timing: { pathConnectMs: 20 } });
    await server.next("INVITE");
    expect(media.asked.findLast(({ name }) => name === "offer")?.input).toMatchObject({
      isIceRestart: true,
    });
  });

  test("because its window is lost is ended with a BYE", async () => {
    const { server, media, ended } = await answered({ timing: { mediaBackMs: 20 } });
    media.setPresence(false);
    await server.next("BYE");
    expect(await ended()).toMatchObject({ fault: "media-path" });
  });

  test("only seems to when its window is back in time: it goes on, muted as the agent wants it", async () => {
    const { phone, media, attempt, ended } = await answered({ timing: { mediaBackMs: 60 } });
    media.setPresence(false);
    phone.mute(attempt, true);
    media.setPresence(true);
    await soon(120);
    expect(media.asked.at(-1)).toMatchObject({ name: "mute", input: { isMuted: true } });
    expect(media.names().slice(-2)).toEqual(["report", "mute"]);
    phone.hangUp(attempt);
    expect(await ended()).toMatchObject({ by: "agent", fault: null });
  });

  test("because its window is back without answering is ended when the time is over", async () => {
    const { media, ended } = await answered({ timing: { mediaBackMs: 60 } });
    media.failures.set("report", { code: "fault", reason: "gone again" });
    media.setPresence(false);
    media.setPresence(true);
    expect(await ended()).toMatchObject({ fault: "media-path" });
  });

  test("while dialling is cancelled", async () => {
    const { server, media, invite, ended } = await dialled({ timing: { mediaBackMs: 20 } });
    server.ring(invite);
    media.setPresence(false);
    server.reply(await server.next("CANCEL"), "200 OK");
    server.reply(invite, "487 Request Terminated");
    expect(await ended()).toMatchObject({ by: "network", sipStatus: 487, fault: "media-path" });
  });
});

test("mute reaches the session of the call", async () => {
  const { phone, media, attempt } = await answered();
  phone.mute(attempt, true);
  phone.mute(attemptId(), true);
  const session = sessionOf(media);
  expect(media.asked.filter(({ name }) => name === "mute")).toEqual([
    { name: "mute", input: { session, isMuted: true } },
  ]);
});

describe("early media", () => {
  test("is heard instead of our ringback, and is the answer of the call", async () => {
    const { server, invite, fact, media, story } = await dialled();
    server.ring(invite, describeAudio("sendrecv", "far"));
    expect(await fact("progressed")).toMatchObject({ hasEarlyMedia: true });
    server.answer(invite, describeAudio("sendrecv", "far"));
    await fact("answered");
    expect(media.names().filter((name) => name === "accept")).toHaveLength(1);
    expect(media.tones()).toEqual([null, null]);
    expect(story()).toEqual(["sent", "progressed", "answered"]);
  });

  test("after a plain 180 ends our ringback", async () => {
    const { server, invite, fact, media } = await dialled();
    server.ring(invite);
    expect(await fact("progressed")).toMatchObject({ hasEarlyMedia: false });
    server.ring(invite, describeAudio("sendrecv", "far"));
    expect(await fact("progressed")).toMatchObject({ hasEarlyMedia: true });
    media.received = 10;
    server.ring(invite);
    while (!media.names().includes("report")) await soon(2);
    expect(media.tones()).toEqual(["ringback", null]);
  });

  test("that is promised and does not come leaves a plain 180 to our ringback, until it does", async () => {
    const { server, invite, fact, media, story } = await dialled();
    server.ring(invite, describeAudio("sendrecv", "far"));
    expect(await fact("progressed")).toMatchObject({ hasEarlyMedia: true });
    expect(media.tones()).toEqual([null]);
    server.ring(invite);
    server.ring(invite);
    expect(await fact("progressed")).toMatchObject({ hasEarlyMedia: false });
    expect(media.tones()).toEqual([null, "ringback"]);
    media.received = 10;
    expect(await fact("progressed")).toMatchObject({ hasEarlyMedia: true });
    expect(media.tones()).toEqual([null, "ringback", null]);
    // An announcement that has ended.
    expect(await fact("progressed")).toMatchObject({ hasEarlyMedia: false });
    server.answer(invite, describeAudio("sendrecv", "far"));
    await fact("answered");
    const looks = media.names().filter((name) => name === "report").length;
    media.received = 20;
    await server.next("ACK");
    expect(media.tones()).toEqual([null, "ringback", null, "ringback", null]);
    expect(media.names().filter((name) => name === "report")).toHaveLength(looks);
    expect(story().at(-1)).toBe("answered");
  });

  test("that cannot be played gives our ringback back", async () => {
    const { server, invite, fact, media } = await dialled();
    media.failures.set("accept", { code: "sdp", reason: "odd" });
    server.ring(invite, describeAudio("sendrecv", "far"));
    await fact("progressed");
    while (media.tones().length < 2) await soon(2);
    expect(media.tones()).toEqual([null, "ringback"]);
  });

  test("that its branch takes with it gives our ringback back, and the next answer still counts", async () => {
    const { server, invite, fact, media, story } = await dialled();
    server.ring(invite, describeAudio("sendrecv", "announcement"), "one");
    await fact("progressed");
    media.received = 10;
    server.ring(invite, "", "two");
    server.reply(invite, "199 Early Dialog Terminated", { tag: "two" });
    server.reply(invite, "199 Early Dialog Terminated", { tag: "one" });
    await fact("progressed");
    server.ring(invite, describeAudio("sendrecv", "other"), "two");
    server.answer(invite, describeAudio("sendrecv", "person"), "two");
    await fact("answered");
    expect(media.tones()).toEqual([null, "ringback", null]);
    server.answer(await server.next("INVITE"), describeAudio("sendrecv", "person"), "two");
    await server.next("ACK");
    await server.next("ACK");
    expect(story()).toEqual(["sent", "progressed", "progressed", "answered"]);
  });

  test("of one branch does not lose the call that another branch answers", async () => {
    const { server, invite, fact, media, story } = await dialled();
    server.ring(invite, describeAudio("sendrecv", "announcement"), "one");
    await fact("progressed");
    server.answer(invite, describeAudio("sendrecv", "person"), "two");
    await fact("answered");
    const fresh = await server.next("INVITE");
    expect(fresh.header("To")).toContain("tag=two");
    server.answer(fresh, describeAudio("sendrecv", "person"), "two");
    await server.next("ACK");
    await server.next("ACK");
    const sessions = media.asked.flatMap(({ name, input }) =>
      name === "accept" ? [(input as { session: string }).session] : [],
    );
    expect(new Set(sessions).size).toBe(2);
    const released = media.asked.filter(({ name }) => name === "release");
    expect(released.map(({ input }) => input)).toEqual([{ session: sessions[0] }]);
    expect(story()).toEqual(["sent", "progressed", "answered"]);
    expect(server.count("BYE")).toBe(0);
  });

  describe("and a 200 of its branch", () => {
    const early = describeAudio("sendonly", "far");

    async function answeredWith(sdp: string) {
      const setting = await dialled();
      setting.server.ring(setting.invite, early);
      await setting.fact("progressed");
      setting.server.answer(setting.invite, sdp);
      await setting.fact("answered");
      await setting.server.next("ACK");
      return setting;
    }

    test("in other words is one answer, and nothing is asked anew", async () => {
      const { phone, server, attempt, media, fact } = await answeredWith(
        early.replace("o=- 1 1", "o=- 1 2").replace("s=-", "s=call"),
      );
      phone.hold(attempt);
      const next = await server.next("INVITE");
      expect(next.body).toBe(describeAudio("sendonly"));
      server.answer(next, describeAudio("recvonly", "far"));
      await fact("hold-settled");
      expect(media.names().filter((name) => name === "release" || name === "open")).toEqual([]);
    });

    test("that wants to hear us now is offered our sound in the same session", async () => {
      const { server, media } = await answeredWith(describeAudio("sendrecv", "far"));
      const next = await server.next("INVITE");
      expect(next.body).toBe(describeAudio("sendrecv"));
      server.answer(next, describeAudio("sendrecv", "far"));
      await server.next("ACK");
      const accepted = media.asked.filter(({ name }) => name === "accept");
      expect(accepted).toHaveLength(2);
      expect(media.names()).not.toContain("release");
    });

    test("that speaks of another connection is offered a fresh one, and the old one is let go", async () => {
      const { server, media } = await answeredWith(describeAudio("sendrecv", "person"));
      server.answer(await server.next("INVITE"), describeAudio("sendrecv", "person"));
      await server.next("ACK");
      expect(media.names().filter((name) => name === "release" || name === "open")).toEqual([
        "open",
        "release",
      ]);
    });
  });
});

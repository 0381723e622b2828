import { describe, expect, test } from "vitest";
import { answered, dialled } from "./support/call.ts";
import { describeAudio } from "./support/fake-media.ts";
import type { RawServer } from "./support/raw-server.ts";

const sdp = describeAudio("sendrecv", "far");

/** Waits until so many of a kind have arrived. */
async function arrived(server: RawServer, what: string, count: number) {
  while (server.count(what) < count) await new Promise((go) => setTimeout(go, 5));
  return server.seen.filter((seen) => seen.what === what);
}

const toTags = (requests: readonly { header(name: string): string }[]): (string | undefined)[] =>
  requests.map((request) => /;tag=(\w+)/.exec(request.header("To"))?.[1]);

describe("a call that several telephones answer", () => {
  test("is the first one's; the other is confirmed and ended at once", async () => {
    const { server, invite, attempt, phone, story, ended } = await answered();
    server.answer(invite, sdp, "second");
    const byes = await arrived(server, "BYE", 1);
    expect(toTags(byes)).toEqual(["second"]);
    expect(toTags(await arrived(server, "ACK", 2))).toEqual(["far", "second"]);
    expect(story()).toEqual(["sent", "progressed", "answered"]);
    phone.hangUp(attempt);
    expect(toTags(await arrived(server, "BYE", 2))).toEqual(["second", "far"]);
    server.reply(server.seen.at(-1) as never, "200 OK");
    expect(await ended()).toMatchObject({ by: "agent" });
  });

  test("while the first answer is being applied is still the first one's", async () => {
    const { server, invite, media, fact, story } = await dialled();
    media.held.add("accept");
    server.answer(invite, sdp, "first");
    server.answer(invite, sdp, "second");
    expect(toTags(await arrived(server, "BYE", 1))).toEqual(["second"]);
    media.let();
    await fact("answered");
    expect(toTags(await arrived(server, "ACK", 2))).toEqual(["second", "first"]);
    expect(story()).toEqual(["sent", "answered"]);
  });

  test("after the agent has given up ends with both", async () => {
    const { server, phone, attempt, invite, ended, story } = await dialled();
    server.ring(invite);
    phone.hangUp(attempt);
    await server.next("CANCEL");
    server.answer(invite, sdp, "first");
    server.answer(invite, sdp, "second");
    expect(toTags(await arrived(server, "BYE", 2))).toEqual(["first", "second"]);
    expect(await ended()).toMatchObject({ by: "agent", sipStatus: 200 });
    expect(story().filter((type) => type === "ended")).toHaveLength(1);
  });

  test("answers a repeated 200 with its ACK again, and nobody notices", async () => {
    const { server, invite, story } = await answered();
    server.answer(invite, sdp);
    await arrived(server, "ACK", 2);
    expect(server.count("BYE")).toBe(0);
    expect(story()).toEqual(["sent", "progressed", "answered"]);
  });
});

describe("ringing that is told reliably", () => {
  const reliable = ["Require: 100rel", "RSeq: 7", "Contact: <sip:far@127.0.0.1;transport=ws>"];

  test("is confirmed by a PRACK, and its sound is heard", async () => {
    const { server, invite, media, fact } = await dialled();
    expect(invite.header("Supported")).toContain("100rel");
    expect(invite.header("Require")).toBe("");
    server.reply(invite, "183 Session Progress", { headers: reliable, body: sdp });
    const prack = await server.next("PRACK");
    expect(prack.header("RAck")).toBe("7 1 INVITE");
    server.reply(prack, "200 OK");
    expect(await fact("progressed")).toMatchObject({ hasEarlyMedia: true });
    expect(media.tones()).toEqual([null]);
  });

  test("may be the answer: a 200 without a description then takes the call", async () => {
    const { server, invite, fact, story } = await dialled();
    server.reply(invite, "183 Session Progress", { headers: reliable, body: sdp });
    server.reply(await server.next("PRACK"), "200 OK");
    server.answer(invite, "");
    await fact("answered");
    await server.next("ACK");
    expect(story()).toEqual(["sent", "progressed", "answered"]);
  });

  test("twice is confirmed once, and told in order", async () => {
    const { server, invite, fact } = await dialled();
    server.reply(invite, "180 Ringing", { headers: reliable });
    server.reply(await server.next("PRACK"), "481 Call/Transaction Does Not Exist");
    server.reply(invite, "180 Ringing", { headers: reliable });
    server.reply(invite, "180 Ringing", {
      headers: reliable.map((line) => line.replace("RSeq: 7", "RSeq: 8")),
    });
    expect((await server.next("PRACK")).header("RAck")).toBe("8 1 INVITE");
    await fact("progressed");
    expect(server.count("PRACK")).toBe(2);
  });
});

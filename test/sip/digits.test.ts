import { describe, expect, test } from "vitest";
import { dialled, type SettingOptions } from "./support/call.ts";
import { describeAudio } from "./support/fake-media.ts";

const withEvents = `${describeAudio("sendrecv", "far")}a=rtpmap:126 telephone-event/8000\r\n`;
const soon = (ms = 20) => new Promise((resolve) => setTimeout(resolve, ms));

/** Talking to a far end whose description says what is given. */
async function talking(sdp: string, options: SettingOptions = {}) {
  const setting = await dialled(options);
  setting.server.answer(setting.invite, sdp);
  await setting.server.next("ACK");
  await setting.fact("answered");
  return setting;
}
const plain = describeAudio("sendrecv", "far");

describe("digits", () => {
  test("go within the audio where the far end takes them there", async () => {
    const { phone, attempt: call, media, fact, server } = await talking(withEvents);
    phone.sendDigits(call, "12,a#");
    expect(await fact("digits-sent")).toMatchObject({ call, digits: "12,A#" });
    expect(media.asked.at(-1)).toMatchObject({ name: "digits", input: { digits: "12,A#" } });
    expect(server.count("INFO")).toBe(0);
  });

  test("go by INFO, one after another, where it does not", async () => {
    const { phone, attempt: call, media, fact, server } = await talking(plain);
    phone.sendDigits(call, "5*");
    const first = await server.next("INFO");
    expect(first.header("Content-Type")).toBe("application/dtmf-relay");
    expect(first.body).toBe("Signal=5\r\nDuration=100\r\n");
    await soon();
    expect(server.count("INFO")).toBe(1);
    server.reply(first, "200 OK");
    const second = await server.next("INFO");
    expect(second.body).toContain("Signal=*");
    server.reply(second, "200 OK");
    expect(await fact("digits-sent")).toMatchObject({ digits: "5*" });
    expect(media.names()).not.toContain("digits");
  });

  test("wait at a comma", async () => {
    const { phone, attempt: call, server } = await talking(plain);
    phone.sendDigits(call, "1,2");
    server.reply(await server.next("INFO"), "200 OK");
    await soon(250);
    expect(server.count("INFO")).toBe(1);
  });

  test("that the window could not send within the audio go by INFO", async () => {
    const { phone, attempt: call, media, fact, server } = await talking(withEvents);
    media.takesDigits = false;
    phone.sendDigits(call, "7");
    server.reply(await server.next("INFO"), "200 OK");
    expect(await fact("digits-sent")).toMatchObject({ digits: "7" });
  });

  test.each([
    ["info", withEvents, "INFO"],
    ["rfc4733", plain, "digits"],
  ] as const)("go as the setting %s says, whatever the far end offers", async (dtmf, sdp, way) => {
    const { phone, attempt: call, media, fact, server } = await talking(sdp, { call: { dtmf } });
    phone.sendDigits(call, "3");
    if (way === "INFO") server.reply(await server.next("INFO"), "200 OK");
    await fact("digits-sent");
    expect(media.names().includes("digits")).toBe(way === "digits");
    expect(server.count("INFO")).toBe(way === "INFO" ? 1 : 0);
  });

  test("only within the audio are told as failed when that does not do", async () => {
    const {
      phone,
      attempt: call,
      media,
      fact,
      server,
    } = await talking(plain, {
      call: { dtmf: "rfc4733" },
    });
    media.failures.set("digits", { code: "session", reason: "gone" });
    phone.sendDigits(call, "3");
    expect(await fact("digits-failed")).toMatchObject({ digits: "3" });
    expect(server.count("INFO")).toBe(0);
  });

  test("of which one is refused are told as sent up to there", async () => {
    const { phone, attempt: call, fact, server } = await talking(plain);
    phone.sendDigits(call, "123");
    server.reply(await server.next("INFO"), "200 OK");
    server.reply(await server.next("INFO"), "415 Unsupported Media Type");
    expect(await fact("digits-sent")).toMatchObject({ digits: "1" });
    expect(await fact("digits-failed")).toMatchObject({ digits: "23" });
    expect(server.count("INFO")).toBe(2);
  });

  test("asked for while others are on their way follow them", async () => {
    const { phone, attempt: call, server, facts } = await talking(plain);
    phone.sendDigits(call, "1");
    phone.sendDigits(call, "2");
    for (const digit of ["1", "2"]) {
      const info = await server.next("INFO");
      expect(info.body).toContain(`Signal=${digit}`);
      server.reply(info, "200 OK");
    }
    while (facts.filter(({ type }) => type === "digits-sent").length < 2) await soon(5);
  });

  test.each(["", "1 2", "x", "1".repeat(65)])("%j are refused", async (digits) => {
    const { phone, attempt: call, fact, server } = await talking(plain);
    phone.sendDigits(call, digits);
    expect(await fact("digits-failed")).toMatchObject({ digits });
    expect(server.count("INFO")).toBe(0);
  });

  test("before the answer are refused", async () => {
    const { phone, attempt: call, fact } = await dialled();
    phone.sendDigits(call, "1");
    expect(await fact("digits-failed")).toMatchObject({ digits: "1" });
  });

  test("still to be sent when the call ends are forgotten", async () => {
    const { phone, attempt: call, server, invite, ended, story } = await talking(plain);
    phone.sendDigits(call, "12");
    const info = await server.next("INFO");
    server.request(invite, "BYE");
    await ended();
    server.reply(info, "200 OK");
    await soon(200);
    expect(story().at(-1)).toBe("ended");
    expect(server.count("INFO")).toBe(1);
  });
});

import { describe, expect, test } from "vitest";
import { answered, dialled, type Dialling } from "./support/call.ts";
import { describeAudio } from "./support/fake-media.ts";
import type { Seen } from "./support/raw-server.ts";

const sdp = describeAudio("sendrecv", "far");
const contact = "Contact: <sip:far@127.0.0.1;transport=ws>";
const timing = { refreshFloorMs: 20, refreshRetryMs: 20, refreshRetryMaxMs: 40 };

/** Answers an INVITE of the line with an interval. */
function confirm({ server }: Dialling, invite: Seen, ...headers: string[]): void {
  server.reply(invite, "200 OK", { headers: [contact, ...headers], body: sdp });
}

/** In a call whose far end agreed on an interval as told. */
async function talking(...headers: string[]): Promise<Dialling> {
  const setting = await dialled({ timing });
  confirm(setting, setting.invite, ...headers);
  await setting.fact("answered");
  await setting.server.next("ACK");
  return setting;
}

const mayUpdate = "Allow: INVITE, ACK, BYE, UPDATE";

describe("an INVITE", () => {
  test("proposes that both sides confirm the call now and then", async () => {
    const { invite } = await dialled();
    expect(invite.header("Session-Expires")).toBe("1800");
    expect(invite.header("Supported")).toContain("timer");
  });

  test("proposes nothing where the settings say so", async () => {
    const { invite } = await dialled({ call: { sessionExpiresSeconds: 0 } });
    expect(invite.header("Session-Expires")).toBe("");
  });

  test("that is refused for too short an interval is sent again with a longer one, and told once", async () => {
    const { server, invite, fact, story } = await dialled();
    server.reply(invite, "422 Session Interval Too Small", { headers: ["Min-SE: 3600"] });
    const second = await server.next("INVITE");
    expect(second.header("Session-Expires")).toBe("3600");
    expect(second.header("Min-SE")).toBe("3600");
    expect(second.header("CSeq")).toBe("2 INVITE");
    expect(second.header("Call-ID")).toBe(invite.header("Call-ID"));
    server.ring(second);
    await fact("progressed");
    expect(story()).toEqual(["sent", "progressed"]);
  });

  test.each([[[]], [["Min-SE: 60"]], [["Min-SE: soon"]], [["Min-SE: 9999999"]]])(
    "that is refused with %j, which leads nowhere, ends",
    async (headers) => {
      const { server, invite, ended } = await dialled();
      server.reply(invite, "422 Session Interval Too Small", { headers });
      expect(await ended()).toMatchObject({ sipStatus: 422 });
      expect(server.count("INVITE")).toBe(1);
    },
  );

  test("that was given up is not sent again with a longer interval", async () => {
    const { phone, server, attempt, invite, ended } = await dialled();
    phone.hangUp(attempt);
    server.reply(invite, "422 Session Interval Too Small", { headers: ["Min-SE: 3600"] });
    await ended();
    expect(server.count("INVITE")).toBe(1);
  });
});

describe("where it is our turn to confirm", () => {
  test("an UPDATE does, as often as agreed, where the far end takes one", async () => {
    const setting = await talking("Session-Expires: 1;refresher=uac", mayUpdate);
    for (let round = 0; round < 2; round += 1) {
      const update = await setting.server.next("UPDATE");
      expect(update.header("Session-Expires")).toBe("1;refresher=uac");
      expect(update.header("Contact")).toContain("<sip:");
      expect(update.body).toBe("");
      setting.server.reply(update, "200 OK", { headers: ["Session-Expires: 1;refresher=uac"] });
    }
    expect(setting.story()).not.toContain("ended");
  });

  test("a re-INVITE does where it takes none", async () => {
    const setting = await talking("Session-Expires: 1;refresher=uac");
    const again = await setting.server.next("INVITE");
    expect(again.header("Session-Expires")).toBe("1;refresher=uac");
    confirm(setting, again, "Session-Expires: 1;refresher=uac");
    await setting.server.next("INVITE");
    expect(setting.story()).not.toContain("ended");
  });

  test("a re-INVITE does when the far end refuses the UPDATE after all", async () => {
    const setting = await talking("Session-Expires: 1;refresher=uac", mayUpdate);
    setting.server.reply(await setting.server.next("UPDATE"), "501 Not Implemented");
    await setting.server.next("INVITE");
  });

  test("a hold counts, too, and carries the interval on", async () => {
    const setting = await talking("Session-Expires: 300;refresher=uas");
    setting.phone.hold(setting.attempt);
    const hold = await setting.server.next("INVITE");
    expect(hold.header("Session-Expires")).toBe("300;refresher=uas");
  });

  test.each(["404 Not Found", "408 Request Timeout", "500 Server Error", "503 Unavailable"])(
    "an UPDATE that is refused with %s is sent again, and the call goes on",
    async (status) => {
      const setting = await talking("Session-Expires: 2;refresher=uac", mayUpdate);
      for (let round = 0; round < 3; round += 1) {
        setting.server.reply(await setting.server.next("UPDATE"), status);
      }
      const headers = ["Session-Expires: 1;refresher=uac"];
      setting.server.reply(await setting.server.next("UPDATE"), "200 OK", { headers });
      const later = await setting.server.next("UPDATE");
      expect(later.header("Session-Expires")).toBe("1;refresher=uac");
      expect(setting.story()).not.toContain("ended");
    },
  );

  test("a re-INVITE that is refused is sent again, and the call goes on", async () => {
    const setting = await talking("Session-Expires: 2;refresher=uac");
    for (let round = 0; round < 3; round += 1) {
      setting.server.reply(await setting.server.next("INVITE"), "503 Unavailable");
    }
    confirm(setting, await setting.server.next("INVITE"), "Session-Expires: 300;refresher=uac");
    await setting.server.next("ACK");
    expect(setting.story()).not.toContain("ended");
  });

  test("and everything is refused until the interval is over, so is the call", async () => {
    const setting = await talking("Session-Expires: 1;refresher=uac", mayUpdate);
    const { server } = setting;
    server.reply(await server.next("UPDATE"), "500 Server Error");
    await server.next("BYE");
    expect(await setting.ended()).toMatchObject({
      sipReason: "nobody confirmed in time that the call still stands",
    });
  });

  test("an interval that was refused as too short is never asked for again", async () => {
    const setting = await dialled({ timing });
    const { server, invite } = setting;
    server.reply(invite, "422 Session Interval Too Small", { headers: ["Min-SE: 3600"] });
    confirm(setting, await server.next("INVITE"), "Session-Expires: 3600;refresher=uac");
    await setting.fact("answered");
    setting.phone.hold(setting.attempt);
    const hold = await server.next("INVITE");
    expect(hold.header("Min-SE")).toBe("3600");
    server.reply(hold, "422 Session Interval Too Small", { headers: ["Min-SE: 4000"] });
    const raised = await server.next("INVITE");
    expect(raised.text.match(/^Min-SE: .*$/gim)).toEqual(["Min-SE: 4000"]);
    confirm(setting, raised, "Session-Expires: 4000;refresher=uac");
    await setting.fact("hold-settled");
    setting.phone.resume(setting.attempt);
    const resume = await server.next("INVITE");
    expect(resume.header("Session-Expires")).toBe("4000;refresher=uac");
    expect(resume.header("Min-SE")).toBe("4000");
  });

  test("and the far end no longer knows the call, it is over", async () => {
    const { server, ended } = await talking("Session-Expires: 1;refresher=uac", mayUpdate);
    server.reply(await server.next("UPDATE"), "481 Call/Transaction Does Not Exist");
    expect(await ended()).toMatchObject({ by: "network", sipStatus: 200, fault: null });
  });
});

describe("where it is the far end's turn", () => {
  test("and nothing comes, the call is over, with a BYE and the reason", async () => {
    const { server, ended } = await talking("Session-Expires: 1;refresher=uas");
    await server.next("BYE");
    expect(await ended()).toMatchObject({
      by: "network",
      sipStatus: 200,
      sipReason: "nobody confirmed in time that the call still stands",
    });
  });

  test("its re-INVITE confirms, and is answered with what counts from now on", async () => {
    const { server, invite, story } = await talking("Session-Expires: 1;refresher=uas");
    server.request(invite, "INVITE", {
      headers: ["Session-Expires: 300;refresher=uac", "Supported: timer"],
      body: sdp,
    });
    const ok = await server.next("200");
    expect(ok.header("Session-Expires")).toBe("300;refresher=uac");
    expect(ok.header("Require")).toBe("timer");
    server.request(invite, "ACK");
    await new Promise((resolve) => setTimeout(resolve, 900));
    expect(story()).not.toContain("ended");
  });

  test("and it cannot do so itself, it becomes ours", async () => {
    const { server, invite } = await talking();
    server.request(invite, "INVITE", { headers: ["x: 120"], body: sdp });
    const ok = await server.next("200");
    expect(ok.header("Session-Expires")).toBe("120;refresher=uas");
    expect(ok.header("Require")).toBe("");
  });
});

test("a far end that agrees on nothing is left alone", async () => {
  const { server, story } = await answered({ timing });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(server.count("INVITE") + server.count("UPDATE")).toBe(1);
  expect(story()).toEqual(["sent", "progressed", "answered"]);
});

import { describe, expect, test } from "vitest";
import { answered, registeredLine } from "./support/call.ts";
import { describeAudio } from "./support/fake-media.ts";
import { callerOf, ringing, taken, type Ringing } from "./support/far-caller.ts";

const talk = { headers: ["Event: talk", "Subscription-State: terminated"] };
const hold = { headers: ["Event: hold"] };
const offer = describeAudio("sendrecv", "far");
const recvonly = describeAudio("recvonly", "far");

/** Somebody is at the desk and has nothing against it. */
function grants({ phone }: Ringing): void {
  phone.subscribe((fact) => {
    if (fact.type === "asked-by-network" && fact.what === "talk") phone.answer(fact.call);
  });
}

describe("a platform that asks to talk", () => {
  test("while it rings has the call answered for the agent", async () => {
    const setting = await ringing();
    const { server, call, caller, fact, story } = setting;
    grants(setting);
    caller.request("NOTIFY", talk);
    expect((await server.next("200")).header("CSeq")).toMatch(/NOTIFY$/);
    expect((await server.next("200")).header("CSeq")).toMatch(/INVITE$/);
    expect(await fact("asked-by-network")).toMatchObject({ call, what: "talk" });
    await fact("answered");
    expect(story()).toEqual(["arrived", "asked-by-network", "answered"]);
  });

  test("twice has it answered once", async () => {
    const setting = await ringing();
    const { server, caller, fact, story } = setting;
    grants(setting);
    caller.request("NOTIFY", talk);
    caller.request("NOTIFY", talk);
    await fact("answered");
    caller.ack();
    // Both NOTIFYs and the INVITE, each once.
    for (let count = 0; count < 3; count += 1) await server.next("200");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(story()).toEqual(["arrived", "asked-by-network", "answered"]);
    expect(server.count("200")).toBe(3);
  });

  test.each(["within its dialog", "outside any dialog"])(
    "%s is refused when nobody grants it, and the call rings on",
    async (where) => {
      const setting = await ringing();
      const { server, phone, call, caller, fact, story } = setting;
      const from = where === "within its dialog" ? caller : callerOf(setting);
      from.request("NOTIFY", talk);
      expect((await server.next("403")).header("CSeq")).toMatch(/NOTIFY$/);
      expect(await fact("asked-by-network")).toMatchObject({ call, what: "talk" });
      expect(story()).toEqual(["arrived", "asked-by-network"]);
      expect(server.count("200")).toBe(0);
      phone.answer(call);
      await fact("answered");
    },
  );

  test("within a held call has it resumed, and with hold it is held", async () => {
    const { server, call, caller, fact } = await taken();
    caller.request("NOTIFY", hold);
    expect(await fact("asked-by-network")).toMatchObject({ call, what: "hold" });
    const held = await server.next("INVITE");
    expect(held.body).toBe(describeAudio("sendonly"));
    server.answer(held, recvonly);
    expect(await fact("hold-settled")).toMatchObject({ isHeld: true });
    caller.request("NOTIFY", talk);
    server.answer(await server.next("INVITE"), offer);
    expect(await fact("hold-settled")).toMatchObject({ isHeld: false });
  });

  test("within a call of ours works alike", async () => {
    const { server, invite, fact, story } = await answered();
    expect(invite.header("Allow-Events")).toBe("talk, hold");
    server.request(invite, "NOTIFY", talk);
    await server.next("200");
    server.request(invite, "NOTIFY", hold);
    server.answer(await server.next("INVITE"), recvonly);
    await fact("hold-settled");
    expect(story().filter((type) => type === "asked-by-network")).toHaveLength(1);
  });

  test("outside any dialog means the one call that rings", async () => {
    const setting = await ringing();
    grants(setting);
    callerOf(setting).request("NOTIFY", talk);
    await setting.fact("answered");
    expect(setting.story()).toContain("asked-by-network");
  });

  test("outside any dialog while two ring is refused", async () => {
    const setting = await ringing({ call: { mostAlerting: 2 } });
    callerOf(setting).invite({ body: offer });
    await setting.fact("arrived");
    callerOf(setting).request("NOTIFY", talk);
    await setting.server.next("481");
    expect(setting.story()).toEqual(["arrived", "arrived"]);
  });

  test("outside any dialog means the one call there is to hold", async () => {
    const setting = await taken();
    callerOf(setting).request("NOTIFY", hold);
    setting.server.answer(await setting.server.next("INVITE"), recvonly);
    await setting.fact("hold-settled");
  });
});

describe("a NOTIFY of another kind", () => {
  test.each(["message-summary", "check-sync", "refer"])(
    "of %s is refused in a call",
    async (event) => {
      const { server, caller, story } = await taken();
      caller.request("NOTIFY", { headers: [`Event: ${event}`] });
      await server.next("489");
      expect(story()).toEqual(["arrived", "answered"]);
    },
  );

  test("is refused while it rings, and the call goes on ringing", async () => {
    const { server, caller, story } = await ringing();
    caller.request("NOTIFY", { headers: ["Event: x"] });
    await server.next("489");
    expect(story()).toEqual(["arrived"]);
  });

  test("asking to talk with nobody there is refused", async () => {
    const setting = await registeredLine();
    callerOf(setting).request("NOTIFY", talk);
    await setting.server.next("481");
    expect(setting.story()).toEqual([]);
  });
});

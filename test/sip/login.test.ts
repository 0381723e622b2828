import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { dialled, NUMBER, startedLine, whyFailed } from "./support/call.ts";
import { describeAudio } from "./support/fake-media.ts";
import { attemptId } from "./support/line.ts";
import type { Seen } from "./support/raw-server.ts";

const challenge = (kind: "WWW" | "Proxy", realm: string, nonce: string, more = ""): string =>
  `${kind}-Authenticate: Digest realm="${realm}", nonce="${nonce}", qop="auth"${more}`;

/** The parameters of each answer a request carries, by name. */
function answersOf(request: Seen, header: "Authorization" | "Proxy-Authorization") {
  return request.text
    .split("\r\n")
    .filter((line) => line.startsWith(`${header}:`))
    .map((line) =>
      Object.fromEntries(
        [...line.matchAll(/(\w+)=(?:"([^"]*)"|([^\s,]+))/g)].map(([, name, quoted, bare]) => [
          name ?? "",
          quoted ?? bare ?? "",
        ]),
      ),
    );
}

/** What the server computes for the password it knows. */
function expected(given: Record<string, string>, method: string, hash: string): string {
  const of = (text: string) => createHash(hash).update(text).digest("hex");
  const { realm, nonce, nc, cnonce, uri } = given;
  const secret = of(`kim:${realm}:secret`);
  return of(`${secret}:${nonce}:${nc}:${cnonce}:auth:${of(`${method}:${uri}`)}`);
}

describe("a registration", () => {
  test.each([
    ["MD5", "md5"],
    ["SHA-256", "sha256"],
    ["SHA-512-256", "sha512-256"],
  ])("answers a challenge with %s", async (algorithm, hash) => {
    const line = await startedLine((at, request) => {
      const [given] = answersOf(request, "Authorization");
      if (given?.["response"] === expected(given ?? {}, "REGISTER", hash)) at.grant(request);
      else {
        const headers = [challenge("WWW", "here", "n1", `, algorithm=${algorithm}`)];
        at.reply(request, "401 Unauthorized", { headers });
      }
    });
    await line.registered();
    expect(line.server.seen.at(-1)?.text).not.toContain("secret");
  });

  test("takes the first of several challenges that it knows, as the server prefers", async () => {
    const line = await startedLine((at, request) => {
      if (request.header("Authorization") !== "") {
        at.grant(request);
        return;
      }
      const headers = ["AKAv1-MD5", "SHA-256", "MD5"].map((algorithm) =>
        challenge("WWW", "here", "n1", `, algorithm=${algorithm}`),
      );
      at.reply(request, "401 Unauthorized", { headers });
    });
    await line.registered();
    const answers = answersOf(line.server.seen.at(-1) as Seen, "Authorization");
    expect(answers.map(({ algorithm }) => algorithm)).toEqual(["SHA-256"]);
  });

  test.each([
    [
      [challenge("WWW", "here", "n1", ", algorithm=AKAv1-MD5")],
      { is: "login-unknown", offered: ["Digest AKAv1-MD5"] },
    ],
    [['WWW-Authenticate: Basic realm="here"'], { is: "login-unknown", offered: ["Basic"] }],
    [[], { is: "no-login-offered" }],
  ])(
    "that asks for what cannot be answered (%j) says so, and what was offered",
    async (headers, trouble) => {
      const line = await startedLine((at, request) => {
        at.reply(request, "401 Unauthorized", { headers });
      });
      expect(await whyFailed(line)).toEqual(trouble);
      expect(line.server.count("REGISTER")).toBe(1);
    },
  );

  test("answers a nonce that has become stale, and counts each nonce from one", async () => {
    let rounds = 0;
    const line = await startedLine((at, request) => {
      rounds += 1;
      const stale = rounds > 1 ? ", stale=true" : "";
      if (rounds > 3) at.grant(request);
      else
        at.reply(request, "401 Unauthorized", {
          headers: [challenge("WWW", "here", `n${rounds}`, stale)],
        });
    });
    await line.registered();
    const answers = line.server.seen.flatMap((request) => answersOf(request, "Authorization"));
    expect(answers.map(({ nonce, nc }) => `${nonce} ${nc}`)).toEqual([
      "n1 00000001",
      "n2 00000001",
      "n3 00000001",
    ]);
  });

  test("gives up on a server that calls every nonce stale", async () => {
    let rounds = 0;
    const line = await startedLine((at, request) => {
      rounds += 1;
      const headers = [challenge("WWW", "here", `n${rounds}`, ", stale=true")];
      at.reply(request, "401 Unauthorized", { headers });
    });
    expect(await whyFailed(line)).toEqual({ is: "wrong-password" });
    expect(line.server.count("REGISTER")).toBeLessThan(10);
  });

  test("counts a nonce on that the server gives out again", async () => {
    const line = await startedLine(
      (at, request) => {
        if (request.header("Authorization") === "") {
          at.reply(request, "401 Unauthorized", { headers: [challenge("WWW", "here", "n1")] });
        } else at.grant(request, 1);
      },
      { timing: { refreshFloorMs: 20 } },
    );
    await line.registered();
    while (line.server.count("REGISTER") < 4) await new Promise((go) => setTimeout(go, 20));
    const answers = line.server.seen.flatMap((request) => answersOf(request, "Authorization"));
    expect(answers.slice(0, 2).map(({ nc }) => nc)).toEqual(["00000001", "00000002"]);
  });
});

describe("an INVITE", () => {
  test("answers its proxy and then the one behind it, each once", async () => {
    const { server, invite, fact, story } = await dialled();
    server.reply(invite, "407 Proxy Authentication Required", {
      headers: [challenge("Proxy", "near", "n1")],
    });
    const second = await server.next("INVITE");
    server.reply(second, "407 Proxy Authentication Required", {
      headers: [challenge("Proxy", "far", "n2")],
    });
    const third = await server.next("INVITE");
    expect(answersOf(third, "Proxy-Authorization").map(({ realm }) => realm)).toEqual([
      "near",
      "far",
    ]);
    server.reply(third, "401 Unauthorized", { headers: [challenge("WWW", "near", "n3")] });
    const fourth = await server.next("INVITE");
    expect(answersOf(fourth, "Proxy-Authorization")).toHaveLength(2);
    for (const given of answersOf(fourth, "Authorization")) {
      expect(given["response"]).toBe(expected(given, "INVITE", "md5"));
    }
    const numbers = [invite, second, third, fourth].map((one) => one.header("CSeq"));
    expect(numbers).toEqual(["1 INVITE", "2 INVITE", "3 INVITE", "4 INVITE"]);
    server.ring(fourth);
    await fact("progressed");
    expect(story()).toEqual(["sent", "progressed"]);
  });

  test("answers two realms that one response asks for", async () => {
    const { server, invite } = await dialled();
    server.reply(invite, "407 Proxy Authentication Required", {
      headers: [challenge("Proxy", "near", "n1"), challenge("Proxy", "far", "n2")],
    });
    const second = await server.next("INVITE");
    expect(answersOf(second, "Proxy-Authorization").map(({ realm }) => realm)).toEqual([
      "near",
      "far",
    ]);
  });

  test("that is asked for the same realm again ends as refused by the account", async () => {
    const { server, invite, ended } = await dialled();
    const headers = [challenge("Proxy", "near", "n1")];
    server.reply(invite, "407 Proxy Authentication Required", { headers });
    server.reply(await server.next("INVITE"), "407 Proxy Authentication Required", {
      headers: [challenge("Proxy", "near", "n2")],
    });
    const end = await ended();
    expect(end).toMatchObject({ sipStatus: 407, by: "network" });
    expect(end.sipReason).toBe("Proxy Authentication Required");
    expect(server.count("INVITE")).toBe(2);
  });

  test("that is asked for what cannot be answered says which", async () => {
    const { server, invite, ended } = await dialled();
    server.reply(invite, "407 Proxy Authentication Required", {
      headers: [challenge("Proxy", "near", "n1", ", algorithm=AKAv2-SHA-256")],
    });
    expect((await ended()).sipReason).toBe("Proxy Authentication Required; Digest AKAv2-SHA-256");
  });
});

describe("a request within a call", () => {
  const asks = (realm: string) => ({ headers: [challenge("Proxy", realm, "n1")] });

  /** The realm `near` has let the INVITE pass on its way out, so it may ask again later. */
  async function letThrough() {
    const setting = await dialled();
    const { server, invite, fact } = setting;
    server.reply(invite, "407 Proxy Authentication Required", asks("near"));
    const second = await server.next("INVITE");
    server.answer(second, describeAudio("sendrecv", "far"));
    await fact("answered");
    return { ...setting, second };
  }

  test("that is challenged keeps the numbers of its dialog", async () => {
    const { phone, server, attempt, invite, second, fact } = await letThrough();
    phone.hold(attempt);
    const first = await server.next("INVITE");
    server.reply(first, "407 Proxy Authentication Required", asks("near"));
    const held = await server.next("INVITE");
    expect(answersOf(held, "Proxy-Authorization")).toHaveLength(1);
    server.answer(held, describeAudio("recvonly", "far"));
    await fact("hold-settled");
    phone.hangUp(attempt);
    const bye = await server.next("BYE");
    server.reply(bye, "407 Proxy Authentication Required", asks("near"));
    const again = await server.next("BYE");
    expect(answersOf(again, "Proxy-Authorization")).toHaveLength(1);
    const numbers = [invite, second, first, held, bye, again].map((one) =>
      Number.parseInt(one.header("CSeq")),
    );
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("gives a realm nothing that has not asked before the call, and the call goes on", async () => {
    const { phone, server, attempt, fact, ended } = await letThrough();
    phone.hold(attempt);
    const hold = await server.next("INVITE");
    server.reply(hold, "407 Proxy Authentication Required", asks("far"));
    await fact("hold-refused");
    phone.hangUp(attempt);
    const bye = await server.next("BYE");
    server.reply(bye, "401 Unauthorized", { headers: [challenge("WWW", "far", "n1")] });
    await ended();
    const said = server.seen.map(({ text }) => text).join("\n");
    expect(said).not.toContain('realm="far"');
    expect(server.count("BYE")).toBe(1);
  });

  test("is let through by a realm that the registration knows", async () => {
    const line = await startedLine((at, request) => {
      if (request.header("Authorization") !== "") at.grant(request);
      else at.reply(request, "401 Unauthorized", { headers: [challenge("WWW", "home", "n1")] });
    });
    await line.registered();
    const attempt = attemptId();
    line.phone.invite(attempt, NUMBER);
    line.server.answer(await line.server.next("INVITE"), describeAudio("sendrecv", "far"));
    await line.fact("answered");
    line.phone.hangUp(attempt);
    const bye = await line.server.next("BYE");
    line.server.reply(bye, "407 Proxy Authentication Required", asks("home"));
    expect(answersOf(await line.server.next("BYE"), "Proxy-Authorization")).toHaveLength(1);
  });
});

import { describe, expect, test } from "vitest";
import { registeredLine, startedLine, whyFailed } from "./support/call.ts";
import { afterwards, attemptId, openLine } from "./support/line.ts";
import { RawServer, type Seen } from "./support/raw-server.ts";

const CHALLENGE = 'WWW-Authenticate: Digest realm="example.invalid", nonce="n1", qop="auth"';

const routesOf = (request: Seen): string[] =>
  request.text.split("\r\n").flatMap((line) => /^Route: (.*)/.exec(line)?.[1] ?? []);

describe("a line", () => {
  test("tells that it connects, then that it is registered", async () => {
    const { facts } = await registeredLine();
    expect(facts).toMatchObject([
      { registration: { at: "connecting", account: "sip:kim@example.invalid", isDemo: false } },
      { registration: { at: "registered", reason: null } },
    ]);
  });

  test("answers the challenge of the registrar", async () => {
    const { server } = await startedLine((at, request) => {
      if (request.header("Authorization") === "") {
        at.reply(request, "401 Unauthorized", { headers: [CHALLENGE] });
      } else at.grant(request);
    });
    await server.next("REGISTER");
    const second = await server.next("REGISTER");
    expect(second.header("Authorization")).toContain('username="kim"');
    expect(second.text).not.toContain("secret");
  });

  test("says that the password is wrong, and does not try it again at once", async () => {
    const line = await startedLine((at, request) => {
      at.reply(request, "401 Unauthorized", { headers: [CHALLENGE] });
    });
    expect(await whyFailed(line)).toEqual({ is: "wrong-password" });
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(line.server.count("REGISTER")).toBe(2);
  });

  test("sends no digest of a guess when it has no password", async () => {
    const line = await startedLine(
      (at, request) => {
        at.reply(request, "401 Unauthorized", { headers: [CHALLENGE] });
      },
      { password: null },
    );
    expect(await whyFailed(line)).toEqual({ is: "no-password-stored" });
    expect(line.server.count("REGISTER")).toBe(1);
  });

  test.each([
    ["403 Forbidden", { is: "account-not-let-in" }],
    ["404 Not Found", { is: "address-unknown" }],
    ["499 Odd", { is: "registration-refused", status: 499 }],
  ])("tells of %s as what it means", async (status, trouble) => {
    const line = await startedLine((at, request) => {
      at.reply(request, status);
    });
    expect(await whyFailed(line)).toEqual(trouble);
  });

  test("tries again by itself when the server was out of order", async () => {
    let tries = 0;
    const line = await startedLine((at, request) => {
      tries += 1;
      if (tries === 1) at.reply(request, "500 Server Error");
      else at.grant(request);
    });
    expect(await whyFailed(line)).toEqual({ is: "server-fault" });
    await line.registered();
  });

  test("waits as long as the server asks for", async () => {
    const line = await startedLine((at, request) => {
      at.reply(request, "503 Service Unavailable", { headers: ["Retry-After: 60"] });
    });
    await whyFailed(line);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(line.server.count("REGISTER")).toBe(1);
  });

  test("asks for a longer registration when the server wants one", async () => {
    const line = await startedLine((at, request) => {
      if (request.header("Expires") === "300") {
        at.reply(request, "423 Interval Too Brief", { headers: ["Min-Expires: 900"] });
      } else at.grant(request, 900);
    });
    await line.registered();
    expect(line.server.seen.at(-1)?.header("Expires")).toBe("900");
  });

  test("refreshes its registration before it ends", async () => {
    const line = await startedLine(
      (at, request) => {
        at.grant(request, 1);
      },
      { timing: { refreshFloorMs: 20 } },
    );
    const first = await line.server.next("REGISTER");
    const second = await line.server.next("REGISTER");
    expect(second.header("Call-ID")).toBe(first.header("Call-ID"));
    expect(Number.parseInt(second.header("CSeq"))).toBeGreaterThan(
      Number.parseInt(first.header("CSeq")),
    );
  });

  test.each(["no expiry", "no Contact", "an absurd expiry"])(
    "is registered and quiet when the server's answer has %s",
    async (odd) => {
      const line = await startedLine((at, request) => {
        const contact = `Contact: ${request.header("Contact").replace(/;expires=\d+/, "")}`;
        const headers = {
          "no expiry": [contact],
          "no Contact": [],
          "an absurd expiry": [`${contact};expires=999999999`],
        }[odd];
        at.reply(request, "200 OK", { headers: headers ?? [] });
      });
      await line.registered();
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(line.server.count("REGISTER")).toBe(1);
    },
  );

  test("takes the time that its own contact was given, not that of another device, and notes that one", async () => {
    const line = await startedLine(
      (at, request) => {
        const own = request.header("Contact").replace(/;expires=\d+/, ";expires=1");
        const other = "<sip:other@192.0.2.7:5060>;expires=3000";
        at.reply(request, "200 OK", { headers: [`Contact: ${other}, ${own}`] });
      },
      { timing: { refreshFloorMs: 20 } },
    );
    await line.registered();
    while (line.server.count("REGISTER") < 3) await new Promise((go) => setTimeout(go, 20));
    const noted = line.reports.filter((report) => report.includes("besides this one: 1"));
    expect(noted).toHaveLength(1);
  });

  test("sends everything by its outbound proxy, and calls by where the registrar wants them", async () => {
    const line = await startedLine(
      (at, request) => {
        at.reply(request, "200 OK", {
          headers: [
            `Contact: ${request.header("Contact")}`,
            "Service-Route: <sip:home.invalid;lr>, <sip:next.invalid;lr>",
          ],
        });
      },
      {
        account: { outboundProxy: "sip:proxy.invalid;transport=ws" },
        timing: { probeMs: 30, refreshFloorMs: 20 },
      },
    );
    await line.registered();
    const register = await line.server.next("REGISTER");
    expect(routesOf(register)).toEqual(["<sip:proxy.invalid;transport=ws;lr>"]);
    expect(routesOf(await line.server.next("OPTIONS"))).toEqual(routesOf(register));
    line.phone.invite(attemptId(), "+15550100");
    const invite = await line.server.next("INVITE");
    expect(routesOf(invite)).toEqual([
      "<sip:proxy.invalid;transport=ws;lr>",
      "<sip:home.invalid;lr>",
      "<sip:next.invalid;lr>",
    ]);
    expect(invite.start).toBe("INVITE sip:+15550100@example.invalid SIP/2.0");
  });

  test("says who the agent is", async () => {
    const { server } = await registeredLine({ account: { displayName: 'Kim "Q" Agent' } });
    const register = await server.next("REGISTER");
    expect(register.header("From")).toMatch(/^"Kim Q Agent" <sip:kim@example\.invalid>;tag=/);
  });

  test("takes its registration back when it stops, and closes the socket", async () => {
    const { phone, server, facts } = await registeredLine();
    await phone.stop();
    expect(server.seen.at(-1)).toMatchObject({ what: "REGISTER" });
    expect(server.seen.at(-1)?.header("Expires")).toBe("0");
    expect(facts.at(-1)).toMatchObject({ registration: { at: "offline" } });
    expect(server.isOpen).toBe(false);
  });

  test.each(["500 Server Error", "403 Forbidden"])(
    "takes back what it was given even when a refresh has met %s",
    async (status) => {
      const line = await startedLine(
        (at, request) => {
          if (at.count("REGISTER") === 1) at.grant(request, 1);
          else at.reply(request, status);
        },
        { timing: { refreshFloorMs: 20, registerRetryMs: 60_000, registerRetryMaxMs: 60_000 } },
      );
      await line.registered();
      await whyFailed(line);
      await line.phone.stop();
      expect(line.server.seen.at(-1)?.header("Expires")).toBe("0");
    },
  );

  test("takes back what it has asked for and not heard of", async () => {
    const line = await startedLine(() => undefined, { timing: { stopMs: 50 } });
    await line.server.next("REGISTER");
    const stopped = line.phone.stop();
    expect((await line.server.next("REGISTER")).header("Expires")).toBe("0");
    await stopped;
  });

  test("takes nothing back that was never given", async () => {
    const line = await startedLine((at, request) => {
      at.reply(request, "403 Forbidden");
    });
    await whyFailed(line);
    await line.phone.stop();
    expect(line.server.count("REGISTER")).toBe(1);
  });

  test("stops within its limit when the server has gone deaf", async () => {
    const { phone, server } = await registeredLine({ timing: { stopMs: 50 } });
    server.freeze();
    await phone.stop();
    expect(server.count("REGISTER")).toBe(1);
  });
});

describe("a line whose socket is cut", () => {
  test("comes back by itself and registers anew", async () => {
    const line = await registeredLine();
    line.server.kick();
    await line.registered();
    expect(line.server.count("REGISTER")).toBe(2);
    expect(line.facts).toContainEqual({
      type: "registration-changed",
      registration: expect.objectContaining({
        at: "connecting",
        reason: { is: "connection-lost" },
      }) as unknown,
    });
  });

  test.each([
    ["403 Forbidden", []],
    ["401 Unauthorized", [CHALLENGE]],
    ["503 Service Unavailable", ["Retry-After: 60"]],
  ])("after %s keeps the time for the next try, however often that happens", async (...refusal) => {
    const [status, headers] = refusal;
    const line = await startedLine((at, request) => {
      at.reply(request, status, { headers });
    });
    const reason = await whyFailed(line);
    const asked = line.server.count("REGISTER");
    for (let count = 0; count < 3; count += 1) {
      line.server.kick();
      expect(await whyFailed(line)).toEqual(reason);
    }
    expect(line.server.count("REGISTER")).toBe(asked);
  });

  test("after a refusal tries again when the time for it has come", async () => {
    const line = await startedLine(
      (at, request) => {
        if (at.count("REGISTER") === 1) at.reply(request, "403 Forbidden");
        else at.grant(request);
      },
      { timing: { refusedRetryMs: 300 } },
    );
    await whyFailed(line);
    line.server.kick();
    await whyFailed(line);
    await line.registered();
    line.server.kick();
    await line.registered();
    expect(line.server.count("REGISTER")).toBe(3);
  });

  test("keeps trying while the server is away", async () => {
    const line = await registeredLine();
    const { port } = line.server;
    await line.server.stop();
    expect(await whyFailed(line)).toEqual({ is: "no-server-there" });
    const again = await RawServer.start(port);
    afterwards(() => again.stop());
    await line.registered();
    expect(again.count("REGISTER")).toBe(1);
  });

  test("says what is wrong when there is no server at all", async () => {
    const server = await RawServer.start();
    const { url } = server;
    await server.stop();
    const line = openLine({ url });
    line.phone.start();
    expect(await whyFailed(line)).toEqual({ is: "no-server-there" });
  });
});

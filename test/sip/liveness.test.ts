import { expect, test } from "vitest";
import { answered, registeredLine } from "./support/call.ts";
import { describeAudio } from "./support/fake-media.ts";
import { afterwards, openLine } from "./support/line.ts";
import { RawServer } from "./support/raw-server.ts";

const quick = { probeMs: 30, probeAnswerMs: 40 };

test("a server that hangs with its socket open is left, and the line registers anew", async () => {
  const line = await registeredLine({ timing: quick });
  line.server.freeze();
  await line.registered();
  expect(line.server.count("REGISTER")).toBeGreaterThan(1);
  expect(line.reports.join()).toContain("has not answered in time");
});

test("a server whose WebSocket lives while its SIP is dead is left, too", async () => {
  const line = await registeredLine({ timing: quick });
  line.server.onProbe = () => {
    line.server.send("\r\n");
  };
  await line.registered();
  expect(line.server.count("REGISTER")).toBe(2);
});

test.each(["200 OK", "404 Not Found", "405 Method Not Allowed", "401 Unauthorized", "500 Broken"])(
  "%s is a sign of life, and nothing follows it",
  async (status) => {
    const line = await registeredLine({ timing: quick });
    line.server.onProbe = (request) => {
      const headers = ['WWW-Authenticate: Digest realm="r", nonce="n"'];
      line.server.reply(request, status, { headers: status.startsWith("401") ? headers : [] });
    };
    while (line.server.count("OPTIONS") < 4) await new Promise((go) => setTimeout(go, 10));
    expect(line.server.count("REGISTER")).toBe(1);
    const probes = line.server.seen.filter(({ what }) => what === "OPTIONS");
    expect(probes.every((probe) => probe.header("Authorization") === "")).toBe(true);
    expect(new Set(probes.map((probe) => probe.header("Via"))).size).toBe(probes.length);
  },
);

test("the server's domain is asked, never the account's own address", async () => {
  const { server } = await registeredLine({ timing: quick });
  const probe = await server.next("OPTIONS");
  expect(probe.start).toBe("OPTIONS sip:example.invalid SIP/2.0");
  expect(probe.header("From")).toContain("<sip:kim@example.invalid>");
});

test("any other message counts as life while an answer is waited for", async () => {
  const line = await registeredLine({ timing: { probeMs: 30, probeAnswerMs: 80 } });
  line.server.onProbe = (request) => {
    line.server.send(
      request.text.replace("OPTIONS sip:", "PUBLISH sip:").replace("OPTIONS", "PUBLISH"),
    );
  };
  while (line.server.count("OPTIONS") < 5) await new Promise((go) => setTimeout(go, 10));
  expect(line.server.count("REGISTER")).toBe(1);
});

test("an answer that came while this process was held up is read before the server counts as gone", async () => {
  const line = await registeredLine({ timing: quick });
  line.server.onProbe = (request) => {
    line.server.reply(request, "200 OK");
    // The answer is in the line's socket; its time is over before anybody can read it.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3 * quick.probeAnswerMs);
  };
  while (line.server.count("OPTIONS") < 4) await line.server.next("OPTIONS");
  expect(line.server.count("REGISTER")).toBe(1);
  expect(line.reports).toEqual([]);
});

test("no probe is sent where none is wanted", async () => {
  const { server } = await registeredLine({ timing: { probeMs: 0 } });
  await new Promise((go) => setTimeout(go, 100));
  expect(server.count("OPTIONS")).toBe(0);
});

test("a call outlives the server's hanging: its far end learns where we are now", async () => {
  const { server, invite, story } = await answered({ timing: quick });
  server.freeze();
  const refresh = await server.next("INVITE");
  expect(refresh.header("Call-ID")).toBe(invite.header("Call-ID"));
  server.answer(refresh, describeAudio("sendrecv", "far"));
  await server.next("ACK");
  expect(story()).toEqual(["sent", "progressed", "answered"]);
});

test("a machine that woke opens its socket anew at once", async () => {
  const line = await registeredLine({ timing: { reconnectFirstMs: 60_000 } });
  line.phone.refresh("woke");
  await line.registered();
  expect(line.server.count("REGISTER")).toBe(2);
});

test("a machine that woke while its server was away tries at once", async () => {
  const line = await registeredLine({
    timing: { reconnectFirstMs: 1, reconnectBaseMs: 60_000, reconnectNearMs: 60_000 },
  });
  const { port } = line.server;
  await line.server.stop();
  for (;;) {
    const { registration } = await line.fact("registration-changed");
    if (registration.at === "offline") break;
  }
  const again = await RawServer.start(port);
  afterwards(() => again.stop());
  line.phone.refresh("woke");
  await line.registered();
});

test("another network leaves a socket that still works alone", async () => {
  const line = await registeredLine({ timing: { probeMs: 0 } });
  line.phone.refresh("network-changed");
  await line.server.next("OPTIONS");
  await new Promise((go) => setTimeout(go, 50));
  expect(line.server.count("REGISTER")).toBe(1);
});

test("another network ends a socket that no longer works", async () => {
  const line = await registeredLine({ timing: { probeMs: 0, probeAnswerMs: 60 } });
  line.server.freeze();
  line.phone.refresh("network-changed");
  await line.registered();
  expect(line.server.count("REGISTER")).toBe(2);
});

test("a line that was never started stays where it is when the machine wakes", async () => {
  const server = await RawServer.start();
  afterwards(() => server.stop());
  const { phone, facts } = openLine({ url: server.url });
  phone.refresh("woke");
  phone.refresh("network-changed");
  await new Promise((go) => setTimeout(go, 30));
  expect(facts).toEqual([]);
});

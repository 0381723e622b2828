import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { startBrowserHost, type BrowserHost } from "#browser-host/server.ts";
import { createMediaLink } from "#ipc/media-link.ts";
import { idleDesk, standInDesk, type StandInDesk } from "#test/support/desk-service.ts";
import { handTimers } from "#test/support/hand-timers.ts";

const TOKEN = "a-token-of-this-test";
const reports: string[] = [];
let folder: string;
let desk: StandInDesk;
let host: BrowserHost;
let media: ReturnType<typeof createMediaLink>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "ringback-host-"));
  const pages = join(folder, "pages");
  mkdirSync(join(pages, "assets"), { recursive: true });
  writeFileSync(join(folder, "secret.html"), "secret");
  writeFileSync(join(pages, "index.html"), "<!doctype html>desk");
  writeFileSync(join(pages, "media.html"), "<!doctype html>media");
  writeFileSync(join(pages, "assets", "main-1.js"), "export {}");
  writeFileSync(join(pages, "tone.wav"), "0123456789");
  writeFileSync(join(pages, "notes.txt"), "of no served type");
  reports.length = 0;
  const report = (what: string) => void reports.push(what);
  desk = standInDesk();
  media = createMediaLink({ timers: handTimers().timers, report });
  host = await startBrowserHost({
    rendererFolder: pages,
    desk: desk.service,
    attachMedia: media.attach,
    port: 0,
    token: TOKEN,
    report,
  });
});

afterEach(async () => {
  await host.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Sends the path as it is written: `fetch` would tidy it. */
function ask(
  path: string,
  options: { method?: string; headers?: OutgoingHttpHeaders; body?: string } = {},
): Promise<Answer> {
  const { method = "GET", headers = {}, body = "" } = options;
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: "127.0.0.1", port: host.port, path, method, headers },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

const ownOrigin = () => `http://127.0.0.1:${host.port}`;

async function cookie(): Promise<string> {
  const headers = { Origin: ownOrigin() };
  const answer = await ask("/session", { method: "POST", headers, body: TOKEN });
  return (answer.headers["set-cookie"]?.[0] ?? "").split(";")[0] ?? "";
}

type Opened =
  | { socket: WebSocket; frames: unknown[]; next: (count: number) => Promise<unknown[]> }
  | { status: number };

function open(path: string, headers: Record<string, string>): Promise<Opened> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${host.port}${path}`, { headers });
    const frames: unknown[] = [];
    const next = async (count: number) => {
      while (frames.length < count) {
        await new Promise((arrived) => socket.once("message", arrived));
      }
      return frames;
    };
    socket.on("message", (frame: Buffer) => frames.push(JSON.parse(frame.toString())));
    socket.on("unexpected-response", (_request, answer) => {
      resolve({ status: answer.statusCode ?? 0 });
      socket.terminate();
    });
    socket.on("open", () => resolve({ socket, frames, next }));
    socket.on("error", (error) => reject(error));
  });
}

async function openOwn(role: "ui" | "media") {
  const opened = await open(`/wire?role=${role}`, { Origin: ownOrigin(), Cookie: await cookie() });
  if ("status" in opened) throw new Error(`Refused with ${opened.status}.`);
  return opened;
}

describe("pages", () => {
  test("are served with a strict policy and never kept by the browser", async () => {
    const { status, headers, body } = await ask("/");
    expect(status).toBe(200);
    expect(body).toContain("desk");
    expect(headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(headers["cache-control"]).toBe("no-store");
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["referrer-policy"]).toBe("no-referrer");
    expect(headers["permissions-policy"]).toContain("microphone=(self)");
    expect(headers["cross-origin-opener-policy"]).toBe("same-origin");
    const policy = headers["content-security-policy"];
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${host.port} `);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe-eval");
  });

  test("may be framed by our own page in the media page's case alone", async () => {
    const { headers } = await ask("/media.html");
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'self'");
  });

  test("carry the type of their content", async () => {
    const { headers } = await ask("/assets/main-1.js");
    expect(headers["content-type"]).toBe("text/javascript; charset=utf-8");
    expect((await ask("/notes.txt")).status).toBe(404);
  });

  test("answer a range, as a tone that loops asks for one", async () => {
    const part = await ask("/tone.wav", { headers: { Range: "bytes=2-4" } });
    expect([part.status, part.body, part.headers["content-range"]]).toEqual([
      206,
      "234",
      "bytes 2-4/10",
    ]);
    const rest = await ask("/tone.wav", { headers: { Range: "bytes=7-" } });
    expect(rest.body).toBe("789");
    const silly = await ask("/tone.wav", { headers: { Range: "bytes=99-" } });
    expect([silly.status, silly.body]).toEqual([200, "0123456789"]);
  });
});

describe("refused is", () => {
  test.each([
    "/../secret.html",
    "/..%2fsecret.html",
    "/%2e%2e/secret.html",
    "/assets/..%2f..%2f..%2fsecret.html",
    "/..\\secret.html",
    "//../secret.html",
    "/index.html%00.js",
    "/assets",
    "/assets/",
    "http://[",
  ])("the path %s", async (path) => {
    const { status, body } = await ask(path);
    expect(status).toBe(404);
    expect(body).not.toContain("secret");
  });

  test("a name that was bound to this address", async () => {
    const { status } = await ask("/", { headers: { Host: `evil.example:${host.port}` } });
    expect(status).toBe(403);
    expect((await ask("/", { headers: { Host: "127.0.0.1:1" } })).status).toBe(403);
    expect((await ask("/", { headers: { Host: `localhost:${host.port}` } })).status).toBe(200);
  });

  test("another site's page", async () => {
    expect((await ask("/", { headers: { Origin: "https://evil.example" } })).status).toBe(403);
    expect((await ask("/", { headers: { Origin: "null" } })).status).toBe(403);
  });

  test("every method but GET and HEAD", async () => {
    expect((await ask("/", { method: "POST" })).status).toBe(405);
    expect((await ask("/", { method: "HEAD" })).body).toBe("");
  });
});

describe("the token", () => {
  const post = (body: string, headers: OutgoingHttpHeaders) =>
    ask("/session", { method: "POST", body, headers });

  test("is in the fragment of the address and buys a strict cookie, as often as it is shown", async () => {
    expect(host.url).toBe(`${ownOrigin()}/#token=${TOKEN}`);
    for (let time = 0; time < 2; time += 1) {
      const { status, headers } = await post(TOKEN, { Origin: ownOrigin() });
      expect(status).toBe(204);
      expect(headers["set-cookie"]?.[0]).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
      expect(headers["set-cookie"]?.[0]).not.toContain(TOKEN);
    }
  });

  test("buys nothing when it is wrong, or shown by another page or by none", async () => {
    const own = { Origin: ownOrigin() };
    expect((await post("wrong", own)).status).toBe(401);
    expect((await post("", own)).status).toBe(401);
    expect((await post(TOKEN, { Origin: "https://evil.example" })).status).toBe(403);
    expect((await post(TOKEN, {})).status).toBe(403);
    expect((await ask("/session", { headers: own })).status).toBe(405);
  });
});

test("a body that never ends is refused without waiting for its end", async () => {
  const headers = { Origin: ownOrigin() };
  const options = { host: "127.0.0.1", port: host.port, path: "/session", method: "POST", headers };
  const status = await new Promise((resolve, reject) => {
    const sent = request(options, (answer) => {
      resolve(answer.statusCode);
      sent.destroy();
    });
    sent.on("error", reject);
    sent.write("x".repeat(2_000));
  });
  expect(status).toBe(401);
});

describe("the wire", () => {
  test("is refused without the cookie, without our origin, and elsewhere", async () => {
    const own = { Origin: ownOrigin() };
    const known = { Cookie: await cookie() };
    const name = known.Cookie.split("=")[0] ?? "";
    expect(await open("/wire?role=ui", own)).toEqual({ status: 401 });
    expect(await open("/wire?role=ui", { ...own, Cookie: `${name}=x` })).toEqual({ status: 401 });
    expect(await open("/wire?role=ui", known)).toEqual({ status: 403 });
    const evil = { ...known, Origin: "https://evil.example" };
    expect(await open("/wire?role=ui", evil)).toEqual({ status: 403 });
    const rebound = { ...own, ...known, Host: `evil.example:${host.port}` };
    expect(await open("/wire?role=ui", rebound)).toEqual({ status: 403 });
    expect(await open("/wire?role=root", { ...own, ...known })).toEqual({ status: 404 });
    expect(await open("/other?role=ui", { ...own, ...known })).toEqual({ status: 404 });
    expect(desk.lookers()).toBe(0);
  });

  test("gives a page the desk's snapshot, answers it, and counts it as looking until it leaves", async () => {
    const page = await openOwn("ui");
    expect(await page.next(1)).toEqual([
      { kind: "event", name: "desk.changed", payload: idleDesk },
    ]);
    expect(desk.lookers()).toBe(1);
    page.socket.send(JSON.stringify({ kind: "ask", id: 1, name: "desk.read", input: {} }));
    expect((await page.next(2))[1]).toMatchObject({ kind: "reply", id: 1, reply: { ok: true } });
    page.socket.close();
    await expect.poll(() => desk.lookers()).toBe(0);
  });

  test("survives frames that are no messages", async () => {
    const page = await openOwn("ui");
    await page.next(1);
    page.socket.send("{");
    page.socket.send(Buffer.from([1, 2, 3]));
    page.socket.send(JSON.stringify({ kind: "ask", id: 1, name: "desk.read", input: {} }));
    expect((await page.next(2))[1]).toMatchObject({ id: 1 });
    expect(reports).toHaveLength(2);
  });

  test("closes on a message of more than a megabyte", async () => {
    const page = await openOwn("ui");
    const closed = new Promise<number>((resolve) => page.socket.on("close", resolve));
    page.socket.send("x".repeat(1_000_001));
    expect(await closed).toBe(1009);
    await expect.poll(() => desk.lookers()).toBe(0);
  });

  test("of a media page becomes main's media link", async () => {
    const page = await openOwn("media");
    page.socket.send(JSON.stringify({ kind: "event", name: "ready", payload: {} }));
    const isPresent = () => {
      let present = false;
      media.link.onPresence((next) => (present = next))();
      return present;
    };
    await expect.poll(isPresent).toBe(true);
    const reply = media.link.ask("prepare", { session: "a", iceServers: [], gatherLimitMs: 0 });
    const [ask] = (await page.next(1)) as [{ id: number }];
    const value = { microphone: "Headset", sdp: "v=0" };
    page.socket.send(JSON.stringify({ kind: "reply", id: ask.id, reply: { ok: true, value } }));
    expect(await reply).toEqual({ ok: true, value });
    expect(desk.lookers()).toBe(0);
    page.socket.terminate();
    await expect.poll(isPresent).toBe(false);
  });
});

test("a taken port is an error for the one who starts, not a crash", async () => {
  const again = startBrowserHost({
    rendererFolder: join(folder, "pages"),
    desk: desk.service,
    attachMedia: media.attach,
    port: host.port,
    token: TOKEN,
    report: () => undefined,
  });
  await expect(again).rejects.toMatchObject({ code: "EADDRINUSE" });
});

test("closing ends every page's connection", async () => {
  const page = await openOwn("ui");
  const closed = new Promise((resolve) => page.socket.on("close", resolve));
  await host.close();
  await closed;
  await host.close();
});

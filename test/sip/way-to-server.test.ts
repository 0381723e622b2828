import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Account } from "#contract/account.ts";
import { whyFailed } from "./support/call.ts";
import { afterwards, openLine } from "./support/line.ts";
import { RawServer } from "./support/raw-server.ts";

const folder = join(import.meta.dirname, "support/tls");
const key = readFileSync(join(folder, "test-only.key.pem"), "utf8");
const caFile = join(folder, "test-only.cert.pem");
const cert = readFileSync(caFile, "utf8");

/** A server whose certificate nobody but `caFile` knows. */
async function privateServer(): Promise<RawServer> {
  const server = await RawServer.startSecure({ key, cert });
  afterwards(() => server.stop());
  return server;
}

/** A proxy that lets everything through, or refuses it with a status. */
async function proxyThat(does: "lets through" | "refuses") {
  const asked: IncomingMessage[] = [];
  const proxy = createServer();
  proxy.on("connect", (request, socket) => {
    asked.push(request);
    if (does === "refuses") {
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      return;
    }
    const [, port] = (request.url ?? "").split(":");
    const onward = connect(Number(port), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      onward.pipe(socket).pipe(onward);
    });
    for (const end of [onward, socket]) end.on("error", () => undefined);
    afterwards(() => Promise.resolve(void socket.destroy()));
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  afterwards(async () => {
    await new Promise((resolve) => proxy.close(resolve));
  });
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, asked };
}

function lineTo(server: RawServer, account: Partial<Account>, env: Record<string, string> = {}) {
  const line = openLine({
    url: `wss://localhost:${server.port}`,
    account: { caFile, ...account },
    env,
  });
  line.phone.start();
  return line;
}

test("a server whose authority stands in the account's caFile is trusted", async () => {
  const server = await privateServer();
  await lineTo(server, {}).registered();
});

test("a server whose authority is not known is told nothing", async () => {
  const server = await privateServer();
  const line = openLine({ url: `wss://localhost:${server.port}` });
  line.phone.start();
  expect(await whyFailed(line)).toEqual({ is: "certificate-not-trusted" });
  expect(server.seen).toEqual([]);
});

test.each([
  ["is missing", null, { is: "ca-file-unreadable", fault: "ENOENT" }],
  ["holds something else", "hello", { is: "no-certificate-in-ca-file" }],
])("a caFile that %s is named as the reason", async (_, text, trouble) => {
  const place = mkdtempSync(join(tmpdir(), "ringback-ca-"));
  afterwards(async () => {
    await rm(place, { recursive: true });
  });
  const file = join(place, "ca.pem");
  if (text !== null) writeFileSync(file, text);
  const server = await privateServer();
  expect(await whyFailed(lineTo(server, { caFile: file }))).toEqual(trouble);
});

test("the account's proxy is asked for the way, whatever the environment says", async () => {
  const server = await privateServer();
  const proxy = await proxyThat("lets through");
  await lineTo(server, { proxy: proxy.url }, { NO_PROXY: "localhost" }).registered();
  expect(proxy.asked.map(({ url }) => url)).toEqual([`localhost:${server.port}`]);
});

test("the proxy of the environment is asked, with its user and password", async () => {
  const server = await privateServer();
  const proxy = await proxyThat("lets through");
  const env = { HTTPS_PROXY: proxy.url.replace("//", "//kim:pass@") };
  await lineTo(server, {}, env).registered();
  const basic = Buffer.from("kim:pass").toString("base64");
  expect(proxy.asked[0]?.headers["proxy-authorization"]).toBe(`Basic ${basic}`);
});

test.each([
  ["its exceptions name the server", {}, { NO_PROXY: "localhost" }],
  ["the account says direct", { proxy: "direct" }, {}],
])("the proxy of the environment is passed by when %s", async (_, account, env) => {
  const server = await privateServer();
  const proxy = await proxyThat("lets through");
  await lineTo(server, account, { HTTPS_PROXY: proxy.url, ...env }).registered();
  expect(proxy.asked).toEqual([]);
});

test("a proxy that refuses is named as the reason", async () => {
  const server = await privateServer();
  const proxy = await proxyThat("refuses");
  expect(await whyFailed(lineTo(server, { proxy: proxy.url }))).toEqual({ is: "proxy-refuses" });
  expect(server.seen).toEqual([]);
});

test("the account's headers open the WebSocket", async () => {
  const server = await privateServer();
  await lineTo(server, { headers: { "X-Tenant": "42" } }).registered();
  expect(server.opening?.headers["x-tenant"]).toBe("42");
});

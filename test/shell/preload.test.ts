import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import { PreloadConfigFactory } from "electron-vite";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { helloChannel, wireChannel } from "#contract/channels.ts";
import type { Bridge } from "#contract/ipc.ts";
import config from "../../electron.vite.config.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "ringback-preload-"));
let script: string;
beforeAll(async () => {
  const preload = "preload" in config ? (config.preload ?? {}) : {};
  const plan = await new PreloadConfigFactory(preload, { root }, { root }).build();
  await build({
    ...plan,
    build: { ...plan.build, outDir: folder },
    configFile: false,
    logLevel: "error",
  });
  script = readFileSync(join(folder, "preload.cjs"), "utf8");
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the built preload as the sandbox does: no module but `electron`, no Node, a page's timers. */
function load(pathname: string) {
  const exposed = new Map<string, unknown>();
  const sent: { channel: string; message: unknown }[] = [];
  const required: string[] = [];
  let hear: (event: unknown, message: unknown) => void = () => undefined;
  const electron = {
    contextBridge: { exposeInMainWorld: (name: string, api: unknown) => exposed.set(name, api) },
    ipcRenderer: {
      send: (channel: string, message: unknown) => sent.push({ channel, message }),
      on: (channel: string, listener: typeof hear) => {
        if (channel === wireChannel) hear = listener;
      },
    },
  };
  runInNewContext(script, {
    require: (name: string) => {
      required.push(name);
      return electron;
    },
    module: { exports: {} },
    exports: {},
    location: { pathname },
    setTimeout,
    clearTimeout,
  });
  return { exposed, sent, required, hear: (message: unknown) => hear({}, message) };
}

describe("the preload as it is built", () => {
  test("is one file that requires nothing but Electron", () => {
    expect(readdirSync(folder)).toEqual(["preload.cjs"]);
    expect(new Set(load("/index.html").required)).toEqual(new Set(["electron"]));
  });
  test("gives the desk's page a bridge that asks and is answered", async () => {
    const page = load("/index.html");
    expect([...page.exposed.keys()]).toEqual(["bridge"]);
    expect(page.sent).toEqual([{ channel: helloChannel, message: undefined }]);
    const bridge = page.exposed.get("bridge") as Bridge;
    const answered = bridge.invoke("preview.call", {
      key: "8f14e45f-ceea-467a-9575-3f6f1b2c0a11" as never,
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(page.sent[1]).toMatchObject({
      channel: wireChannel,
      message: { kind: "ask", name: "preview.call" },
    });
    const { id } = page.sent[1]?.message as { id: number };
    page.hear({ kind: "reply", id, reply: { ok: true, value: null } });
    expect(await answered).toEqual({ ok: true, value: null });
  });
  test("gives the media page its own bridge and no other", () => {
    const page = load("/media.html");
    expect([...page.exposed.keys()]).toEqual(["mediaBridge"]);
  });
  test("gives a page nothing of Electron itself", () => {
    for (const api of load("/index.html").exposed.values()) {
      expect(Object.keys(api as object).sort()).toEqual(["invoke", "onConnection", "subscribe"]);
    }
  });
});

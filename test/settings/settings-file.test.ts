import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { readSettings, writeSettings } from "#settings/settings-file.ts";

function freshFolder(text?: string): string {
  const folder = mkdtempSync(join(tmpdir(), "ringback-settings-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  if (text !== undefined) writeFileSync(join(folder, "settings.json"), text);
  return folder;
}

const account = {
  id: "desk",
  displayName: "Kim Agent",
  uri: "sip:alice@example.org",
  server: "wss://sip.example.org:7443",
  authUser: "alice",
  iceServers: [],
};

describe("reading", () => {
  test("without a file gives the defaults and writes nothing", () => {
    const folder = freshFolder();
    const { settings, problems } = readSettings(folder);
    expect(problems).toEqual([]);
    expect(settings).toMatchObject({ version: 1, accounts: [], call: { noAnswerSeconds: 45 } });
    expect(settings.wrapUp.codes.length).toBeGreaterThan(3);
    expect(readdirSync(folder)).toEqual([]);
    expect(readSettings(join(folder, "no such folder")).settings).toEqual(settings);
  });

  test("a file keeps what it says and fills in the rest", () => {
    const text = `\ufeff${JSON.stringify({ accounts: [account], call: { registerSeconds: 60 } })}`;
    const { settings, problems } = readSettings(freshFolder(text));
    expect(problems).toEqual([]);
    expect(settings.accounts).toEqual([account]);
    const usual = readSettings(freshFolder()).settings.call;
    expect(settings.call).toEqual({ ...usual, registerSeconds: 60 });
    expect(usual).toMatchObject({
      noAnswerSeconds: 45,
      probeSeconds: 15,
      probeAnswerSeconds: 3,
      sessionExpiresSeconds: 1_800,
    });
  });

  test.each([
    [{ call: { noAnswerSeconds: "soon" } }, "$.call.noAnswerSeconds must be number"],
    [
      { accounts: [account, { ...account, server: "sip.example.org" }] },
      "$.accounts[1].server must be wss://host",
    ],
    [{ accounts: [{ id: "desk" }] }, "$.accounts[0].uri is missing"],
    [{ calls: {} }, "$.calls is not a known setting"],
    [{ countdown: { anchor: "later" } }, '$.countdown.anchor must be ("platform" | "accepted")'],
    [{ version: 2 }, "$.version must be 1"],
    [
      { call: { sessionExpiresSeconds: 30 } },
      "$.call.sessionExpiresSeconds must be 0 or 90 to 86400",
    ],
    [
      { accounts: [{ ...account, outboundProxy: "proxy.example.org" }] },
      "$.accounts[0].outboundProxy must be sip:host",
    ],
    [
      { accounts: [{ ...account, callerId: "5550100" }] },
      "$.accounts[0].callerId must be +E.164 or sip:user@domain",
    ],
    [
      { accounts: [{ ...account, proxy: "http://kim:secret@proxy.example.org:3128" }] },
      "$.accounts[0].proxy must be http://host:port without user and password, or direct",
    ],
    [
      { accounts: [{ ...account, headers: { "X-Tenant": "a\r\nHost: b" } }] },
      "$.accounts[0].headers.X-Tenant must be one line of plain text",
    ],
    [
      { accounts: [{ ...account, headers: { "Sec-WebSocket-Protocol": "x" } }] },
      "$.accounts[0].headers.Sec-WebSocket-Protocol is a header that the connection itself sets",
    ],
    [
      { accounts: [{ ...account, caFile: "ca.pem" }] },
      "$.accounts[0].caFile must be the full path of a file",
    ],
    [
      { accounts: [{ ...account, iceServers: [{ urls: ["stun.example.org"] }] }] },
      "$.accounts[0].iceServers[0].urls[0] must be stun:host:port, stuns:, turn: or turns:, and for TURN may end with ?transport=udp or tcp",
    ],
    [
      { accounts: [{ ...account, iceServers: [{ urls: ["turn:turn.example.org"] }] }] },
      "$.accounts[0].iceServers[0] must have a username and a credential: a TURN server lets nobody in without",
    ],
    [{ call: { gatherLimitMs: -5 } }, "$.call.gatherLimitMs must be >=0"],
    [[], "$ must be Object"],
  ])("%j is refused with the path of the bad value", (value, refusal) => {
    const { settings, problems } = readSettings(freshFolder(JSON.stringify(value)));
    expect(problems).toContain(`settings.json: ${refusal}`);
    expect(problems.at(-1)).toBe(
      "settings.json is not used until that is mended; the defaults are",
    );
    expect(settings).toEqual(readSettings(freshFolder()).settings);
  });

  test.each([
    "ws://sip.example.org",
    "WS://sip.example.org:5066/ws",
    "ws://192.168.0.10:5066",
    "ws://[2001:db8::1]:5066",
    "ws://127.0.0.1.example.org",
    "ws://localhost.example.org",
    "ws://localhost:5066@sip.example.org",
    "ws://localhost@sip.example.org/",
  ])("%s would send calls in the clear, and is refused with the reason", (server) => {
    const text = JSON.stringify({ accounts: [{ ...account, server }] });
    const { settings, problems } = readSettings(freshFolder(text));
    expect(problems[0]).toBe(
      "settings.json: $.accounts[0].server must be wss://host: ws:// is not encrypted, and only for a server on this machine",
    );
    expect(settings.accounts).toEqual([]);
  });

  test("an account keeps everything it may say about its line", () => {
    const full = {
      ...account,
      outboundProxy: "sip:proxy.example.org;transport=ws",
      callerId: "+15550199",
      callerIdIn: "From",
      callerIdFromCallback: true,
      proxy: "http://proxy.example.org:3128",
      headers: { "X-Tenant": "42" },
      caFile: "/etc/ssl/company.pem",
    };
    const { settings, problems } = readSettings(freshFolder(JSON.stringify({ accounts: [full] })));
    expect(problems).toEqual([]);
    expect(settings.accounts).toEqual([full]);
  });

  test.each([
    "ws://127.0.0.1:5066/ws",
    "ws://127.8.9.10",
    "ws://localhost",
    "WS://LocalHost:5066?x",
    "ws://[::1]:5066",
    "wss://sip.example.org",
    "WSS://192.168.0.10:7443/ws",
  ])("%s is taken", (server) => {
    const text = JSON.stringify({ accounts: [{ ...account, server }] });
    expect(readSettings(freshFolder(text)).problems).toEqual([]);
  });

  test.each([
    ["stun:stun.example.org", true],
    ["stuns:192.0.2.1:5349", true],
    ["turn:[2001:db8::1]:3478?transport=udp", true],
    ["turns:turn.example.org?transport=tcp", true],
    ["stun:stun.example.org?transport=udp", false],
    ["turn:turn.example.org?transport=sctp", false],
    ["turn://turn.example.org", false],
    ["turn:kim@turn.example.org", false],
    ["stun:", false],
    ["https://turn.example.org", false],
  ])("%s as the address of an ICE server: %s", (url, isTaken) => {
    const iceServers = [{ urls: [url], username: "kim", credential: "x" }];
    const { problems } = readSettings(
      freshFolder(JSON.stringify({ accounts: [{ ...account, iceServers }] })),
    );
    expect(problems.length === 0).toBe(isTaken);
  });

  test("text that is no JSON is refused where the parser stopped", () => {
    const { problems } = readSettings(freshFolder('{\n  "accounts" []\n}'));
    expect(problems[0]).toMatch(/^settings\.json is not JSON at line 2 column 14$/u);
    expect(readSettings(freshFolder("")).problems[0]).toMatch(/^settings\.json is not JSON/u);
  });

  test("a refusal never quotes a value", () => {
    const secret = "hunter2-secret";
    for (const text of [
      JSON.stringify({ accounts: [{ ...account, uri: secret }], activeAccount: [secret] }),
      JSON.stringify({
        accounts: [{ ...account, iceServers: [{ urls: [], credential: 7 }] }],
        x: secret,
      }),
      `{"accounts": ${secret}`,
      secret,
    ]) {
      const { problems } = readSettings(freshFolder(text));
      expect(problems.length).toBeGreaterThan(1);
      expect(problems.join()).not.toContain("hunter2");
    }
  });

  test("a bad file falls back to the settings that were last read well", () => {
    const folder = freshFolder(JSON.stringify({ accounts: [account] }));
    readSettings(folder);
    writeFileSync(join(folder, "settings.json"), "{");
    const { settings, problems } = readSettings(folder);
    expect(settings.accounts).toEqual([account]);
    expect(problems.at(-1)).toContain("the last good settings are");
    // However often it is read: a bad file never becomes the last good one.
    expect(readSettings(folder).settings.accounts).toEqual([account]);
  });

  test("a last good file that went bad is no help, and no harm", () => {
    const folder = freshFolder("{");
    writeFileSync(join(folder, "settings.last-good.json"), "also {");
    expect(readSettings(folder).settings.accounts).toEqual([]);
  });

  test("what cannot be read is a problem, not a crash", () => {
    const folder = freshFolder();
    mkdirSync(join(folder, "settings.json"));
    expect(readSettings(folder).problems[0]).toBe("settings.json cannot be read: EISDIR");
  });

  test("the last good copy is for the owner alone", () => {
    const folder = freshFolder("{}");
    readSettings(folder);
    expect(statSync(join(folder, "settings.last-good.json")).mode & 0o777).toBe(0o600);
  });
});

describe("writing", () => {
  test("is read back as it was, and leaves no other file", () => {
    const folder = join(freshFolder(), "new");
    const { settings } = readSettings(folder);
    const changed = { ...settings, accounts: [account], defaultCountry: "DE" };
    writeSettings(folder, changed);
    expect(readdirSync(folder)).toEqual(["settings.json"]);
    expect(readSettings(folder)).toEqual({ settings: changed, problems: [] });
  });

  test("that fails leaves the old file whole", () => {
    const folder = freshFolder("{}");
    const { settings } = readSettings(folder);
    const before = readFileSync(join(folder, "settings.json"), "utf8");
    expect(() => writeSettings(folder, { ...settings, defaultCountry: "nowhere" })).toThrow();
    expect(readFileSync(join(folder, "settings.json"), "utf8")).toBe(before);
    expect(readdirSync(folder).sort()).toEqual(["settings.json", "settings.last-good.json"]);
  });

  test("into a folder that may not be written says so", ({ skip }) => {
    skip(process.getuid?.() === 0, "root may write everywhere");
    const folder = freshFolder();
    chmodSync(folder, 0o500);
    expect(() => writeSettings(folder, readSettings(folder).settings)).toThrow(/EACCES/u);
  });
});

import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import type { CallId } from "#core/call-id.ts";
import { platformShapes, type CallbackKey } from "#core/callback.ts";
import type { SideRecord } from "#core/side-calls.ts";
import { later } from "#core/time.ts";
import type { QueueEntry } from "#desk/ports.ts";
import { endWith } from "#test/support/builders.ts";
import { attemptId, closedTurn, ended, opened, tryOnce, wrappedUp } from "#test/store/fixtures.ts";
import { wholeRecord } from "../formats/documents.ts";
import { cli, cliJson, freshFolder, lines, NOW, openIn, record } from "./cli.ts";

let folder: string;
beforeEach(() => {
  folder = freshFolder();
});
const bring = (...records: readonly unknown[]) =>
  cliJson(["import", "-", "--user-data", folder], { input: lines(...records) });

describe("wrong usage", () => {
  test.each([
    [[], /say what to do/],
    [["dance"], /no verb "dance"/],
    [["export", "words"], /no words/],
    [["export", "--format", "auto"], /--format auto/],
    [["convert", "-"], /--to SHAPE/],
    [["convert", "--to", "callback"], /one FILE/],
    [["convert", "-", "--to", "xml"], /--to xml/],
    [["convert", "-", "--to", "callback", "--from", "xml"], /--from xml/],
    [["constructor"], /no verb/],
    [["import"], /one FILE/],
    [["import", "a", "b"], /one FILE/],
    [["import", "-", "--format", "xml"], /--format xml/],
    [["import", "-", "--limit", "3"], /takes no --limit/],
    [["list", "words"], /no words/],
    [["list", "--limit", "0"], /1 to 10000/],
    [["list", "--limit", "many"], /1 to 10000/],
    [["list", "--tab", "lost"], /--tab is one of/],
    [["list", "--nonsense"], /nonsense/],
    [["search"], /words/],
    [["show"], /one KEY/],
    [["backup"], /one FILE/],
    [["check", "twice"], /no words/],
    [["outbox", "twice"], /no words/],
    [["calls", "twice"], /no words/],
    [["calls", "--limit", "0"], /1 to 10000/],
    [["list", "--user-data", ""], /--user-data/],
  ])("%j tells the usage, exits with 2 and makes no database", async (args, reason) => {
    const given = { env: { RINGBACK_USER_DATA: folder } };
    const { code, out, err } = await cli(args, given);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(reason);
    expect(err).toMatch(/Usage: ringback VERB/);
    expect(readdirSync(folder)).toEqual([]);
    const { code: again, value } = await cliJson(args, given);
    expect(again).toBe(2);
    expect(value).toEqual({ error: expect.stringMatching(reason) as string });
  });

  test("--help tells the usage and is no fault", async () => {
    expect(await cli(["--help"])).toMatchObject({ code: 0, err: "" });
    expect((await cli(["import", "-h"])).out).toMatch(/ringback import FILE\|-/);
  });
});

describe("import", () => {
  test("answers 0 when everything is a record, and the same records again change nothing", async () => {
    const summary = { read: 2, added: 2, updated: 0, unchanged: 0, flagged: [], refused: [] };
    expect(await bring(record("a"), record("b"))).toEqual({ code: 0, err: "", value: summary });
    const again = { ...summary, added: 0, unchanged: 2 };
    expect(await bring(record("a"), record("b"))).toEqual({ code: 0, err: "", value: again });
    const changed = { ...summary, added: 0, updated: 1, unchanged: 1 };
    expect(await bring(record("a"), record("b", "Kim"))).toMatchObject({ code: 0, value: changed });
  });

  test("answers 1 when something was refused, and 0 when fields were only flagged", async () => {
    const flagged = await bring({ ...record("a"), timeoutSeconds: "20" });
    expect(flagged).toMatchObject({
      code: 0,
      value: { added: 1, flagged: [{ index: 0, path: "$.timeoutSeconds" }], refused: [] },
    });
    const refused = await bring(record("b"), "nonsense", { state: "alerting" });
    expect(refused).toMatchObject({
      code: 1,
      value: {
        read: 3,
        added: 1,
        refused: [
          { index: 1, path: "$" },
          { index: 2, path: "$.id" },
        ],
      },
    });
  });

  test("answers 2 when nothing of it is JSON, or there is nothing to read", async () => {
    expect(await bring("nonsense")).toMatchObject({ code: 2 });
    for (const file of [join(folder, "none.json"), folder]) {
      const { code, err } = await cli(["import", file, "--user-data", join(folder, "new")]);
      expect(code).toBe(2);
      expect(err).toMatch(/^ringback: cannot read /);
    }
  });

  test("leaves no new database behind when there is no such file", async () => {
    await cli(["import", join(folder, "none.json"), "--user-data", join(folder, "new")]);
    expect(existsSync(join(folder, "new"))).toBe(false);
  });

  test("reads a file as it reads the standard input", async () => {
    const file = join(folder, "records.json");
    writeFileSync(file, JSON.stringify([record("a"), 5]));
    const { code, value } = await cliJson(["import", file, "--user-data", folder]);
    expect(code).toBe(1);
    expect(value).toMatchObject({ read: 2, added: 1, refused: [{ index: 1 }] });
  });

  test.each(platformShapes)("takes %s by name and by itself", async (shape) => {
    const input = JSON.stringify(wholeRecord(shape));
    for (const format of [shape, "auto"]) {
      const target = freshFolder();
      const { code, value } = await cliJson(
        ["import", "-", "--format", format, "--user-data", target],
        { input },
      );
      expect(code).toBe(0);
      expect(value).toMatchObject({ read: 1, added: 1, flagged: [], refused: [] });
      const { rows } = (await cliJson(["list", "--user-data", target])).value as Page;
      const shown = await cliJson(["show", rows[0]?.key ?? "", "--user-data", target]);
      expect(shown.value).toMatchObject({ shape, raw: JSON.parse(input) as object });
    }
  });

  test("tells a person what happened, and a watching one how far it is", async () => {
    const input = lines(record("a"), "nonsense", { ...record("b"), held: "\u001b[31mno" });
    const args = ["import", "-", "--user-data", folder];
    const { out, err } = await cli(args, { input, isInteractive: true });
    expect(out).toBe(
      "3 records read: 2 added, 0 updated, 0 unchanged, 1 refused\n" +
        "Fields that could not be read (their records are kept, and never called by themselves):\n" +
        "  record 2: $.held: expected true or false, found text\n" +
        "Refused (kept in quarantine):\n" +
        "  record 1: $: not JSON\n",
    );
    expect(err).toMatch(/3 read/);
    expect((await cli(args, { input })).err).toBe("");
  });
});

interface Page {
  readonly rows: readonly QueueEntry[];
  readonly next: string | null;
}

describe("list and search", () => {
  const page = async (...args: readonly string[]) =>
    (await cliJson([...args, "--user-data", folder])).value as Page;

  test("page through everything, once each", async () => {
    const ids = Array.from({ length: 7 }, (_, i) => `id-${i}`);
    await bring(...ids.map((id) => record(id)));
    const seen: (string | null)[] = [];
    let after: string | null = null;
    do {
      const next: Page = await page(
        "list",
        "--limit",
        "3",
        ...(after === null ? [] : ["--after", after]),
      );
      expect(next.rows.length).toBeLessThanOrEqual(3);
      seen.push(...next.rows.map(({ name }) => name));
      after = next.next;
    } while (after !== null);
    expect([...seen].sort()).toEqual(ids);
  });

  test("find by the beginning of words, in the tab that is asked for", async () => {
    await bring(record("a", "Maria Keller"), record("b", "Max Born"), {
      ...record("c", "Maria Late"),
      callbackScheduledTime: "2026-11-21T09:00:00Z",
    });
    expect((await page("search", "mar", "kell")).rows.map(({ name }) => name)).toEqual([
      "Maria Keller",
    ]);
    const late = await page("search", "maria", "--tab", "scheduled");
    expect(late.rows).toMatchObject([{ name: "Maria Late", dueAt: "2026-11-21T09:00:00.000Z" }]);
    expect((await page("search", "nobody")).rows).toEqual([]);
  });

  test("refuse a cursor that is none", async () => {
    const { code, err } = await cli(["list", "--after", "xyz", "--user-data", folder]);
    expect(code).toBe(2);
    expect(err).toMatch(/cursor/);
  });

  test("print aligned columns that no record can disturb", async () => {
    await bring(record("a", "Kim\u001b[31m\nLee"), record("b", "x".repeat(200)));
    const { out } = await cli(["list", "--user-data", folder]);
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    const printed = out.trimEnd().split("\n");
    expect(printed).toHaveLength(3);
    const column = printed[0]?.indexOf("NUMBER") ?? 0;
    for (const line of printed.slice(1)) expect(line.slice(column)).toMatch(/^\+15550100 /);
  });

  test("say so when there is nothing, and where the next page is", async () => {
    expect((await cli(["list", "--user-data", folder])).out).toBe("no callbacks\n");
    await bring(record("a"), record("b"));
    const { out } = await cli(["list", "--limit", "1", "--user-data", folder]);
    expect(out).toMatch(/\nmore: --after \S+\n$/);
  });
});

describe("show", () => {
  test("gives everything of a callback, by its key or the id it came with", async () => {
    await bring({ ...record("a", "Kim Lee"), callbackScheduledTime: "2026-11-20T08:30:00Z" });
    const store = openIn(folder);
    const key = store.callbacks.find("a");
    if (key === null) throw new Error("not found");
    tryOnce(store, key, "attempt", undefined, NOW);
    store.close();
    const byId = await cliJson(["show", "a", "--user-data", folder]);
    expect(await cliJson(["show", key, "--user-data", folder])).toEqual(byId);
    expect(byId.code).toBe(0);
    expect(Object.keys(byId.value as object)).toEqual(
      "key shape callback attempts calls timeline wrapUp outbox raw".split(" "),
    );
    expect(byId.value).toMatchObject({
      key,
      shape: "callback",
      callback: { customerName: "Kim Lee", scheduledAt: "2026-11-20T08:30:00.000Z" },
      attempts: [
        {
          number: "+15550100",
          how: "agent",
          startedAt: "2026-11-20T09:00:00.000Z",
          answeredAt: null,
          endedAt: "2026-11-20T09:00:00.000Z",
          outcome: "busy",
          endedBy: "far-end",
          sipStatus: 486,
          sipReason: "Busy Here",
          q850Cause: 17,
          retryAfterSeconds: null,
          fault: null,
          callResult: 6,
          disconnectType: "endpoint",
        },
      ],
      wrapUp: { outcome: "busy", code: "not-reached", at: "2026-11-20T09:00:00.000Z" },
      outbox: [{ kind: "wrap-up", createdAt: "2026-11-20T09:00:00.000Z", body: {} }],
      raw: { id: "a" },
    });
    const { out } = await cli(["show", "a", "--user-data", folder]);
    expect(out).toMatch(/Kim Lee/);
    expect(out).toMatch(/\nAttempts\n {2}NUMBER .*\n {2}\+15550100 .* busy .* Busy Here/);
    const owed = await cliJson(["outbox", "--user-data", folder]);
    expect(owed.value).toMatchObject([{ key, kind: "wrap-up" }]);
    expect((await cli(["outbox", "--user-data", folder])).out).toMatch(/wrap-up/);
  });

  test("tells all of how an attempt ended: who, the network's words and its wish, our own fault", async () => {
    await bring(record("a"));
    const store = openIn(folder);
    const key = store.callbacks.find("a");
    if (key === null) throw new Error("not found");
    const attempt = attemptId("attempt");
    const end = endWith({
      by: "network",
      sipStatus: 503,
      sipReason: "Service\u001bUnavailable",
      retryAfterSeconds: 30,
      fault: "signalling-lost",
    });
    store.ledger.commit(
      closedTurn(key),
      [opened(attempt), ended(attempt, NOW, end), wrappedUp(attempt)],
      NOW,
    );
    store.close();
    const { value } = await cliJson(["show", "a", "--user-data", folder]);
    const { by: endedBy, ...told } = end;
    expect(value).toMatchObject({ attempts: [{ endedBy, ...told }] });
    const { out } = await cli(["show", "a", "--user-data", folder]);
    expect(out).toContain(
      " network: signalling-lost  503 Service Unavailable, again after 30 s  -",
    );
  });

  test("gives the raw value to the last digit", async () => {
    const raw = '{"id":"a","n":12345678901234567890,"f":1.0,"s":"\\u00e9"}';
    await bring(raw);
    const { out } = await cli(["show", "a", "--json", "--user-data", folder]);
    expect(out).toContain(`"raw":${raw}}`);
  });

  test("says which record took the place of one that is called as another", async () => {
    const part = (id: string, purpose: string) => ({
      id: "conv",
      participants: [{ id, purpose, callbackNumbers: ["+15550100"] }],
    });
    await bring(part("queue", "acd"), part("kim", "agent"));
    const store = openIn(folder);
    const leader = store.callbacks.find("kim") ?? "";
    store.close();
    const { value } = await cliJson(["show", "queue", "--user-data", folder]);
    expect(value).toMatchObject({ supersededBy: leader });
    expect((await cli(["show", "queue", "--user-data", folder])).out).toContain(leader);
    expect((await cliJson(["show", "kim", "--user-data", folder])).value).not.toHaveProperty(
      "supersededBy",
    );
  });

  test("refuses an id that nothing came with", async () => {
    const { code, value } = await cliJson(["show", "nobody", "--user-data", folder]);
    expect({ code, value }).toEqual({
      code: 2,
      value: { error: "no callback has the key or id nobody" },
    });
  });
});

describe("calls beside the attempts", () => {
  const call = (serial: number) => `11111111-0000-4000-8000-00000000000${serial}` as CallId;
  const began = (serial: number, about: CallbackKey | null): SideRecord => ({
    write: "side-opened",
    call: call(serial),
    kind: serial === 2 ? "consult" : "incoming",
    number: serial === 3 ? null : "+15550142",
    name: "Kim\u001b[31m",
    about,
    beside: null,
    at: later(NOW, serial),
  });
  beforeEach(async () => {
    await bring(record("a"));
    const store = openIn(folder);
    const key = store.callbacks.find("a");
    const end = endWith({ by: "far-end", sipStatus: 486, q850Cause: 17 });
    store.sides.commit([
      began(1, key),
      { write: "side-closed", call: call(1), at: later(NOW, 9), outcome: "missed", end },
      began(2, key),
      { write: "side-answered", call: call(2), at: later(NOW, 20) },
      began(3, null),
    ]);
    store.close();
  });

  test("are shown with their callback, the newest last", async () => {
    const { value } = await cliJson(["show", "a", "--user-data", folder]);
    expect(value).toMatchObject({
      calls: [
        {
          kind: "incoming",
          number: "+15550142",
          name: "Kim\u001b[31m",
          startedAt: "2026-11-20T09:00:00.001Z",
          answeredAt: null,
          endedAt: "2026-11-20T09:00:00.009Z",
          outcome: "missed",
          endedBy: "far-end",
          sipStatus: 486,
          q850Cause: 17,
        },
        { kind: "consult", answeredAt: "2026-11-20T09:00:00.020Z", endedAt: null, outcome: null },
      ],
    });
    const { out } = await cli(["show", "a", "--user-data", folder]);
    expect(out).toMatch(
      /\nCalls beside the attempts\n {2}KIND .*\n {2}incoming {2}\+15550142 .* missed .*\n {2}consult /,
    );
  });

  test("tell of a caller who was sent on that she was, and by whose word she was recorded", async () => {
    const store = openIn(folder);
    const end = endWith({ by: "transfer", sipStatus: 200 });
    store.sides.commit([
      { write: "side-answered", call: call(3), at: later(NOW, 30) },
      {
        write: "side-happened",
        call: call(3),
        what: "recording-agreed",
        at: later(NOW, 35),
        detail: "sip:kim@example.org",
      },
      { write: "side-closed", call: call(3), at: later(NOW, 40), outcome: "transferred", end },
    ]);
    store.close();
    const { value } = await cliJson(["calls", "--limit", "1", "--user-data", folder]);
    expect(value).toMatchObject([
      {
        kind: "incoming",
        outcome: "transferred",
        endedBy: "transfer",
        sipStatus: 200,
        story: [
          {
            at: "2026-11-20T09:00:00.035Z",
            what: "recording-agreed",
            detail: "sip:kim@example.org",
          },
        ],
      },
    ]);
    const { out } = await cli(["calls", "--user-data", folder]);
    expect(out).toMatch(
      /\nincoming .* transferred {2}transfer +200 .* agreed: sip:kim@example\.org /,
    );
  });

  test("are listed for all callbacks and for none, the newest first", async () => {
    const store = openIn(folder);
    const key = store.callbacks.find("a");
    store.close();
    const { value } = await cliJson(["calls", "--limit", "2", "--user-data", folder]);
    expect(value).toMatchObject([
      { callback: null, kind: "incoming", number: null },
      { callback: key, kind: "consult" },
    ]);
    const { out } = await cli(["calls", "--user-data", folder]);
    expect(out.split("\n")).toHaveLength(5);
    expect(out).not.toContain("\u001b");
    const none = freshFolder();
    expect((await cli(["calls", "--user-data", none])).out).toBe("no calls\n");
    expect((await cli(["--help"])).out).toContain("ringback calls [--limit N]");
  });
});

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { platformShapes, type CallbackKey } from "#core/callback.ts";
import { closedTurn, said, tryOnce } from "#test/store/fixtures.ts";
import { wholeRecord } from "../formats/documents.ts";
import { cli, cliJson, freshFolder, lines, NOW, openIn, record } from "./cli.ts";

let folder: string;
beforeEach(() => {
  folder = freshFolder();
});
const bring = (...records: readonly unknown[]) =>
  cli(["import", "-", "--user-data", folder], { input: lines(...records) });
const leave = (...args: readonly string[]) => cli(["export", ...args, "--user-data", folder]);
const records = (out: string) =>
  out.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as unknown]));

/** Does something with the callback that came with this id. */
function work(id: string, act: (store: ReturnType<typeof openIn>, key: CallbackKey) => void): void {
  const store = openIn(folder);
  const key = store.callbacks.find(id);
  if (key === null) throw new Error(`no callback ${id}`);
  act(store, key);
  store.close();
}
const close = (id: string) => {
  work(id, (store, key) => {
    tryOnce(store, key, `attempt-${id}`, { ...said, next: { do: "close" } }, NOW);
  });
};

describe("export", () => {
  test.each(platformShapes)("gives %s back as it came", async (shape) => {
    const value = { ...wholeRecord(shape), unknown: { deep: [1, null, {}] }, empty: "" };
    await bring(value);
    const { code, out, err } = await leave();
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toBe(`${JSON.stringify(value)}\n`);
  });

  test("gives every character back that is no white space between", async () => {
    const text = '{"id":"a","n":12345678901234567890,"f":1.0,"n":1,"s":"\\u00e9\\/","state":null}';
    await bring(text.replaceAll(",", " ,  "));
    expect((await leave()).out).toBe(`${text}\n`);
  });

  test("adds what was done here, in the order the records came", async () => {
    await bring(record("a"), record("b"), record("c"));
    close("b");
    const [a, b, c] = records((await leave()).out);
    expect([a, c]).toEqual([record("a"), record("c")]);
    expect(b).toEqual({
      ...record("b"),
      state: "disconnected",
      disconnectType: "endpoint",
      disconnectedTime: "2026-11-20T09:00:00.000Z",
      wrapup: { code: "not-reached", durationSeconds: 0, endTime: "2026-11-20T09:00:00.000Z" },
      afterCallWork: {
        state: "complete",
        startTime: "2026-11-20T09:00:00.000Z",
        endTime: "2026-11-20T09:00:00.000Z",
      },
    });
  });

  test("writes another document, and lists what that cannot tell", async () => {
    await bring(record("a"), { ...record("b"), brandNew: 1 });
    close("b");
    const { code, out, err } = await leave("--format", "engage-callback-interaction");
    expect(code).toBe(0);
    expect(records(out)).toEqual([
      { customer_number: "+15550100" },
      expect.objectContaining({
        customer_number: "+15550100",
        callback_status: 8,
        call_result: 6,
        attempts: 1,
      }),
    ]);
    const { lost } = JSON.parse(err) as { lost: readonly { index: number; path: string }[] };
    expect(lost).toContainEqual(expect.objectContaining({ index: 0, path: "customerName" }));
    expect(lost).toContainEqual(expect.objectContaining({ index: 1, path: "$.brandNew" }));
    expect(lost).toContainEqual(expect.objectContaining({ index: 1, path: "wrapUp" }));
  });

  test("names what was done here and has no place in the document it came as", async () => {
    await bring(wholeRecord("engage-callback-interaction"));
    const store = openIn(folder);
    const { key } =
      store.callbacks.list({ tab: "all", query: "", after: null, limit: 1, now: NOW }).rows[0] ??
      {};
    store.close();
    if (key === undefined) throw new Error("nothing there");
    close(key);
    const { out, err } = await leave();
    expect(records(out)).toEqual([
      {
        ...wholeRecord("engage-callback-interaction"),
        callback_status: 8,
        call_result: 6,
        attempts: 3,
      },
    ]);
    expect(JSON.parse(err)).toMatchObject({
      lost: expect.arrayContaining([expect.objectContaining({ path: "wrapUp.code" })]) as unknown,
    });
  });

  test("takes those in a status of ours, in a state of the platform, or with these words", async () => {
    await bring(
      { ...record("a", "Maria Keller"), state: "ALERTING" },
      { ...record("b"), state: "scheduled" },
      record("c"),
    );
    close("c");
    const ids = async (...args: readonly string[]) =>
      records((await leave(...args)).out).map((each) => (each as { id: string }).id);
    expect(await ids("--state", "closed")).toEqual(["c"]);
    expect(await ids("--state", "open")).toEqual(["a", "b"]);
    expect(await ids("--state", "released")).toEqual([]);
    expect(await ids("--state", "alerting")).toEqual(["a"]);
    expect(await ids("--query", "mar kell")).toEqual(["a"]);
    expect(await ids("--state", "scheduled", "--query", "mar")).toEqual([]);
  });

  test("of a released one says that this agent let it go", async () => {
    await bring({ ...record("a"), state: "alerting" });
    work("a", (store, key) => {
      store.ledger.commit(
        { ...closedTurn(key), how: "declined" } as never,
        [{ write: "declined", at: NOW }],
        NOW,
      );
    });
    const [a] = records((await leave("--state", "released")).out);
    expect(a).toMatchObject({ state: "disconnected", disconnectType: "client" });
  });

  test("writes a file when it is whole, and sums it up", async () => {
    await bring(record("a"), record("b"));
    const file = join(folder, "out.ndjson");
    const { out } = await leave("--out", file);
    expect(out).toBe(`2 records written to ${file}; 0 facts lost, 0 refused\n`);
    expect(records(readFileSync(file, "utf8"))).toEqual([record("a"), record("b")]);
    const { value } = await cliJson(["export", "--out", file, "--user-data", folder]);
    expect(value).toEqual({ file, written: 2, lost: 0, refused: 0 });
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  test("says where it could not write, and leaves the records where they are", async () => {
    await bring(record("a"));
    const { code, out, err } = await leave("--out", join(folder, "none", "out.ndjson"));
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/cannot write .*: there is no such file or folder/);
    mkdirSync(join(folder, "dir"));
    expect(await leave("--out", join(folder, "dir"))).toMatchObject({ code: 2 });
  });
});

describe("convert", () => {
  const convert = (input: string, ...args: readonly string[]) =>
    cli(["convert", "-", ...args], { input, env: { RINGBACK_USER_DATA: join(folder, "none") } });

  test("writes every record as the other document, and opens no database", async () => {
    const input = lines(
      { id: "a", peerId: "p", dialerPreview: { id: "d" } },
      { id: "b", scriptId: "s" },
    );
    const { code, out, err } = await convert(
      input,
      "--from",
      "callback",
      "--to",
      "callback-media-participant",
    );
    expect(code).toBe(0);
    expect(out).toBe('{"peer":"p","outboundPreview":{"id":"d"}}\n{"script":{"id":"s"}}\n');
    expect(JSON.parse(err)).toEqual({
      lost: [0, 1].map((index) => ({
        index,
        path: "identity.communicationId",
        reason: "callback-media-participant has no place for it",
      })),
    });
    expect(existsSync(join(folder, "none"))).toBe(false);
  });

  test("passes on as it came what is of that document already", async () => {
    const text = '{"id":"a","callerId":"x","n":12345678901234567890}';
    expect(await convert(` ${text} `, "--from", "callback", "--to", "callback")).toEqual({
      code: 0,
      out: `${text}\n`,
      err: "",
    });
  });

  test("finds out by itself what a record is, in envelopes as well", async () => {
    const conversation = {
      id: "conv",
      participants: [{ id: "part", purpose: "agent", callbacks: [{ id: "com", callerId: "x" }] }],
    };
    const { out, err } = await convert(
      JSON.stringify(conversation),
      "--to",
      "callback-media-participant",
    );
    expect(out).toBe('{"id":"part","purpose":"agent"}\n');
    const { lost } = JSON.parse(err) as { lost: readonly { path: string }[] };
    expect(lost.map(({ path }) => path)).toEqual([
      "identity.conversationId",
      "identity.communicationId",
      "callerId",
    ]);
  });

  test("tells what was no record by its index, and answers 1", async () => {
    const { code, out, err } = await convert(
      lines({ id: "a" }, "nonsense", { id: "b" }),
      ...["--from", "callback", "--to", "callback-basic"],
    );
    expect(code).toBe(1);
    expect(out).toBe('{"id":"a"}\n{"id":"b"}\n');
    expect(JSON.parse(err)).toEqual({
      lost: [],
      refused: [{ index: 1, path: "$", reason: "not JSON" }],
    });
  });

  test("answers 2 when there is nothing to read, and keeps the file that was there", async () => {
    const file = join(folder, "out.ndjson");
    writeFileSync(file, "precious");
    const { code, out } = await convert("nonsense", "--to", "callback", "--out", file);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(readFileSync(file, "utf8")).toBe("precious");
    expect(readdirSync(folder)).toEqual(["out.ndjson"]);
    const missing = await cli(["convert", join(folder, "none.json"), "--to", "callback"]);
    expect(missing).toMatchObject({ code: 2, err: expect.stringMatching(/cannot read/) as string });
  });

  test("holds no more than a portion: it waits for whoever takes its lines", async () => {
    const many = Array.from({ length: 3_000 }, (_, i) => record(`id-${i}`, "x".repeat(100)));
    const { out, portions } = await convertCounting(lines(...many));
    expect(records(out)).toHaveLength(3_000);
    expect(portions).toBeGreaterThan(5);
  });

  async function convertCounting(input: string) {
    let portions = 0;
    const drained = () => {
      portions++;
      return Promise.resolve();
    };
    const given = { input, drained };
    const { out } = await cli(["convert", "-", "--to", "callback"], given);
    return { out, portions };
  }
});

import fc from "fast-check";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { epochMs } from "#core/time.ts";
import type { ImportProblem } from "#contract/imports.ts";
import { importText, type ImportOptions } from "#intake/import-text.ts";
import { createNumbers } from "#numbers/numbers.ts";
import { openStore } from "#store/open.ts";
import { anyText } from "#test/formats/any-text.ts";
import { keepCallbacks } from "./kept-callbacks.ts";
import { indexed, json, record, take } from "./take.ts";

describe("whatever way records are written, they are read", () => {
  const wanted = [json("a"), json("b"), json("c")];
  const records = wanted.map((each) => JSON.parse(each) as unknown);

  test.each([
    ["one per line", wanted.join("\n")],
    ["one per line, with an end", `${wanted.join("\n")}\n`],
    ["lines ending as on Windows", wanted.join("\r\n")],
    ["blank lines between and around", `\n\n${wanted.join("\n \r\n\t\n")}\n\n`],
    ["a byte order mark in front", `\ufeff${wanted.join("\n")}`],
    ["a list", JSON.stringify(records)],
    ["an indented list", JSON.stringify(records, null, 2)],
    ["a list with a byte order mark", `\ufeff${JSON.stringify(records)}`],
    ["a list with one element per line", `[\n${wanted.join(",\n")}\n]\n`],
    ["lists, one per line", `[${wanted[0]},${wanted[1]}]\n[${wanted[2]}]`],
    ["a list after a line", `${wanted[0]}\n[${wanted[1]},${wanted[2]}]`],
    [
      "indented values one after the other",
      records.map((r) => JSON.stringify(r, null, 2)).join("\n"),
    ],
    ["an entity listing", JSON.stringify({ entities: records, total: 3 })],
    ["an indented entity listing", JSON.stringify({ entities: records, total: 3 }, null, 4)],
  ])("%s", async (_, text) => {
    const { summary, raws } = await take(text);
    expect(summary).toEqual({
      read: 3,
      added: 3,
      updated: 0,
      unchanged: 0,
      flagged: [],
      refused: [],
    });
    expect(raws).toEqual(wanted);
  });

  test("one record alone, in one line or indented", async () => {
    for (const indent of [0, 2]) {
      const { summary, raws } = await take(JSON.stringify(record("a"), null, indent));
      expect(summary).toMatchObject({ read: 1, added: 1, refused: [] });
      expect(raws).toEqual([json("a")]);
    }
  });

  test("cut into chunks at any byte", async () => {
    const text = Buffer.from(
      `\ufeff[{"id":"ü€🙂","x":"]},\\"{"} , 5 , {"id":"b"}]\r\n{"id":"c"}\nnonsense\n{"id":"d"}`,
    );
    const whole = await take(text);
    expect(whole.summary).toMatchObject({ read: 6, added: 4 });
    expect(indexed(whole.summary.refused)).toEqual(["1 $", "4 $"]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: text.length }), { maxLength: 12 }), async (cuts) => {
        const edges = [0, ...cuts.sort((a, b) => a - b), text.length];
        const chunks = edges.slice(1).map((end, i) => text.subarray(edges[i], end));
        const { summary, raws, quarantined } = await take(chunks);
        expect(summary).toEqual(whole.summary);
        expect(raws).toEqual(whole.raws);
        expect(quarantined).toEqual(whole.quarantined);
      }),
      { numRuns: 50 },
    );
  });

  test("nothing at all is no record and no fault", async () => {
    for (const text of ["", "\n\n", "\ufeff", "[]", "[ ]\n"]) {
      expect((await take(text)).summary).toMatchObject({ read: 0, refused: [] });
    }
  });
});

describe("what came is kept as it came", () => {
  test("to the last digit, escape and repeated name", async () => {
    const raw =
      '{"id":"a","n":12345678901234567890,"f":1.0,"e":1e2,"s":"\\u00e9\\/","id2":1,"id2":2}';
    const spaced = raw.replaceAll(",", " ,\n ").replace("{", "{ ");
    expect((await take(raw)).raws).toEqual([raw]);
    expect((await take(spaced)).raws).toEqual([raw]);
    expect((await take(`[${spaced}]`)).raws).toEqual([raw]);
    expect((await take(`{"entities":[${spaced}]}`)).raws).toEqual([raw]);
  });

  test("with its envelope beside it, and the record cut out of that", async () => {
    const envelope =
      '{"id":"v","participants":[{"id":"c","purpose":"customer","calls":[{"id":"k"}]},' +
      '{"id":"p","purpose":"agent","big":12345678901234567890,"callbacks":[{"id":"a","x":1.0}]}]}';
    const { records } = await take(
      `{"entities":[${envelope},${envelope.replace("v", "w")}],"pageSize":2}`,
    );
    const [kept, other] = [...records.values()];
    expect(kept?.raw).toBe('{"id":"a","x":1.0}');
    expect(kept?.envelope).toBe(envelope.replace('{"id":"a","x":1.0}', "null"));
    expect(kept?.callback.identity).toMatchObject({ conversationId: "v", participantId: "p" });
    expect(other?.callback.identity.conversationId).toBe("w");
  });

  test("and is the same record when it comes again in other white space", async () => {
    const { summary } = await take(`${json("a")}\n${json("a").replaceAll(",", ", ")}`);
    expect(summary).toMatchObject({ read: 2, added: 1, unchanged: 1 });
  });
});

describe("batches", () => {
  test("hold so many records each, refusals among them", async () => {
    const lines = Array.from({ length: 25 }, (_, i) => (i % 5 === 0 ? "7" : json(String(i))));
    const told: number[] = [];
    const { batches } = await take(lines.join("\n"), {
      batchSize: 10,
      onBatch: ({ read }) => told.push(read),
    });
    expect(batches).toEqual([10, 10, 5]);
    expect(told).toEqual([10, 20, 25]);
  });

  test("end early where that is asked for, and what is left comes in the next", async () => {
    let asked = 0;
    const { batches, summary } = await take(
      Array.from({ length: 10 }, (_, i) => json(String(i))).join("\n"),
      { batchSize: 6, isBatchOver: () => ++asked % 4 === 0 },
    );
    expect(batches).toEqual([4, 2, 2, 1, 1]);
    expect(summary).toMatchObject({ read: 10, added: 10 });
  });

  test("that fail count for nothing, and tell no problem", async () => {
    const callbacks = keepCallbacks();
    const told: unknown[] = [];
    let batches = 0;
    const importing = importText(Readable.from(["[5,6,7,8]"]), {
      format: "auto",
      clock: () => epochMs(0),
      isDemo: false,
      batchSize: 2,
      onProblem: ({ index }) => told.push(index),
      onBatch: ({ read }) => told.push(`read ${read}`),
      callbacks: {
        ...callbacks,
        batch(work) {
          batches += 1;
          const result = callbacks.batch(work);
          if (batches === 2) throw new Error("the disk is full");
          return result;
        },
      },
    });
    await expect(importing).rejects.toThrow("the disk is full");
    expect(told).toEqual([0, 1, "read 2"]);
  });

  test("an import that is cancelled keeps what it had and stops", async () => {
    const stop = new AbortController();
    const callbacks = keepCallbacks();
    const lines = Array.from({ length: 100 }, (_, i) => json(String(i))).join("\n");
    const importing = importText(Readable.from([lines]), {
      format: "auto",
      callbacks,
      clock: () => epochMs(0),
      isDemo: false,
      batchSize: 10,
      signal: stop.signal,
      onBatch: () => stop.abort(),
    });
    await expect(importing).rejects.toMatchObject({ name: "AbortError" });
    expect(callbacks.records.size).toBe(10);
  });
});

test("any lines at all are added up: each is kept or refused, with index, path and reason", async () => {
  const line = fc.oneof(
    fc.json().map((text) => text.replaceAll("\n", " ")),
    fc.constantFrom(
      json("a"),
      json("b"),
      '{"interaction_id":"i"}',
      '{"id":"x","held":0}',
      "{",
      "]",
    ),
    anyText.map((text) => text.replaceAll("\n", " ")),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 20 }), async (lines) => {
      const { summary, quarantined } = await take([json("first"), "\n", lines.join("\n")]);
      const { read, added, updated, unchanged, refused } = summary;
      expect(added + updated + unchanged + refused.length).toBe(read);
      expect(quarantined.map(({ index }) => index)).toEqual(refused.map(({ index }) => index));
      for (const { index, path, reason } of [...refused, ...summary.flagged]) {
        expect(index).toBeLessThan(read);
        expect(path.startsWith("$")).toBe(true);
        expect(reason).not.toBe("");
      }
    }),
    { numRuns: 150 },
  );
});

test("the real store keeps what the importer brings, and knows it again", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ringback-intake-"));
  const store = openStore(folder, { numbers: createNumbers("US") });
  try {
    const options: ImportOptions = {
      format: "auto",
      callbacks: store.callbacks,
      clock: () => epochMs(1_000),
      isDemo: false,
    };
    const text = `${json("a")}\n{"id":"b","timeoutSeconds":"20"}\nnonsense\n{"interaction_id":"i"}`;
    const problems: ImportProblem[] = [];
    const first = await importText(Readable.from([text]), {
      ...options,
      onProblem: (problem) => problems.push(problem),
    });
    expect(first).toEqual({ read: 4, added: 3, updated: 0, unchanged: 0, flagged: 1, refused: 1 });
    expect(problems).toMatchObject([
      { is: "flagged", index: 1 },
      { is: "refused", index: 2 },
    ]);
    const again = await importText(Readable.from([text]), options);
    expect(again).toMatchObject({ read: 4, added: 0, unchanged: 3 });
    const key = store.callbacks.find("b");
    expect(key === null ? null : store.callbacks.read(key)?.problems).toEqual(
      problems.slice(0, 1).map(({ path, reason }) => ({ path, reason })),
    );
  } finally {
    store.close();
    rmSync(folder, { recursive: true });
  }
});

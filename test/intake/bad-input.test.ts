import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { epochMs } from "#core/time.ts";
import { importText } from "#intake/import-text.ts";
import { UnreadableInput } from "#intake/unreadable-input.ts";
import { keepCallbacks } from "./kept-callbacks.ts";
import { indexed, json, take } from "./take.ts";

describe("what cannot be read", () => {
  test("is refused by its index and quarantined, and the rest is kept", async () => {
    const bad = ['{"id":', "[1,", "}{", "nonsense", '{"id":"x"', "{}", "5", '{"id":""}'];
    for (const each of bad) {
      const { summary, quarantined } = await take(`${json("a")}\n${each}\n${json("b")}`);
      expect(summary).toMatchObject({ read: 3, added: 2 });
      expect(summary.refused.map(({ index }) => index)).toEqual([1]);
      expect(summary.refused[0]?.reason).not.toBe("");
      expect(quarantined).toEqual([{ ...summary.refused[0], text: each }]);
    }
  });

  test("is refused by its index when it comes first", async () => {
    const { summary } = await take(`nonsense\n{"id":\n${json("a")}\n${json("b")}`);
    expect(summary).toMatchObject({ read: 4, added: 2 });
    expect(indexed(summary.refused)).toEqual(["0 $", "1 $"]);
  });

  test("costs a list only the elements that are bad", async () => {
    const { summary, quarantined } = await take(
      `[1,${json("a")},"x",null,{"id":},[],{"id":7.5},${json("b")},{"id":"c","held":"no"}]`,
    );
    expect(summary).toMatchObject({ read: 9, added: 3 });
    expect(indexed(summary.refused)).toEqual(["0 $", "2 $", "3 $", "4 $", "5 $", "6 $.id"]);
    expect(indexed(summary.flagged)).toEqual(["8 $.held"]);
    expect(quarantined.map(({ text }) => text)).toEqual([
      "1",
      '"x"',
      "null",
      '{"id":}',
      "[]",
      '{"id":7.5}',
    ]);
  });

  test("is named even when only the end of a list is missing", async () => {
    const whole = await take(`[${json("a")},${json("b")}`);
    expect(whole.summary).toMatchObject({ read: 3, added: 2 });
    expect(whole.summary.refused[0]?.reason).toMatch(/cut off/);
    const half = await take(`[${json("a")},{"id":"b","sta`);
    expect(half.summary).toMatchObject({ read: 2, added: 1 });
    expect(half.quarantined[0]?.text).toBe('{"id":"b","sta');
  });

  test("is text that is not UTF-8, line by line", async () => {
    const latin1 = Buffer.from('{"id":"caf\xe9"}', "latin1");
    const { summary } = await take([`${json("a")}\n`, latin1, `\n${json("b")}`]);
    expect(summary).toMatchObject({ read: 3, added: 2 });
    expect(summary.refused[0]?.reason).toMatch(/UTF-8/);
  });

  test("is a line over the limit, while the next one is read", async () => {
    const long = (id: string) => `{"id":"${id}","note":"${"x".repeat(10_000_000)}"}`;
    const chunks = Buffer.from([json("a"), long("b"), json("c"), long("d"), json("e")].join("\n"));
    const pieces: Buffer[] = [];
    for (let at = 0; at < chunks.length; at += 65_536)
      pieces.push(chunks.subarray(at, at + 65_536));
    const { summary, quarantined } = await take(pieces);
    expect(summary).toMatchObject({ read: 5, added: 3 });
    expect(summary.refused).toMatchObject([
      { index: 1, path: "$", reason: expect.stringMatching(/longer than 8.0 MB/) as string },
      { index: 3, path: "$" },
    ]);
    expect(quarantined[0]?.text).toHaveLength(65_536);
    const list = await take(`[${json("a")},${long("b")},${json("c")}]`);
    expect(list.summary).toMatchObject({ read: 3, added: 2 });
    expect(indexed(list.summary.refused)).toEqual(["1 $"]);
    expect((await take(long("b"))).summary).toMatchObject({ read: 1, refused: [{ index: 0 }] });
  });

  test("is a line of any length, and its memory is given back while it still comes", async () => {
    let most = 0;
    const before = process.memoryUsage().arrayBuffers;
    const endless = function* () {
      yield Buffer.from(`${json("a")}\n{"id":"b","note":"`);
      for (let i = 0; i < 6_000; i++) {
        yield Buffer.alloc(65_536, 0x78);
        most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      }
      yield Buffer.from(`"}\n${json("c")}`);
    };
    const callbacks = keepCallbacks();
    const summary = await importText(Readable.from(endless()), {
      format: "auto",
      callbacks,
      clock: () => epochMs(0),
      isDemo: false,
    });
    expect(summary).toMatchObject({ read: 3, added: 2, refused: 1 });
    expect(most).toBeLessThan(200_000_000);
  });

  test("is nesting without end, which is read or refused but overturns nothing", async () => {
    const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
    const { summary, records } = await take(
      `${json("a")}\n${deep}\n{"id":"b","extra":${deep}}\n{"interaction_id":"i","udata":{"d":${deep}}}`,
    );
    expect(summary).toMatchObject({ read: 4, added: 3 });
    expect(indexed(summary.refused)).toEqual(["1 $[0]"]);
    expect(indexed(summary.flagged)).toEqual(["3 $.udata.d"]);
    expect([...records.values()][1]?.raw).toContain(deep);
  });

  test("is an input that holds no JSON at all: nothing of it is kept", async () => {
    const junk = [
      "nonsense",
      "one, two\nthree, four\nfive, six\n",
      "<html>\n<body>\n",
      '{"id":',
      "x\n".repeat(100_000),
      Buffer.from([0xff, 0xfe, 0x7b, 0x00]),
      Buffer.from([0x1f, 0x8b, 0x08, 0x00]),
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      "[nonsense",
    ];
    for (const each of junk) {
      await expect(take(each)).rejects.toBeInstanceOf(UnreadableInput);
    }
  });
});

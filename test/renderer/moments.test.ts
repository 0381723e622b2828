import { describe, expect, test } from "vitest";
import { epochMs } from "#core/time.ts";
import {
  countryName,
  dayName,
  dueWord,
  duration,
  moment,
  readInstant,
  roughly,
  toLocalField,
} from "#renderer/words/moments.ts";

const noon = epochMs(new Date(2026, 10, 20, 12, 0, 0).getTime());
const minutes = (count: number) => epochMs(noon + count * 60_000);
const at = (...parts: [number, number, number, number, number]) =>
  epochMs(new Date(...parts).getTime());

describe("when a callback is due", () => {
  test.each([
    ["11 min late", minutes(-11), "late"],
    ["3 h late", minutes(-180), "late"],
    ["now", minutes(0), "soon"],
    ["in 4 min", minutes(4), "soon"],
  ] as const)("%s", (text, dueAt, tone) => {
    const word = dueWord(noon, dueAt, null);
    expect(word.text.replaceAll("\u00a0", " ")).toBe(text);
    expect(word.tone).toBe(tone);
  });

  test("without a time it tells how long the customer waits", () => {
    expect(dueWord(noon, null, minutes(-14)).text.replaceAll("\u00a0", " ")).toBe("waits 14 min");
    expect(dueWord(noon, null, null)).toEqual({ text: "now", tone: "soon" });
  });
});

describe("moments", () => {
  test("are as short as they can be told without doubt", () => {
    expect(moment(noon, at(2026, 10, 19, 14, 31))).toMatch(/^yesterday /);
    expect(moment(noon, at(2026, 10, 21, 9, 0))).toMatch(/^tomorrow /);
    expect(moment(noon, at(2026, 10, 23, 9, 0))).toMatch(/^Mon /);
    expect(moment(noon, at(2026, 11, 24, 9, 0))).toMatch(/24/);
  });

  test("count days by the calendar, across the change of the clocks too", () => {
    expect(dayName(at(2026, 9, 25, 0, 30), at(2026, 9, 25, 23, 30))).toBe("Today");
    expect(dayName(at(2026, 9, 24, 23, 59), at(2026, 9, 25, 0, 1))).toBe("Tomorrow");
  });

  test("go into a date field and back without change of zone", () => {
    expect(Date.parse(toLocalField(noon))).toBe(noon);
  });

  test("are read from ISO text and from milliseconds, and nothing else", () => {
    expect(readInstant(new Date(noon).toISOString())).toBe(noon);
    expect(readInstant(String(noon))).toBe(noon);
    expect(readInstant("soon")).toBeNull();
  });
});

describe("lengths", () => {
  test.each([
    [0, "0:00"],
    [-5_000, "0:00"],
    [41_900, "0:41"],
    [725_000, "12:05"],
    [3_734_000, "1:02:14"],
  ])("%i ms is %s", (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  test("are rounded to one unit", () => {
    const lengths = [40_000, 720_000, 10_800_000, 172_800_000].map(roughly);
    expect(lengths.map((text) => text.replaceAll("\u00a0", " "))).toEqual([
      "40 s",
      "12 min",
      "3 h",
      "2 d",
    ]);
  });
});

test("a country that nobody knows is shown by its code", () => {
  expect(countryName("DE")).toBe("Germany");
  expect(countryName("not a code")).toBe("not a code");
});

import { describe, expect, test } from "vitest";
import { orderOf, orderTold, readMoment, type DateRules } from "#formats/csv-dates.ts";
import { instantsAt, isZone } from "#formats/zones.ts";

const berlin: DateRules = { order: null, zone: "Europe/Berlin" };
const read = (text: string, rules: Partial<DateRules> = {}, ends = false) => {
  const at = readMoment(text, { ...berlin, ...rules }, ends);
  return typeof at === "string" ? at : new Date(at).toISOString();
};

describe("a moment that can be read in one way", () => {
  test.each([
    ["2026-11-20T14:30:00Z", "2026-11-20T14:30:00.000Z"],
    ["2026-11-20T14:30:00.123+01:00", "2026-11-20T13:30:00.123Z"],
    ["1795185000000", "2026-11-20T14:30:00.000Z"],
    ["2026-11-20 14:30", "2026-11-20T13:30:00.000Z"],
    ["2026-11-20T14:30:15", "2026-11-20T13:30:15.000Z"],
    ["2026/11/20 2:30 PM", "2026-11-20T13:30:00.000Z"],
    ["20.11.2026 14:30", "2026-11-20T13:30:00.000Z"],
    ["5.11.2026, 9:05 Uhr", "2026-11-05T08:05:00.000Z"],
    ["20.11.26 14.30", "2026-11-20T13:30:00.000Z"],
    ["11/20/2026 2:30 PM", "2026-11-20T13:30:00.000Z"],
    ["11/20/2026 12:15 a.m.", "2026-11-19T23:15:00.000Z"],
    ["20/11/2026 14h30", "2026-11-20T13:30:00.000Z"],
    ["07/07/2026 10:00", "2026-07-07T08:00:00.000Z"],
    ["20-Nov-26 14:30", "2026-11-20T13:30:00.000Z"],
    ["Nov 20, 2026 2 PM", "2026-11-20T13:00:00.000Z"],
    ["20.11.2026 14:30 UTC", "2026-11-20T14:30:00.000Z"],
    ["20.11.2026 14:30 +02:00", "2026-11-20T12:30:00.000Z"],
    ["2026-11-20", "2026-11-19T23:00:00.000Z"],
  ])("%s", (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  test("a day alone ends with its last moment, also where it has another length", () => {
    expect(read("20.11.2026", {}, true)).toBe("2026-11-20T22:59:59.999Z");
    expect(read("25.10.2026", {}, true)).toBe("2026-10-25T22:59:59.999Z");
    expect(read("25.10.2026")).toBe("2026-10-24T22:00:00.000Z");
  });
});

describe("a moment that can be read in two ways", () => {
  test("is read as its column is, and never by guessing", () => {
    expect(read("05/11/2026 10:00")).toMatch(/whether the day or the month comes first/);
    expect(read("05/11/2026 10:00", { order: "undecided" })).toMatch(/comes first/);
    expect(read("05/11/2026 10:00", { order: "day/month/year" })).toBe("2026-11-05T09:00:00.000Z");
    expect(read("05/11/2026 10:00", { order: "month/day/year" })).toBe("2026-05-11T08:00:00.000Z");
    expect(read("13/11/2026 10:00", { order: "month/day/year" })).toMatch(/month\/day\/year/);
  });

  test("is decided by the one order that dates of the column prove", () => {
    const orderIn = (...texts: string[]) =>
      orderOf(new Set(texts.flatMap((t) => orderTold(t) ?? [])));
    expect(orderIn("05/11/2026", "13/11/2026")).toBe("day/month/year");
    expect(orderIn("05/11/2026", "11/13/2026")).toBe("month/day/year");
    expect(orderIn("05/11/2026", "06/11/2026")).toBe("undecided");
    expect(orderIn("13/11/2026", "11/13/2026", "05/11/2026")).toBe("undecided");
    expect(orderIn("2026-11-20", "07/07/2026", "5.11.2026", "soon")).toBeNull();
  });

  test("is refused in the hour that comes twice, and in the one that never comes", () => {
    expect(read("25.10.2026 02:30")).toMatch(/put back/);
    expect(read("29.03.2026 02:30")).toMatch(/put forward/);
    expect(read("20.11.2026 10:00", { zone: null })).toMatch(/zone/);
  });
});

test.each([
  "soon",
  "31.11.2026 10:00",
  "20.13.2026",
  "2026-02-29",
  "20.11.2026 25:00",
  "14:30",
  "20.11.1960",
])("%s is no moment", (text) => {
  expect(read(text)).toMatch(/^expected a date/);
});

test("zones are those of the engine, and offsets", () => {
  for (const zone of ["Europe/Berlin", "UTC", "+02:00", "-0530", "+02"])
    expect(isZone(zone)).toBe(true);
  for (const zone of ["", "Berlin", "CA", "+2"]) expect(isZone(zone)).toBe(false);
  const noon = Date.UTC(2026, 10, 20, 12);
  expect(instantsAt(noon, "-0530")).toEqual([noon + 5.5 * 3_600_000]);
  expect(instantsAt(noon, "nowhere")).toEqual([]);
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { instantOf, parseInstant } from "#formats/read-dates.ts";
import { readRecord } from "#formats/read-record.ts";

const iso = (text: string) => {
  const at = parseInstant(text);
  return at === null ? null : new Date(at).toISOString();
};

describe("an instant on the wire", () => {
  test.each([
    ["2026-11-20T08:00:02.113Z", "2026-11-20T08:00:02.113Z"],
    ["2026-11-20T08:00:02Z", "2026-11-20T08:00:02.000Z"],
    ["2026-11-20T08:00Z", "2026-11-20T08:00:00.000Z"],
    ["2026-11-20T08:00:02.1Z", "2026-11-20T08:00:02.100Z"],
    ["2026-11-20T08:00:02.113999Z", "2026-11-20T08:00:02.113Z"],
    ["2026-11-20T08:00:02.113999999Z", "2026-11-20T08:00:02.113Z"],
    ["2026-11-20T08:00:02.113+0000", "2026-11-20T08:00:02.113Z"],
    ["2026-11-20T08:00:02+01:00", "2026-11-20T07:00:02.000Z"],
    ["2026-11-20T08:00:02-05:30", "2026-11-20T13:30:02.000Z"],
    ["2026-11-20T08:00:02+01", "2026-11-20T07:00:02.000Z"],
    ["2026-11-20 08:00:02+00:00", "2026-11-20T08:00:02.000Z"],
    ["2026-11-20t08:00:02z", "2026-11-20T08:00:02.000Z"],
    [" 2026-11-20T08:00:02Z\n", "2026-11-20T08:00:02.000Z"],
    ["2026-12-31T23:59:60Z", "2027-01-01T00:00:00.000Z"],
    ["2028-02-29T00:00:00Z", "2028-02-29T00:00:00.000Z"],
  ])("%j is %s", (text, wanted) => {
    expect(iso(text)).toBe(wanted);
  });

  test.each([
    "2026-11-20T08:00:02",
    "2026-11-20",
    "2026-02-30T00:00:00Z",
    "2026-02-29T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-11-20T24:00:00Z",
    "2026-11-20T08:60:00Z",
    "2026-11-20T08:00:00+25:00",
    "20/11/2026 08:00",
    "Fri, 20 Nov 2026 08:00:00 GMT",
    "0001-01-01T00:00:00Z",
    "0026-11-20T08:00:00Z",
    "1969-12-31T23:59:59Z",
    "tomorrow",
    "1795161600000",
    "",
  ])("%j is none", (text) => {
    expect(parseInstant(text)).toBeNull();
  });

  test("is also a number of milliseconds, as older notifications have it", () => {
    const read = (callbackScheduledTime: unknown) =>
      readRecord({ id: "x", callbackScheduledTime }, "conversation-notification-callback");
    expect(read(1_795_161_600_000).callback.scheduledAt).toBe(1_795_161_600_000);
    expect(read(20_000).callback.scheduledAt).toBe(20_000);
    for (const none of [-1, 1.5, 9e15, true, "1795161600000"]) {
      expect(read(none).callback.scheduledAt).toBeNull();
      expect(read(none).problems.map(({ path }) => path)).toEqual(["$.callbackScheduledTime"]);
    }
  });

  test("keeps every instant of the calendar, in any zone", () => {
    const instants = fc.date({
      min: new Date(0),
      max: new Date("9998-12-31"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instants, fc.integer({ min: -839, max: 839 }), (date, offset) => {
        expect(parseInstant(date.toISOString())).toBe(date.getTime());
        const local = new Date(date.getTime() + offset * 60_000);
        fc.pre(local.getTime() >= 0);
        const pad = (value: number) => String(value).padStart(2, "0");
        const sign = offset < 0 ? "-" : "+";
        const zone = `${sign}${pad(Math.floor(Math.abs(offset) / 60))}:${pad(Math.abs(offset) % 60)}`;
        expect(parseInstant(local.toISOString().replace("Z", zone))).toBe(date.getTime());
      }),
    );
  });

  test("is never one that a window could not show", () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        const at = instantOf(value);
        if (at !== null) expect(Number.isNaN(new Date(at).getTime())).toBe(false);
      }),
    );
  });
});

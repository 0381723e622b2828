import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { platformShapes as platforms } from "#core/callback.ts";
import { untouched } from "#core/local-work.ts";
import { applyWork } from "#formats/apply-work.ts";
import { readRecord } from "#formats/read-record.ts";
import { anyWork } from "./any-work.ts";
import { wholeRecord } from "./documents.ts";
import { again, at, leftWrapUp, skipped } from "./work.ts";

describe("the text that came", () => {
  const odd =
    '{"id":"c","big":12345678901234567890,"cost":1.10,"twice":1,"twice":2,"esc":"\\u00e9\\/","state":"alerting","unknown":{"deep":[1e400]}}';

  test("is the very same when nothing was done", () => {
    const spaced = ` { "id" : "c" ,\n "state":"ALERTING" } `;
    for (const text of [odd, spaced, "{}"]) {
      expect(applyWork(text, "callback", untouched)).toEqual({ text, lost: [] });
      const taken = { ...untouched, acceptedAt: at("2026-11-20T08:00:00Z") };
      expect(applyWork(text, "callback", taken)).toEqual({ text, lost: [] });
    }
  });

  test("keeps long numbers, names given twice and escapes around what has changed", () => {
    const { text } = applyWork(odd, "callback", again);
    expect(text).toBe(
      odd.replace('"alerting"', '"scheduled"').slice(0, -1) +
        ',"callback_scheduled_time":"2026-11-21T10:00:00.000Z"}',
    );
  });

  test("changes the last of a name given twice, and the one of two spellings that is read", () => {
    const { text } = applyWork('{"id":"c","state":"none","state":"alerting"}', "callback", again);
    expect(text).toMatch(/^\{"id":"c","state":"none","state":"scheduled",/);
    const both =
      '{"id":"c","callback_scheduled_time":"2026-11-20T08:00:00Z","callbackScheduledTime":null}';
    expect(applyWork(both, "callback", again).text).toBe(
      '{"id":"c","callback_scheduled_time":"2026-11-21T10:00:00Z","callbackScheduledTime":null,"state":"scheduled"}',
    );
  });

  test("changes both spellings of a name where both tell it", () => {
    const both =
      '{"id":"c","state":"none","wrapup":{"code":"a"},"callback_scheduled_time":null,"afterCallWork":{"state":"pending"},"after_call_work":{"state":"pending"}}';
    const { text } = applyWork(both, "callback", { ...untouched, wrapUp: leftWrapUp });
    const { callback, problems } = readRecord(JSON.parse(text), "callback");
    expect(problems).toEqual([]);
    expect(callback.afterCallWork?.state?.value).toBe("complete");
  });

  test("puts new entries after the last one, also where that repeats an earlier name", () => {
    const twice = '{"x":1,"id":"c","state":"none","x":2}';
    expect(applyWork(twice, "callback", again).text).toBe(
      '{"x":1,"id":"c","state":"scheduled","x":2,"callback_scheduled_time":"2026-11-21T10:00:00.000Z"}',
    );
  });

  test("names new entries of an inner object as that object names its own", () => {
    const mixed = '{"id":"c","script_id":"s","wrapup":{"durationSeconds":1}}';
    expect(applyWork(mixed, "callback", skipped).text).toMatch(
      /"wrapup":\{"durationSeconds":1,"code":"[^"]+","endTime":"[^"]+"\}.*"disconnected_time"/,
    );
  });

  test("takes new entries into empty objects and between white space", () => {
    expect(applyWork("{}", "callback", again).text).toMatch(/^\{"state":"scheduled",/);
    expect(applyWork('{ "wrapup" : { } }', "callback", skipped).text).toMatch(
      /"wrapup" : \{"code":"ININ-OUTBOUND-PREVIEW-SKIPPED","end_time":"[^"]+" \}/,
    );
    expect(applyWork('{ "id": "c" }', "callback", again).text).toBe(
      '{ "id": "c","state":"scheduled","callback_scheduled_time":"2026-11-21T10:00:00.000Z" }',
    );
  });
});

test("whatever stands in a record, an update gives JSON back", () => {
  const anyName = fc.oneof(
    fc.constantFrom(...platforms.flatMap((shape) => Object.keys(wholeRecord(shape)))),
    fc.string(),
  );
  const anyRecord = fc.dictionary(anyName, fc.jsonValue());
  fc.assert(
    fc.property(fc.constantFrom(...platforms), anyWork, anyRecord, (shape, work, record) => {
      const { text } = applyWork(JSON.stringify(record, null, 1), shape, work);
      const after = JSON.parse(text) as Record<string, unknown>;
      for (const name of Object.keys(record)) expect(Object.keys(after)).toContain(name);
    }),
    { numRuns: 300 },
  );
});

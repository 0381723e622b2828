import { describe, expect, test } from "vitest";
import { type Shape, platformShapes } from "#core/callback.ts";
import { adapters, readRecord } from "#formats/read-record.ts";
import type { JsonObject } from "#formats/reading.ts";
import { writeRecord } from "#formats/write-record.ts";
import { wholeRecord } from "./documents.ts";
import { recordOf } from "./sample-of.ts";

const convert = (value: JsonObject, from: Shape, to: Shape) =>
  writeRecord(readRecord(value, from).callback, to, value);

/** The record whatever its closed sets were spelled like. */
const valuesOf = (callback: object) =>
  JSON.parse(
    JSON.stringify(callback, (name, value: unknown) => (name === "raw" ? null : value)),
  ) as unknown;

/** Why the fact at the path is lost; null when it is not. */
const lostAt = (value: JsonObject, from: Shape, to: Shape, path: string) =>
  convert(value, from, to).lost.find((each) => each.path === path)?.reason ?? null;

describe.each(platformShapes)("a record written as %s", (shape) => {
  test("is read as the record it was written from, whatever its document has", () => {
    const { callback } = readRecord(wholeRecord(shape), shape);
    const { record, lost } = writeRecord(callback, shape);
    const read = readRecord(record, shape);
    expect(read.problems).toEqual([]);
    expect(valuesOf(read.callback)).toEqual(valuesOf(callback));
    expect(lost).toEqual([]);
  });

  test("has only names of the document, in the document's own case", () => {
    const names = new Set(Object.keys(wholeRecord(shape)));
    for (const from of platformShapes) {
      const { record } = convert(wholeRecord(from), from, shape);
      expect([...names]).toEqual(expect.arrayContaining(Object.keys(record)));
    }
  });

  test("makes nothing up for a record that tells nothing but its id", () => {
    for (const from of platformShapes) {
      const { record } = convert({ [adapters[from].idField]: "x" }, from, shape);
      const isSameId = adapters[from].idField in record;
      expect(record).toEqual(isSameId ? { [adapters[from].idField]: "x" } : {});
    }
  });

  test("tells every fact of every other document, or says which it does not", () => {
    for (const from of platformShapes.filter((each) => each !== shape)) {
      const { table } = adapters[from];
      const names = (value: unknown) => JSON.stringify(value);
      for (const field of table) {
        const value = recordOf([field]);
        const { record, lost } = convert(value, from, shape);
        const isSaid = names(record) !== "{}" || lost.length > 0;
        expect(isSaid, `${from}.${field.wire.join(".")} as ${shape}`).toBe(true);
      }
    }
  });
});

describe("one fact in two documents", () => {
  const inCallback = {
    id: "com-1",
    dialer_preview: { id: "dp-1", phone_number_columns: [{ column_name: "Cell" }] },
    peer_id: "peer-1",
    script_id: "s-1",
    disconnected_time: "2026-11-20T08:00:00Z",
    queue_media_settings: { alerting_timeout_seconds: 30 },
  };
  const inParticipant = {
    outboundPreview: { id: "dp-1", phoneNumberColumns: [{ columnName: "Cell" }] },
    peer: "peer-1",
    script: { id: "s-1" },
    endTime: "2026-11-20T08:00:00.000Z",
    alertingTimeoutMs: 30_000,
  };

  test("has the participant's names, places and units", () => {
    expect(convert(inCallback, "callback", "callback-media-participant")).toEqual({
      record: inParticipant,
      lost: [expect.objectContaining({ path: "identity.communicationId" })],
    });
  });

  test("and back again", () => {
    const { id, ...rest } = inCallback;
    expect(
      convert({ ...inParticipant, id: "p-1" }, "callback-media-participant", "callback"),
    ).toEqual({
      record: { ...rest, disconnected_time: "2026-11-20T08:00:00.000Z" },
      lost: [expect.objectContaining({ path: "identity.participantId" })],
    });
    expect(id).toBe("com-1");
  });

  test("a time to answer that is no whole number of seconds is lost where seconds are told", () => {
    const { record, lost } = convert(
      { alertingTimeoutMs: 1_500 },
      "callback-media-participant",
      "callback",
    );
    expect(record).toEqual({});
    expect(lost).toEqual([
      { path: "alertingTimeoutMs", reason: "it could be told in whole seconds only" },
    ]);
  });

  test("a document that has both places gets neither filled from the other", () => {
    const { record } = convert(
      { queueMediaSettings: { alertingTimeoutSeconds: 30 } },
      "callback",
      "csv",
    );
    expect(record).toEqual({ queueMediaSettings: '{"alertingTimeoutSeconds":30}' });
  });

  test("after-call work is an object, or two times of the participant", () => {
    const work = {
      state: "complete",
      startTime: "2026-11-20T09:00:00Z",
      endTime: "2026-11-20T09:01:00Z",
    };
    const { record, lost } = convert(
      { afterCallWork: work },
      "callback",
      "callback-media-participant",
    );
    expect(record).toEqual({
      startAcwTime: "2026-11-20T09:00:00.000Z",
      endAcwTime: "2026-11-20T09:01:00.000Z",
    });
    expect(lost.map(({ path }) => path)).toEqual(["afterCallWork.state"]);
  });

  test("attributes are Engage's user data, whatever their names", () => {
    const attributes = JSON.parse('{"VIP":"1","__proto__":"x"}') as object;
    const { record } = convert(
      { attributes },
      "callback-media-participant",
      "engage-callback-interaction",
    );
    expect(JSON.stringify(record)).toBe('{"udata":{"VIP":"1","__proto__":"x"}}');
    const back = convert(
      { udata: attributes },
      "engage-callback-interaction",
      "callback-media-participant",
    );
    expect(JSON.stringify(back.record)).toBe('{"attributes":{"VIP":"1","__proto__":"x"}}');
  });

  test("a scheduled time is Engage's start, and makes it a scheduled one", () => {
    const { record } = convert(
      { callbackScheduledTime: "2026-11-20T14:30:00+01:00" },
      "callback",
      "engage-callback-interaction",
    );
    expect(record).toEqual({ start_time: "2026-11-20T13:30:00.000Z", callback_type: 2 });
  });

  test("a list of numbers has its first where one has room, and the others are lost", () => {
    const numbers = { callbackNumbers: ["+15550100", "+15550101", "+15550102"] };
    const { record, lost } = convert(numbers, "callback", "engage-callback-interaction");
    expect(record).toEqual({ customer_number: "+15550100" });
    expect(lost.map(({ path }) => path)).toEqual(["numbers[1]", "numbers[2]"]);
  });

  test("a birthday that follows from the segments is lost with them only", () => {
    const segments = [{ startTime: "2026-11-20T08:00:00Z" }];
    expect(lostAt({ segments }, "callback", "callback-basic", "createdAt")).toBeNull();
    expect(
      lostAt({ segments }, "callback", "conversation-notification-callback", "createdAt"),
    ).not.toBeNull();
  });
});

describe("values of closed sets", () => {
  test("are spelled as the document spells them", () => {
    const value = {
      state: "alerting",
      direction: "outbound",
      disconnectType: "noAnswerTransfer",
      voicemail: { uploadStatus: "complete" },
    };
    expect(convert(value, "callback", "conversation-notification-callback").record).toEqual({
      state: "ALERTING",
      direction: "OUTBOUND",
      disconnectType: "TRANSFER_NOANSWER",
      voicemail: { uploadStatus: "COMPLETE" },
    });
    const shouted = { state: "SCHEDULED", disconnectType: "TRANSFER_NOANSWER" };
    expect(convert(shouted, "conversation-notification-callback", "callback").record).toEqual({
      state: "scheduled",
      disconnect_type: "transfer.noanswer",
    });
  });

  test.each([
    ["callback-media-participant", { state: "scheduled" }, "state"],
    ["callback-media-participant", { disconnectType: "uncallable" }, "disconnectType"],
    ["callback-media-participant", { disconnectType: "timeout" }, "disconnectType"],
    ["conversation-notification-callback", { state: "parked" }, "state"],
    ["conversation-notification-callback", { disconnectType: "endpoint.dnd" }, "disconnectType"],
  ] as const)("%s does not tell %j, which its document does not list", (shape, value, path) => {
    const { record, lost } = convert(value, "callback", shape);
    expect(record).toEqual({});
    expect(lost).toEqual([{ path, reason: expect.stringContaining(`${shape} has no `) as string }]);
  });

  test("one that nobody knows goes on to a document that spells alike, and is lost in any other", () => {
    const value = { state: "reoffering" };
    expect(convert(value, "callback", "callback-basic")).toEqual({ record: value, lost: [] });
    const other = convert(value, "callback", "conversation-notification-callback");
    expect(other.record).toEqual({});
    expect(other.lost.map(({ path }) => path)).toEqual(["state"]);
  });

  test.each(["OutdatedSdkVersion", "outdated_sdk_version"])("%s is never written", (raw) => {
    const value = { state: raw, direction: raw, disconnectType: raw };
    for (const to of platformShapes.filter((each) => each !== "callback")) {
      const { record, lost } = convert(value, "callback", to);
      expect(record).toEqual({});
      expect(lost.map(({ path }) => path).sort()).toEqual(["direction", "disconnectType", "state"]);
      expect(JSON.stringify(lost)).not.toContain(raw);
    }
  });
});

describe("what only the value has that came", () => {
  const lostOf = (value: JsonObject) =>
    convert(value, "callback", "callback-basic").lost.map(({ path }) => path);

  test("is lost: names nobody knows, at any depth", () => {
    const value = {
      brandNew: 1,
      wrapup: { code: "w", mood: "good" },
      segments: [{ type: "alert" }, { type: "hold", loud: true }],
      empty: null,
    };
    expect(lostOf(value)).toEqual(["$.brandNew", "$.wrapup.mood", "$.segments[1].loud"]);
  });

  test("is lost: a value that could not be read, without quoting it", () => {
    const value = { timeoutSeconds: "20 seconds", additionalProperties: { a: 1 } };
    const { lost } = convert(value, "callback", "callback-basic");
    expect(lost.map(({ path }) => path)).toEqual(["$.timeoutSeconds", "$.additionalProperties"]);
    expect(JSON.stringify(lost)).not.toContain("20 seconds");
  });

  test("is lost: digits beyond a millisecond, and a fact told twice", () => {
    const value = {
      connectedTime: "2026-11-20T08:00:00.123456Z",
      disconnectedTime: "2026-11-20T08:00:00.123000Z",
      peerId: "a",
      peer_id: "b",
    };
    expect(lostOf(value)).toEqual(["$.peer_id", "$.connectedTime"]);
  });

  test("is not asked for without it", () => {
    const { callback } = readRecord({ brandNew: 1, id: "x" }, "callback");
    expect(writeRecord(callback, "callback-basic").lost).toEqual([]);
  });
});

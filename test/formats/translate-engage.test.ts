import { describe, expect, test } from "vitest";
import type { Shape } from "#core/callback.ts";
import { engageCodes } from "#core/engage-codes.ts";
import { callbackStates, disconnectTypes } from "#formats/enums.ts";
import { readRecord } from "#formats/read-record.ts";
import type { JsonObject } from "#formats/reading.ts";
import { writeRecord } from "#formats/write-record.ts";

const convert = (value: JsonObject, from: Shape, to: Shape) =>
  writeRecord(readRecord(value, from).callback, to);
const fromEngage = (value: JsonObject, to: Shape = "callback") =>
  convert(value, "engage-callback-interaction", to).record;
const toEngage = (value: JsonObject) =>
  convert(value, "callback", "engage-callback-interaction").record;

describe("callback_status as a state", () => {
  test.each([
    [0, {}],
    [1, { state: "none" }],
    [2, { state: "scheduled" }],
    [3, { state: "offering" }],
    [4, { state: "offering" }],
    [5, { state: "alerting" }],
    [6, { state: "offering" }],
    [7, { state: "disconnected", disconnect_type: "client" }],
    [8, { state: "disconnected" }],
    [9, { state: "terminated" }],
    [10, {}],
    [11, { state: "disconnected", disconnect_type: "error" }],
    [12, { state: "disconnected", disconnect_type: "system" }],
    [13, { state: "disconnected", disconnect_type: "transfer" }],
    [14, { state: "disconnected", disconnect_type: "timeout" }],
  ])("%d is %j", (status, wanted) => {
    expect(fromEngage({ callback_status: status })).toEqual(wanted);
  });

  test("is lost where the document has no such state", () => {
    const { record, lost } = convert(
      { callback_status: 2 },
      "engage-callback-interaction",
      "callback-media-participant",
    );
    expect(record).toEqual({});
    expect(lost.map(({ path }) => path)).toEqual(["engage.callbackStatus"]);
  });
});

describe("call_result as a disconnect type", () => {
  const endOf = (result: number, status = 8, to: Shape = "callback") =>
    fromEngage({ callback_status: status, call_result: result }, to);

  test.each([
    [0, "client"],
    [1, "transfer"],
    [2, "transfer.conference"],
    [3, "error"],
    [4, "system"],
    [5, "peer"],
    [6, "endpoint"],
    [7, "timeout"],
    [24, "transfer.consult"],
    [42, "transport.failure"],
  ])("%d is %s", (result, type) => {
    expect(endOf(result)).toEqual({ state: "disconnected", disconnect_type: type });
  });

  test("of a document without a timeout is what else a no-answer is", () => {
    expect(endOf(7, 8, "callback-media-participant")).toMatchObject({
      disconnectType: "transfer.noanswer",
    });
  });

  test.each([
    ["OK before the agent was done", 0, 5],
    ["UNKNOWN", 28, 8],
  ])(
    "is none for %s, which means that nothing was dialled yet, and nothing is lost",
    (_, result, status) => {
      const value = { callback_status: status, call_result: result };
      const { record, lost } = convert(value, "engage-callback-interaction", "callback");
      expect(record).not.toHaveProperty("disconnect_type");
      expect(lost.map(({ path }) => path)).not.toContain("engage.callResult");
    },
  );

  test("is none while the callback is open, and lost then", () => {
    const value = { callback_status: 2, call_result: 6 };
    const { record, lost } = convert(value, "engage-callback-interaction", "callback");
    expect(record).toEqual({ state: "scheduled" });
    expect(lost.map(({ path }) => path)).toEqual(["engage.callResult"]);
  });

  test("is the platform's own wrap-up code where it has one", () => {
    expect(endOf(51)).toMatchObject({ wrapup: { code: "ININ-OUTBOUND-ON-DO-NOT-CALL-LIST" } });
    expect(endOf(11)).toMatchObject({
      wrapup: { code: "ININ-OUTBOUND-INVALID-PHONE-NUMBER" },
      disconnect_type: "uncallable",
    });
  });
});

describe("a state as callback_status", () => {
  test.each([
    ["none", 1],
    ["uploading", 1],
    ["scheduled", 2],
    ["offering", 3],
    ["alerting", 5],
    ["contacting", 5],
    ["dialing", 5],
    ["connected", 5],
    ["disconnected", 8],
    ["terminated", 9],
  ])("%s is %d", (state, status) => {
    expect(toEngage({ state })).toEqual({ callback_status: status });
  });

  test("has no number for a parked one, which is lost", () => {
    const { record, lost } = convert(
      { state: "parked" },
      "callback",
      "engage-callback-interaction",
    );
    expect(record).toEqual({});
    expect(lost.map(({ path }) => path)).toEqual(["state"]);
  });

  test("tells a transfer, a fault before anybody worked on it, and a skipped preview", () => {
    const ended = (disconnectType: string, more = {}) =>
      toEngage({ state: "disconnected", disconnectType, ...more })["callback_status"];
    const connectedTime = "2026-11-20T08:00:00Z";
    expect(ended("transfer")).toBe(13);
    expect(ended("error")).toBe(11);
    expect(ended("error", { connectedTime })).toBe(8);
    expect(ended("transfer.noanswer")).toBe(3);
    expect(ended("client", { wrapup: { code: "ININ-OUTBOUND-PREVIEW-SKIPPED" } })).toBe(7);
  });
});

describe("a disconnect type as call_result", () => {
  const wanted: Readonly<Record<string, number>> = {
    client: 19,
    endpoint: 5,
    peer: 5,
    system: 4,
    timeout: 7,
    transfer: 1,
    "transfer.conference": 2,
    "transfer.consult": 24,
    "transfer.forward": 23,
    "transfer.noanswer": 7,
    "transfer.notavailable": 7,
    "transport.failure": 42,
    error: 3,
    spam: 28,
    uncallable: 11,
    other: 28,
    inactivity: 46,
    "session.expired": 46,
    takeover: 46,
  };
  test.each(Object.entries(wanted))("%s is %d", (disconnectType, result) => {
    expect(toEngage({ disconnectType })).toEqual({ call_result: result });
  });

  test("client is OK when the agent had worked on it", () => {
    const connectedTime = "2026-11-20T08:00:00Z";
    expect(toEngage({ disconnectType: "client", connectedTime })).toEqual({ call_result: 0 });
  });

  test("gives way to a wrap-up code of the platform's own, which says more", () => {
    const code = "ININ-OUTBOUND-DNC-SKIPPED";
    expect(toEngage({ disconnectType: "uncallable", wrapup: { code } })).toEqual({
      call_result: 51,
    });
  });
});

describe("whatever is told less exactly", () => {
  const read = (value: JsonObject, shape: Shape) => readRecord(value, shape).callback;

  test("is listed: what is not lost, reading it back gives again", () => {
    for (const state of Object.keys(callbackStates)) {
      for (const disconnectType of [null, ...Object.keys(disconnectTypes)]) {
        const source = read({ state, disconnectType }, "callback");
        const { record, lost } = writeRecord(source, "engage-callback-interaction");
        const back = read(
          writeRecord(read(record, "engage-callback-interaction"), "callback").record,
          "callback",
        );
        const paths = lost.map(({ path }) => path);
        if (!paths.includes("state")) expect(back.state?.value).toBe(state);
        if (disconnectType !== null && !paths.includes("disconnectType")) {
          expect(back.disconnectType?.value ?? null).toBe(disconnectType);
        }
      }
    }
  });

  test("is listed the other way round as well", () => {
    for (const status of engageCodes.callbackStatus.keys()) {
      for (const result of engageCodes.callResult.keys()) {
        const value = { callback_status: status, call_result: result };
        const source = read(value, "engage-callback-interaction");
        const { record, lost } = writeRecord(source, "callback");
        const { record: back } = writeRecord(
          read(record, "callback"),
          "engage-callback-interaction",
        );
        const paths = lost.map(({ path }) => path);
        if (!paths.includes("engage.callbackStatus")) expect(back["callback_status"]).toBe(status);
        const isUnset = result === 28 || (result === 0 && status < 8);
        if (!paths.includes("engage.callResult") && !isUnset) {
          expect(back["call_result"], `${status}/${result}`).toBe(result);
        }
      }
    }
  });
});

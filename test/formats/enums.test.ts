import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hasUnknownValue } from "#core/countdown.ts";
import { engageCodes } from "#core/engage-codes.ts";
import {
  afterCallWorkStates,
  callbackStates,
  directions,
  disconnectTypes,
  isValueLost,
  spellingIndex,
  uploadStatuses,
  wrapUpPrompts,
  type Spellings,
} from "#formats/enums.ts";
import { readRecord } from "#formats/read-record.ts";
import { anyText } from "./any-text.ts";
import { disconnectSpellings, promptSpellings } from "./known-spellings.ts";

const readType = (raw: string) =>
  readRecord({ id: "x", disconnectType: raw }, "callback").callback.disconnectType;

describe("values of closed sets", () => {
  test.each(Object.entries(disconnectSpellings))("%s is read in each spelling", (value, all) => {
    for (const raw of all.split(" ")) expect(readType(raw)).toEqual({ value, raw });
  });

  test.each(Object.keys(callbackStates))("state %s is read in both cases", (value) => {
    for (const raw of [value, value.toUpperCase()]) {
      const { callback } = readRecord({ id: "x", state: raw, initialState: raw }, "callback");
      expect(callback.state).toEqual({ value, raw });
      expect(callback.initialState).toEqual({ value, raw });
    }
  });

  test.each(Object.entries(promptSpellings))(
    "wrap-up prompt %s is read as participants and as queues spell it",
    (value, all) => {
      for (const raw of all.split(" ")) {
        const { callback } = readRecord(
          { id: "x", wrapupPrompt: raw },
          "callback-media-participant",
        );
        expect(callback.wrapUpPrompt).toEqual({ value, raw });
      }
    },
  );

  test("no spelling stands for two values", () => {
    for (const set of [
      callbackStates,
      directions,
      disconnectTypes,
      wrapUpPrompts,
      uploadStatuses,
      afterCallWorkStates,
    ]) {
      const index = spellingIndex(set as Spellings<string>);
      for (const value of Object.keys(set)) expect(index.get(value)).toBe(value);
    }
  });

  test("values inside other objects are read in both cases", () => {
    const record = {
      voicemail: { uploadStatus: "COMPLETE" },
      afterCallWork: { state: "NOT_APPLICABLE" },
    };
    const { callback } = readRecord(record, "callback");
    expect(callback.voicemail?.uploadStatus?.value).toBe("complete");
    expect(callback.afterCallWork?.state?.value).toBe("notApplicable");
  });

  test.each(["OutdatedSdkVersion", "outdated_sdk_version", "OUTDATEDSDKVERSION"])(
    "%s is a lost value, never a working one",
    (raw) => {
      const record = { id: "x", state: raw, direction: raw, disconnectType: raw };
      const { callback, problems } = readRecord(record, "callback");
      for (const coded of [callback.state, callback.direction, callback.disconnectType]) {
        expect(coded).toEqual({ value: null, raw });
      }
      expect(isValueLost(raw)).toBe(true);
      expect(hasUnknownValue(callback)).toBe(true);
      expect(problems).toEqual([]);
    },
  );

  test.each(["con.nected", "connected ", "CONNECTED!", "transfer", "", "__proto__", "constructor"])(
    "%j is no state, and is kept as it came",
    (raw) => {
      const { callback, problems } = readRecord({ id: "x", state: raw }, "callback");
      expect(callback.state).toEqual({ value: null, raw });
      expect(problems).toEqual([]);
      expect(isValueLost(raw)).toBe(false);
    },
  );

  test("whatever text stands in an enum comes out as the raw value", () => {
    fc.assert(
      fc.property(anyText, (raw) => {
        expect(readType(raw)?.raw).toBe(raw);
      }),
    );
  });
});

describe("Engage codes", () => {
  const read = (callResult: unknown) =>
    readRecord({ interaction_id: "i", call_result: callResult }, "engage-callback-interaction");

  test.each([[6], ["6"], [" 6 "], ["6-BUSY"], ["6 - BUSY"], ["6- BUSY"], ["BUSY"], ["busy"]])(
    "%j is 6",
    (wire) => {
      const { callback, problems } = read(wire);
      expect(callback.engage?.callResult).toBe(6);
      expect(problems).toEqual([]);
    },
  );

  test("where number and name disagree the number counts", () => {
    expect(read("7-BUSY").callback.engage?.callResult).toBe(7);
  });

  test("a number that no list has is kept", () => {
    expect(read(77).callback.engage?.callResult).toBe(77);
  });

  test.each(["MAYBE", "six", "-6", "6.5", 6.5, -1, true, {}, []])("%j is none", (wire) => {
    const { callback, problems } = read(wire);
    expect(callback.engage?.callResult).toBeNull();
    expect(problems.map(({ path }) => path)).toEqual(["$.call_result"]);
  });

  test("the misspelt status of the document and the right one are the same", () => {
    const status = (wire: string) =>
      readRecord({ callback_status: wire }, "engage-callback-interaction").callback.engage
        ?.callbackStatus;
    expect(status("8-PORCESSED_BY_AGT")).toBe(8);
    expect(status("PORCESSED_BY_AGT")).toBe(8);
    expect(status("PROCESSED_BY_AGT")).toBe(8);
  });

  test("the lists are as long as the document's", () => {
    expect(engageCodes.callResult[53]).toBe("WRONG_NUMBER");
    expect(engageCodes.callResult).toHaveLength(54);
    expect(engageCodes.callbackStatus[14]).toBe("ENDTIME_EXPIRED");
    expect(engageCodes.callbackStatus).toHaveLength(15);
  });

  test("whole numbers and truth may be text", () => {
    const { callback, problems } = readRecord(
      { attempts: "3", owner_id: 7, timeshift: "-300", allow_children: "false" },
      "engage-callback-interaction",
    );
    expect(callback.engage).toMatchObject({
      attempts: 3,
      ownerId: 7,
      timeshiftMinutes: -300,
      allowChildren: false,
    });
    expect(problems).toEqual([]);
  });
});

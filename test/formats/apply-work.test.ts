import { describe, expect, test } from "vitest";
import { untouched, type LocalWork } from "#core/local-work.ts";
import { applyWork } from "#formats/apply-work.ts";
import { again, attempt, closed, leftWrapUp, skipped, update } from "./work.ts";

describe("a callback that was closed here", () => {
  test("says so in the words of a communication, in the case of its own names", () => {
    const wanted = {
      id: "com-1",
      state: "disconnected",
      disconnectType: "peer",
      wrapup: {
        code: "w-2",
        notes: "Will send the form",
        durationSeconds: 63,
        endTime: "2026-11-20T09:02:03.456Z",
      },
      afterCallWork: {
        state: "complete",
        startTime: "2026-11-20T09:01:00.000Z",
        endTime: "2026-11-20T09:02:03.456Z",
      },
      connectedTime: "2026-11-20T08:59:00.500Z",
      disconnectedTime: "2026-11-20T09:02:03.456Z",
      callbackUserName: "Kim",
    };
    const camel = { id: "com-1", state: "alerting", callbackUserName: "Kim" };
    expect(update(camel, "callback", closed)).toEqual(wanted);
    const snake = { id: "com-1", state: "alerting", callback_user_name: "Kim" };
    expect(update(snake, "callback-basic", closed)).toEqual({
      id: "com-1",
      state: "disconnected",
      disconnect_type: "peer",
      wrapup: {
        code: "w-2",
        notes: "Will send the form",
        duration_seconds: 63,
        end_time: "2026-11-20T09:02:03.456Z",
      },
      after_call_work: {
        state: "complete",
        start_time: "2026-11-20T09:01:00.000Z",
        end_time: "2026-11-20T09:02:03.456Z",
      },
      connected_time: "2026-11-20T08:59:00.500Z",
      disconnected_time: "2026-11-20T09:02:03.456Z",
      callback_user_name: "Kim",
    });
  });

  test("says so in the words of a participant", () => {
    expect(update({ id: "p-1", state: "alerting" }, "callback-media-participant", closed)).toEqual({
      id: "p-1",
      state: "disconnected",
      disconnectType: "peer",
      connectedTime: "2026-11-20T08:59:00.500Z",
      endTime: "2026-11-20T09:02:03.456Z",
      wrapup: {
        code: "w-2",
        notes: "Will send the form",
        durationSeconds: 63,
        endTime: "2026-11-20T09:02:03.456Z",
      },
      startAcwTime: "2026-11-20T09:01:00.000Z",
      endAcwTime: "2026-11-20T09:02:03.456Z",
    });
  });

  test("says so as loudly as a notification does, and in lower case in one of today", () => {
    const shape = "conversation-notification-callback";
    const old = { id: "com-1", state: "OFFERING", direction: "OUTBOUND", disconnectType: null };
    expect(update(old, shape, closed)).toMatchObject({
      state: "DISCONNECTED",
      disconnectType: "PEER",
      direction: "OUTBOUND",
    });
    const noAnswer = { ...closed, attempts: [attempt(7, "transfer.noanswer")] };
    expect(update(old, shape, noAnswer)).toMatchObject({ disconnectType: "TRANSFER_NOANSWER" });
    expect(update({ id: "com-1", state: "offering" }, shape, closed)).toMatchObject({
      state: "disconnected",
      disconnectType: "peer",
    });
    expect(update({ id: "com-1", callbackUserName: "Kim" }, shape, closed)).toMatchObject({
      state: "DISCONNECTED",
    });
  });

  test("leaves its outcome in a notification as well, without inventing after-call work", () => {
    const told = update(
      { id: "c", state: "OFFERING" },
      "conversation-notification-callback",
      closed,
    );
    expect(told["wrapup"]).toMatchObject({ code: "w-2" });
    expect(told).not.toHaveProperty("afterCallWork");
    const known = { id: "c", state: "OFFERING", afterCallWork: { state: "PENDING" } };
    expect(update(known, "conversation-notification-callback", closed)["afterCallWork"]).toEqual({
      state: "COMPLETE",
      startTime: "2026-11-20T09:01:00.000Z",
      endTime: "2026-11-20T09:02:03.456Z",
    });
  });

  test("was ended by the client when nothing was dialled, and by none of the others where the document has no word", () => {
    const none = update({ id: "c" }, "callback", { ...closed, attempts: [] });
    expect(none["disconnect_type"]).toBe("client");
    const noAnswer = { ...closed, attempts: [attempt(7, "timeout")] };
    expect(update({ id: "c" }, "callback", noAnswer)["disconnect_type"]).toBe("timeout");
    const participant = update({ id: "p" }, "callback-media-participant", noAnswer);
    expect(participant["disconnectType"]).toBe("other");
  });

  test("keeps what the platform has already said about its end", () => {
    const record = {
      id: "c",
      state: "terminated",
      disconnectType: "system",
      connectedTime: "2026-11-20T07:00:00Z",
      disconnectedTime: "2026-11-20T08:00:00Z",
    };
    expect(update(record, "callback", { ...closed, wrapUp: null })).toEqual(record);
  });

  test("has a disconnect type of its own where an SDK wrote its placeholder", () => {
    const record = { id: "c", state: "OutdatedSdkVersion", disconnectType: "OutdatedSdkVersion" };
    expect(update(record, "callback", closed)).toMatchObject({
      state: "disconnected",
      disconnectType: "peer",
    });
  });
});

describe("a wrap-up", () => {
  test("is put into the one that is there, whose other keys stay", () => {
    const wrapup = {
      code: "w-2",
      name: "Resolved",
      tags: ["a"],
      vendor: { x: 1 },
      provisional: true,
    };
    expect(update({ id: "c", wrapup }, "callback", closed)["wrapup"]).toEqual({
      ...wrapup,
      notes: "Will send the form",
      duration_seconds: 63,
      end_time: "2026-11-20T09:02:03.456Z",
      provisional: false,
    });
  });

  test("takes the name of another code away from beside its own", () => {
    const wrapup = { code: "w-1", name: "Resolved" };
    const told = update({ id: "c", wrapup }, "callback", closed)["wrapup"];
    expect(told).toMatchObject({ code: "w-2", name: null });
  });

  test("writes no code and no notes where none were left, and keeps those that came", () => {
    const bare = { ...closed, wrapUp: { ...leftWrapUp, code: null, notes: " " } };
    const told = update({ id: "c" }, "callback", bare)["wrapup"] as object;
    expect(Object.keys(told)).toEqual(["duration_seconds", "end_time"]);
    const came = update({ id: "c", wrapup: { code: "w-1", notes: "n" } }, "callback", bare);
    expect(came["wrapup"]).toMatchObject({ code: "w-1", notes: "n" });
  });

  test("of a skipped preview is the platform's own code", () => {
    expect(update({ id: "c", state: "connected" }, "callback", skipped)).toMatchObject({
      state: "disconnected",
      disconnect_type: "client",
      wrapup: { code: "ININ-OUTBOUND-PREVIEW-SKIPPED", end_time: "2026-11-20T09:02:00.000Z" },
    });
  });

  test("left while the callback stays open changes neither its state nor its times", () => {
    const left = { ...closed, over: null };
    const told = update({ id: "c", state: "alerting" }, "callback", left);
    expect(told).toMatchObject({ state: "alerting", wrapup: { code: "w-2" } });
    expect(told).not.toHaveProperty("disconnected_time");
    expect(told).not.toHaveProperty("connected_time");
  });
});

describe("a callback promised for another time", () => {
  test("is scheduled then, where the document knows that state", () => {
    const scheduled = { callback_scheduled_time: "2026-11-21T10:00:00.000Z" };
    expect(update({ id: "c", state: "alerting" }, "callback", again)).toEqual({
      id: "c",
      state: "scheduled",
      ...scheduled,
    });
    const notified = update(
      { id: "c", state: "ALERTING" },
      "conversation-notification-callback",
      again,
    );
    expect(notified["state"]).toBe("SCHEDULED");
    expect(update({ id: "p", state: "alerting" }, "callback-media-participant", again)).toEqual({
      id: "p",
      state: "alerting",
      callbackScheduledTime: "2026-11-21T10:00:00.000Z",
    });
  });

  test.each([
    ["2026-11-20T08:00:00Z", "2026-11-21T10:00:00Z"],
    ["2026-11-20T08:00:00.000Z", "2026-11-21T10:00:00.000Z"],
    ["2026-11-20T08:00:00.000000Z", "2026-11-21T10:00:00.000000Z"],
    ["2026-11-20T08:00:00.000+0000", "2026-11-21T10:00:00.000+0000"],
    ["2026-11-20T09:00:00+01:00", "2026-11-21T11:00:00+01:00"],
    ["2026-11-20T03:30-0430", "2026-11-21T05:30-0430"],
    ["2026-11-20 08:00:00,5Z", "2026-11-21 10:00:00,0Z"],
    [1_795_161_600_000, Date.parse("2026-11-21T10:00:00Z")],
  ])("spells the time as it was spelled: %j", (callbackScheduledTime, wanted) => {
    const told = update({ id: "c", callbackScheduledTime }, "callback", again);
    expect(told["callbackScheduledTime"]).toBe(wanted);
  });

  test("spells it as the record's other times where it had none", () => {
    const record = { id: "c", segments: [{ startTime: "2026-11-20T08:00:00Z" }] };
    expect(update(record, "callback", again)["callback_scheduled_time"]).toBe(
      "2026-11-21T10:00:00Z",
    );
    const connectedTime = 1_795_161_600_000;
    const told = update({ id: "c", connectedTime }, "callback", again);
    expect(told["callbackScheduledTime"]).toBe(Date.parse("2026-11-21T10:00:00Z"));
  });
});

describe("a row of a team's own table", () => {
  const row = { Kunde: "Kim", Telefon: "+15550100", Termin: "20.11.2026 09:00", Versuche: "2" };
  const envelope = JSON.stringify({
    table: { dates: { Termin: "day/month/year" }, zone: "Europe/Berlin" },
  });
  const written = (work: LocalWork) =>
    JSON.parse(applyWork(JSON.stringify(row), "csv", work, envelope).text) as object;

  test("has what was done in the columns it has, and in columns of its own beside them", () => {
    const told = written({ ...closed, againAt: again.againAt });
    expect(told).toMatchObject({
      Kunde: "Kim",
      Termin: "2026-11-21T10:00:00.000Z",
      Versuche: "3",
      wrapUpCode: "w-2",
      wrapUpNotes: "Will send the form",
      state: "disconnected",
    });
    expect(Object.values(told).every((cell) => typeof cell === "string")).toBe(true);
  });

  test("is the very same when nothing was done", () => {
    expect(applyWork(JSON.stringify(row), "csv", untouched, envelope).text).toBe(
      JSON.stringify(row),
    );
  });
});

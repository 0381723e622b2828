import { describe, expect, test } from "vitest";
import type { EngageFacts } from "#core/callback-models.ts";
import { notAutomatic, pause, resume, startCountdown, uncallable } from "#core/countdown.ts";
import { at, callbackWith, T0 } from "#test/support/builders.ts";

const rules = { anchor: "platform", lateAfterMs: 2_000 } as const;
const engageWith = (codes: Partial<EngageFacts>) => codes as EngageFacts;
const start = (changes: Parameters<typeof callbackWith>[0], isFlagged = false) =>
  startCountdown(callbackWith(changes), isFlagged, T0, rules);

describe("a countdown", () => {
  test("of 0 seconds is off, and so is one nobody asked for", () => {
    expect(start({ timeoutSeconds: 0 })).toEqual({ mode: "off", because: "not-asked-for" });
    expect(start({ timeoutSeconds: null })).toEqual({ mode: "off", because: "not-asked-for" });
  });
  test("runs from the moment of acceptance when the platform tells no start", () => {
    expect(start({ timeoutSeconds: 15 })).toEqual({
      mode: "running",
      dialAt: T0 + 15_000,
      totalMs: 15_000,
    });
  });
  test("runs from the platform's connection, before its alerting", () => {
    const connectedAt = at(T0 - 5_000);
    const startAlertingAt = at(T0 - 9_000);
    expect(start({ timeoutSeconds: 15, connectedAt, startAlertingAt })).toMatchObject({
      dialAt: T0 + 10_000,
    });
    expect(start({ timeoutSeconds: 15, startAlertingAt })).toMatchObject({ dialAt: T0 + 6_000 });
  });
  test("never starts in the future when the platform's clock runs ahead", () => {
    const ahead = { timeoutSeconds: 15, connectedAt: at(T0 + 60_000) };
    expect(start(ahead)).toMatchObject({ dialAt: T0 + 15_000 });
  });
  test("whose deadline has long passed asks", () => {
    const old = { timeoutSeconds: 15, connectedAt: at(T0 - 60_000) };
    expect(start(old)).toMatchObject({ mode: "asking", because: "late" });
  });
  test("from acceptance is kept by a setting, whatever the platform tells", () => {
    const old = callbackWith({ timeoutSeconds: 15, connectedAt: at(T0 - 60_000) });
    const accepted = { anchor: "accepted", lateAfterMs: 2_000 } as const;
    expect(startCountdown(old, false, T0, accepted)).toMatchObject({ dialAt: T0 + 15_000 });
  });
  test("is off for a record with a field nobody could read or a value nobody knows", () => {
    expect(start({ timeoutSeconds: 15 }, true)).toEqual({ mode: "off", because: "flagged" });
    const state = { value: null, raw: "teleporting" };
    expect(start({ timeoutSeconds: 15, state })).toEqual({ mode: "off", because: "unknown-value" });
  });
  test.each([
    { callbackStatus: 99 },
    { callResult: 54 },
    { callbackType: 3 },
    { status: 4 },
    { entityType: 4 },
  ])("is off for %j, a number that Engage does not define", (codes) => {
    const engage = engageWith({ callbackStatus: 5, callResult: 28, ...codes });
    expect(start({ timeoutSeconds: 15, engage })).toMatchObject({ because: "unknown-value" });
  });
  test("runs for the numbers that it defines, the last ones too", () => {
    const engage = engageWith({ callbackStatus: 14, callResult: 53, entityType: 7 });
    expect(start({ timeoutSeconds: 15, engage })).toMatchObject({ mode: "running" });
  });
  test("is off while the callback is scheduled for later", () => {
    const scheduledAt = at(T0 + 1);
    expect(start({ timeoutSeconds: 15, scheduledAt })).toMatchObject({
      because: "scheduled-later",
    });
  });
  test("keeps what is left when paused, and never less than nothing", () => {
    const running = start({ timeoutSeconds: 15 });
    const paused = pause(running, at(T0 + 5_000));
    expect(paused).toMatchObject({ mode: "paused", remainingMs: 10_000 });
    expect(resume(paused, at(T0 + 60_000))).toMatchObject({ dialAt: T0 + 70_000 });
    expect(pause(running, at(T0 + 99_000))).toMatchObject({ remainingMs: 0 });
  });
});

describe("a record is never dialled from here", () => {
  test.each([
    ["external-dialing", { externalCampaign: true }],
    ["platform-placed", { automatedCallbackConfigId: "config-1" }],
    ["email-only", { responseType: { value: "email", raw: "Email" } }],
    ["no-number", { numbers: [] }],
    ["window-passed", { expiresAt: at(T0 - 1) }],
  ] as const)("%s", (reason, changes) => {
    expect(uncallable(callbackWith(changes), false, T0)).toBe(reason);
    expect(start({ timeoutSeconds: 15, ...changes })).toEqual({ mode: "off", because: reason });
  });
  test("once it is closed", () => {
    expect(uncallable(callbackWith(), true, T0)).toBe("closed");
  });
  test("but one with a number and no bar is callable", () => {
    expect(uncallable(callbackWith(), false, T0)).toBeNull();
    expect(notAutomatic(callbackWith({ timeoutSeconds: 5 }), false, T0)).toBeNull();
  });
});

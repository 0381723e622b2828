import { describe, expect, test } from "vitest";
import type { Callback, CallbackState } from "#core/callback.ts";
import { untold, type Told } from "#core/told.ts";
import { compareAge, supplants } from "#store/newer.ts";
import { at, callbackOf, recordOf } from "./fixtures.ts";

const state = (value: CallbackState): Partial<Callback> => ({ state: { value, raw: value } });
const telling = (callback: Callback, told: Partial<Told> = {}) => ({
  shape: callback.shape,
  conversationId: callback.identity.conversationId,
  callback,
  told: { ...untold, ...told },
});
const flat = (told: Partial<Callback>, age: Partial<Told> = {}) =>
  telling(recordOf("a", told), age);
const engage = (attempts: number | null, callbackStatus: number | null) =>
  telling(
    callbackOf(
      "engage-callback-interaction",
      { interactionId: "i" },
      { engage: { attempts, callbackStatus } as Callback["engage"] },
    ),
  );

describe("the older of two tellings", () => {
  const pairs: [string, ReturnType<typeof telling>, ReturnType<typeof telling>][] = [
    [
      "is not over while the other is, whatever its version",
      flat(state("connected"), { topic: "t", version: 9 }),
      flat(state("disconnected"), { topic: "t", version: 2 }),
    ],
    [
      "is disconnected while the other is terminated",
      flat(state("disconnected")),
      flat(state("terminated")),
    ],
    [
      "has the lower version in the same topic, whatever its state",
      flat(state("alerting"), { topic: "t", version: 9 }),
      flat(state("scheduled"), { topic: "t", version: 10 }),
    ],
    [
      "has the earlier event time, when versions are of two topics",
      flat(state("alerting"), { topic: "t", version: 9, at: at(5) }),
      flat(state("scheduled"), { topic: "u", version: 3, at: at(6) }),
    ],
    ["has come less far", flat(state("scheduled")), flat(state("alerting"))],
    ["tells of fewer attempts", engage(1, 9), engage(2, 5)],
    ["is not final after the same attempts", engage(2, 5), engage(2, 9)],
    [
      "tells of an earlier instant",
      flat({ startAlertingAt: at(10) }),
      flat({ startAlertingAt: at(5), connectedAt: at(11) }),
    ],
    [
      "has not seen the segment end",
      flat({
        segments: [
          { startAt: at(1), endAt: null, type: null, howEnded: null, disconnectType: null },
        ],
      }),
      flat({
        segments: [
          { startAt: at(1), endAt: at(2), type: null, howEnded: null, disconnectType: null },
        ],
      }),
    ],
  ];
  test.each(pairs)("%s", (_name, older, newer) => {
    expect(compareAge(older, newer)).toBeLessThan(0);
    expect(compareAge(newer, older)).toBeGreaterThan(0);
    expect(supplants(newer, older)).toBe(true);
    expect(supplants(older, newer)).toBe(false);
  });

  const alike: [string, ReturnType<typeof telling>, ReturnType<typeof telling>][] = [
    ["the time it is scheduled for", flat({ scheduledAt: at(100) }), flat({ scheduledAt: at(50) })],
    [
      "a state that is not known",
      flat({ state: { value: null, raw: "PONDERING" } }),
      flat(state("connected")),
    ],
    [
      "a version of another topic",
      flat({}, { topic: "t", version: 1 }),
      flat({}, { topic: "u", version: 2 }),
    ],
    ["uploading before scheduled", flat(state("uploading")), flat(state("scheduled"))],
  ];
  test.each(alike)("is not told by %s", (_name, one, other) => {
    expect(compareAge(one, other)).toBe(0);
    // The last word counts: a corrected file must.
    expect([supplants(one, other), supplants(other, one)]).toEqual([true, true]);
  });
});

describe("of two documents", () => {
  const ids = { conversationId: "c", participantId: "p", communicationId: "m" };
  const notice = (told: Partial<Callback>) =>
    telling(callbackOf("conversation-notification-callback", ids, told));
  const whole = (told: Partial<Callback>) => telling(callbackOf("callback", ids, told));
  const segments = [
    { startAt: at(9), endAt: null, type: null, howEnded: null, disconnectType: null },
  ];

  test("one that has no time line is not older for that", () => {
    expect(compareAge(notice({}), whole({ segments }))).toBe(0);
    expect(
      compareAge(notice({ connectedAt: at(3) }), whole({ connectedAt: at(2), segments })),
    ).toBeGreaterThan(0);
  });

  test("that say the same it is always the same one, in whatever order they come", () => {
    expect(supplants(whole({}), notice({}))).toBe(true);
    expect(supplants(notice({}), whole({}))).toBe(false);
    const bare = telling(callbackOf("callback", { communicationId: "m" }));
    expect([supplants(whole({}), bare), supplants(bare, whole({}))]).toEqual([true, false]);
  });

  test("that do not contradict each other it is the one that tells more", () => {
    expect(supplants(notice({ customerName: "Pat" }), whole({}))).toBe(true);
    expect(supplants(whole({}), notice({ customerName: "Pat" }))).toBe(false);
  });

  test("that contradict each other the last word counts", () => {
    const later = notice({ scheduledAt: at(60_000) });
    const before = whole({ scheduledAt: at(30_000), customerName: "Pat" });
    expect([supplants(later, before), supplants(before, later)]).toEqual([true, true]);
  });
});

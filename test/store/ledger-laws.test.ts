import fc from "fast-check";
import { expect, test } from "vitest";
import type { CallEnd } from "#core/outcome.ts";
import { epochMs, later } from "#core/time.ts";
import { offer, step } from "#core/turn-step.ts";
import type { Turn, TurnEvent } from "#core/turn.ts";
import { emptyDraft } from "#core/wrap-up.ts";
import { rules } from "#test/support/builders.ts";
import { attemptId, brief, busy, freshStore, NOW, put, recordOf, said } from "./fixtures.ts";

const interrupted: CallEnd = { ...busy, by: "interrupted", sipStatus: null, q850Cause: null };

/** A wish or a fact as the desk would send it; `attempt` is the id of the one in hand, or a fresh one. */
const happening = fc.constantFrom<(now: number, attempt: string) => TurnEvent>(
  (now) => ({ type: "accepted", now: epochMs(now) }),
  (now) => ({ type: "declined", now: epochMs(now) }),
  (now) => ({ type: "skipped", now: epochMs(now) }),
  (now) => ({ type: "rescheduled", now: epochMs(now), againAt: later(epochMs(now), 60_000) }),
  (now, attempt) => ({ type: "called", now: epochMs(now), attempt: attemptId(attempt) }),
  (now, attempt) => ({ type: "sent", now: epochMs(now), attempt: attemptId(attempt) }),
  (now, attempt) => ({
    type: "progressed",
    now: epochMs(now),
    attempt: attemptId(attempt),
    hasEarlyMedia: false,
  }),
  (now, attempt) => ({ type: "answered", now: epochMs(now), attempt: attemptId(attempt) }),
  (now, attempt) => ({ type: "ended", now: epochMs(now), attempt: attemptId(attempt), end: busy }),
  (now, attempt) => ({
    type: "ended",
    now: epochMs(now),
    attempt: attemptId(attempt),
    end: interrupted,
  }),
  (now) => ({ type: "wrapped-up", now: epochMs(now), wrapUp: said }),
  (now) => ({ type: "recovered", now: epochMs(now) }),
  (now, attempt) => ({
    type: "ticked",
    now: epochMs(now),
    attempt: attemptId(attempt),
    obstacle: null,
    draft: emptyDraft,
  }),
);

const inHand = (turn: Turn): string | null => ("attempt" in turn ? turn.attempt.id : null);

test("whatever happens, the file tells of it: at most one live attempt, each ended and owed once", () => {
  const store = freshStore();
  let serial = 0;
  const owed = { count: 0 };
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => {
      const { key } = put(store, recordOf(`callback ${(serial += 1)}`));
      let turn = offer(brief(key));
      let now: number = NOW;
      const endings = new Map<string, unknown>();
      for (const happen of happenings) {
        if (turn.at === "closed") turn = offer(brief(key));
        now += 1_000;
        const next = step(turn, happen(now, inHand(turn) ?? `attempt ${(serial += 1)}`), rules);
        const isMoved = next.turn !== turn || next.records.length > 0;
        turn = next.turn;
        if (!isMoved) continue;
        store.ledger.commit(turn, next.records, epochMs(now));

        owed.count += next.records.filter(
          ({ write }) => !write.startsWith("attempt-") && write !== "happened",
        ).length;
        const attempts = store.ledger.attempts(key);
        const live = attempts.filter(({ endedAt }) => endedAt === null);
        const isOnTheLine = ["dialing", "ringing", "talking"].includes(turn.at);
        expect(live.map(({ id }) => id)).toEqual(isOnTheLine ? [inHand(turn)] : []);
        for (const { id, endedAt, outcome } of attempts) {
          if (endedAt === null) continue;
          const ending = endings.get(id) ?? { endedAt, outcome };
          expect({ endedAt, outcome }).toEqual(ending);
          endings.set(id, ending);
        }
        expect(store.ledger.openTurn()).toEqual(turn.at === "closed" ? null : turn);
        expect(store.outbox.countUnsent()).toBe(owed.count);
      }
      // What is still in hand is wound up, so that the next run starts at an empty desk.
      const attempt = attemptId(inHand(turn) ?? "none");
      for (const event of [
        { type: "recovered", now: epochMs(now) },
        { type: "skipped", now: epochMs(now) },
        { type: "declined", now: epochMs(now) },
        { type: "wrapped-up", now: epochMs(now), wrapUp: said },
      ] as const) {
        const next = step(turn, event, rules);
        if (next.turn === turn) continue;
        turn = next.turn;
        owed.count += next.records.filter(({ write }) =>
          ["wrapped-up", "skipped", "declined"].includes(write),
        ).length;
        store.ledger.commit(turn, next.records, epochMs(now));
      }
      expect(store.ledger.openTurn()).toBeNull();
      expect(store.ledger.attempts(key).filter(({ id }) => id === attempt).length).toBeLessThan(2);
    }),
    { numRuns: 60 },
  );
  expect(store.check()).toEqual([]);
});

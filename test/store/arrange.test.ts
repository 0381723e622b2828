import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Shape } from "#core/callback.ts";
import { arrange, type Named } from "#store/arrange.ts";

const S1 = "callback";
const S2 = "callback-media-participant";
const S3 = "conversation-notification-callback";
/** A telling by shape, conversation, participant and communication; a dash is an id not told. */
const named = (shape: Shape, ids: string): Named => {
  const [conversationId, participantId, communicationId] = ids
    .split(" ")
    .map((id) => (id === "-" ? null : id));
  return {
    shape,
    conversationId: conversationId ?? null,
    participantId: participantId ?? null,
    communicationId: communicationId ?? null,
    interactionId: null,
  };
};
const text = ({ shape, conversationId, participantId, communicationId }: Named): string =>
  [shape, conversationId ?? "-", participantId ?? "-", communicationId ?? "-"].join(" ");
const groupsOf = (...tellings: readonly Named[]): string[] =>
  arrange(tellings)
    .map((group) => group.map(text).sort().join(", "))
    .sort();

describe("tellings of one callback", () => {
  test("are those of the same conversation, participant and communication", () => {
    expect(groupsOf(named(S1, "c p x"), named(S3, "c p x"))).toHaveLength(1);
    expect(groupsOf(named(S1, "c p x"), named(S3, "c p y"))).toHaveLength(2);
    expect(groupsOf(named(S1, "c p x"), named(S3, "c q x"))).toHaveLength(2);
    expect(groupsOf(named(S1, "c p x"), named(S3, "d p x"))).toHaveLength(2);
  });

  test("are never taken together for a participant's id that is a communication's", () => {
    expect(groupsOf(named(S2, "c x -"), named(S1, "c p x"))).toHaveLength(2);
    expect(groupsOf(named(S2, "- x -"), named(S1, "- - x"))).toHaveLength(2);
  });

  test("a participant and the only communication known under it", () => {
    expect(groupsOf(named(S2, "c p -"), named(S1, "c p x"), named(S3, "c p x"))).toHaveLength(1);
    expect(groupsOf(named(S2, "c p -"), named(S1, "c q x"))).toHaveLength(2);
  });

  test("a participant with several communications stays by itself", () => {
    expect(groupsOf(named(S2, "c p -"), named(S1, "c p x"), named(S3, "c p y"))).toEqual([
      "callback c p x",
      "callback-media-participant c p -",
      "conversation-notification-callback c p y",
    ]);
  });

  test("a bare one and the same document about the same id in its conversation", () => {
    expect(groupsOf(named(S1, "- - x"), named(S1, "c p x"))).toHaveLength(1);
    expect(groupsOf(named(S2, "- p -"), named(S2, "c p -"), named(S3, "c p x"))).toHaveLength(1);
    // A conversation without the participant is between the two.
    expect(groupsOf(named(S1, "- - x"), named(S1, "c - x"), named(S1, "c p x"))).toHaveLength(1);
  });

  test("bare ones of two documents never, until both came in their conversation", () => {
    expect(groupsOf(named(S1, "- - x"), named(S3, "- - x"))).toHaveLength(2);
    expect(groupsOf(named(S1, "- - x"), named(S3, "- - x"), named(S1, "c p x"))).toHaveLength(2);
    const all = [named(S1, "- - x"), named(S3, "- - x"), named(S1, "c p x"), named(S3, "c p x")];
    expect(groupsOf(...all)).toHaveLength(1);
  });

  test("a bare one that could be of either of two stays by itself", () => {
    const bare = named(S1, "- - x");
    expect(groupsOf(bare, named(S1, "c p x"), named(S1, "d q x"))).toHaveLength(3);
  });
});

test("the order in which they came makes no difference, and none is lost", () => {
  const id = fc.constantFrom("a", "b", null);
  const any = fc.record({
    shape: fc.constantFrom<Shape>(S1, S2, S3, "callback-basic"),
    conversationId: id,
    participantId: fc.constantFrom("p", "q", null),
    communicationId: fc.constantFrom("x", "y", null),
    interactionId: fc.constant(null),
  });
  const told = any.filter((each) => each.participantId !== null || each.communicationId !== null);
  const set = fc.uniqueArray(told, { selector: text, maxLength: 10 });
  fc.assert(
    fc.property(
      set.chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
      ),
      ([all, shuffled]) => {
        expect(groupsOf(...shuffled)).toEqual(groupsOf(...all));
        expect(arrange(all).flat()).toHaveLength(all.length);
      },
    ),
  );
});

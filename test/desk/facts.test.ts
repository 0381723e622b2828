import { expect, test } from "vitest";
import { emptyCallback } from "#core/callback.ts";
import type { EngageFacts } from "#core/callback-models.ts";
import { factsOf } from "#desk/facts.ts";
import { emptyEngage } from "#formats/engage-callback-interaction.ts";

/** What is shown of a record with these facts of Engage, by name. */
function shown(engage: Partial<EngageFacts>): Record<string, string> {
  const callback = {
    ...emptyCallback("engage-callback-interaction"),
    engage: { ...emptyEngage(), ...engage },
  };
  return Object.fromEntries(factsOf(callback).map(({ name, value }) => [name, value]));
}

test("a number of Engage is shown with its name", () => {
  expect(
    shown({ callbackStatus: 5, callResult: 6, callbackType: 2, status: 0, entityType: 5 }),
  ).toEqual({
    callbackStatus: "5 SUBMITTED_TO_AGT",
    callResult: "6 BUSY",
    callbackType: "2 SCHEDULED",
    interactionStatus: "0 NEW",
    entityType: "5 CALLBACK",
  });
});

test("a number that Engage does not define is shown alone", () => {
  expect(shown({ callbackStatus: 99, entityType: 4 })).toEqual({
    callbackStatus: "99",
    entityType: "4",
  });
});

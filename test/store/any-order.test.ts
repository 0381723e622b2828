import fc from "fast-check";
import { expect, test } from "vitest";
import { readItems } from "#intake/read-item.ts";
import type { Store } from "#desk/ports.ts";
import { anyStory, type Message } from "./callback-life.ts";
import { freshStore, listAll, NOW } from "./fixtures.ts";

/** Every run opens stores on a disk that others may be writing to. */
const LONG = { timeout: 60_000 };

function tell(store: Store, messages: readonly Message[]): void {
  store.callbacks.batch(() => {
    for (const { text } of messages) {
      for (const item of readItems(text, "auto") ?? []) {
        if (item.is === "record") store.callbacks.put(item.record, NOW, false);
      }
    }
  });
}

/** All that can be seen of the store, but for the keys, which are by chance, and the order of arrival. */
function sights(store: Store) {
  const idOf = (key: Parameters<typeof store.callbacks.read>[0] | null) =>
    key === null ? null : store.callbacks.read(key)?.sourceId;
  const of = (tab: "all" | "now" | "scheduled" | "closed") =>
    listAll(store, { tab, limit: 100 })
      .map(({ key, ...row }) => {
        const stored = store.callbacks.read(key);
        return {
          ...row,
          id: idOf(key),
          callback: stored?.callback,
          status: stored?.status,
          problems: stored?.problems,
          supersededBy: idOf(stored?.supersededBy ?? null),
          raw: store.callbacks.raw(key),
          attempts: store.ledger.attempts(key),
        };
      })
      .sort((a, b) => String(a.raw).localeCompare(String(b.raw)));
  return {
    all: of("all"),
    now: of("now"),
    closed: of("closed"),
    counts: store.callbacks.counts(NOW),
  };
}

test("whatever is told of callbacks, in whatever order, is the same in the end", LONG, () => {
  fc.assert(
    fc.property(
      anyStory.chain((story) =>
        fc.tuple(
          fc.constant(story),
          fc.shuffledSubarray([...story], { minLength: story.length }),
          fc.subarray([...story]),
        ),
      ),
      ([story, shuffled, repeated]) => {
        const inOrder = freshStore();
        tell(
          inOrder,
          [...story].sort((a, b) => a.step - b.step),
        );
        const anyhow = freshStore();
        tell(anyhow, [...shuffled, ...repeated]);
        expect(sights(anyhow)).toEqual(sights(inOrder));
        expect(anyhow.check()).toEqual([]);
        anyhow.close();
        inOrder.close();
      },
    ),
    { numRuns: 25 },
  );
});

test("what is told again changes nothing", LONG, () => {
  fc.assert(
    fc.property(anyStory, (story) => {
      const store = freshStore();
      tell(store, story);
      const before = sights(store);
      tell(store, story);
      expect(sights(store)).toEqual(before);
      store.close();
    }),
    { numRuns: 20 },
  );
});

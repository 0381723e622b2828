import { expect, test } from "vitest";
import { at, freshStore, NOW } from "./fixtures.ts";

const why = (index: number, reason = "no id") => ({ index, path: "$.id", reason });

test("what is refused comes back page by page, oldest first", () => {
  const { callbacks } = freshStore();
  ["a", "b", "c"].forEach((text, index) => {
    callbacks.quarantine(text, why(index), NOW);
  });
  const first = callbacks.quarantined(null, 2);
  expect(first).toEqual([
    { id: 1, at: NOW, index: 0, path: "$.id", reason: "no id", text: "a" },
    { id: 2, at: NOW, index: 1, path: "$.id", reason: "no id", text: "b" },
  ]);
  expect(callbacks.quarantined(2, 2).map(({ text }) => text)).toEqual(["c"]);
});

test("the same text again is kept once, whatever it looks like", () => {
  const store = freshStore();
  const long = "x".repeat(100);
  const texts = ["", "{}", `${long}a`, `${long}b`, "\u0000", "\u0000\u0001", "ü"];
  const keepAll = () => {
    for (const text of texts) store.callbacks.quarantine(text, why(0), NOW);
  };
  keepAll();
  const revision = store.revision();
  keepAll();
  expect(store.callbacks.quarantined(null, 100).map(({ text }) => text)).toEqual(texts);
  expect(store.revision()).toBe(revision);
});

test("it is replaced and dropped by its id", () => {
  const { callbacks } = freshStore();
  callbacks.quarantine("{", why(3), NOW);
  expect(callbacks.replaceQuarantined(1, "{}", { path: "$", reason: "repaired" })).toBe(true);
  expect(callbacks.quarantined(null, 9)).toEqual([
    { id: 1, at: at(NOW), index: 3, path: "$", reason: "repaired", text: "{}" },
  ]);
  expect(callbacks.dropQuarantined(1)).toBe(true);
  expect([callbacks.dropQuarantined(1), callbacks.replaceQuarantined(1, "", why(0))]).toEqual([
    false,
    false,
  ]);
  expect(callbacks.quarantined(null, 9)).toEqual([]);
});

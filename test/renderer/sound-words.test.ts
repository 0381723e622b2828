import { describe, expect, test } from "vitest";
import { deviceSentence, ratingOf } from "#renderer/words/sound.ts";

const perfect = { lossPercent: 0, jitterMs: 2, roundTripMs: 40, codec: "opus" };

describe("a rating", () => {
  test.each([
    ["lossPercent", 1, 3],
    ["jitterMs", 30, 50],
    ["roundTripMs", 300, 800],
  ] as const)("is as bad as its worst: %s", (measure, good, fair) => {
    expect(ratingOf({ ...perfect, [measure]: good })).toBe("good");
    expect(ratingOf({ ...perfect, [measure]: good + 0.1 })).toBe("fair");
    expect(ratingOf({ ...perfect, [measure]: fair })).toBe("fair");
    expect(ratingOf({ ...perfect, [measure]: fair + 0.1 })).toBe("poor");
  });
  test.each(["lossPercent", "jitterMs", "roundTripMs"] as const)(
    "with an unknown %s is never good, and no better than what is known",
    (measure) => {
      expect(ratingOf({ ...perfect, [measure]: null })).toBe("unknown");
      const worse = measure === "lossPercent" ? { jitterMs: 99 } : { lossPercent: 2 };
      expect(ratingOf({ ...perfect, ...worse, [measure]: null })).not.toMatch(/good|unknown/);
    },
  );
  test("of nothing is unknown", () => {
    expect(ratingOf(null)).toBe("unknown");
  });
});

test("a device that was used and then went is not said to be used", () => {
  expect(deviceSentence(false, { id: "Headset", came: "used" })).toMatch(/not connected/);
  expect(deviceSentence(true, { id: "Headset", came: "absent" })).toBe("");
});

import { expect, test } from "vitest";
import type { CallbackKey } from "#core/callback.ts";
import { whyUncallable } from "#desk/brief.ts";
import type { Numbers, StoredCallback } from "#desk/ports.ts";
import { callbackWith, T0 } from "#test/support/builders.ts";

const numbers: Numbers = { read: (text) => ({ dialable: text, display: text, country: null }) };
const stored: StoredCallback = {
  key: "key" as CallbackKey,
  callback: callbackWith(),
  status: "open",
  isDemo: false,
  dueAt: null,
  sourceId: "c",
  firstSeenAt: T0,
  supersededBy: null,
  problems: [],
};

test("a record whose place another has taken is never called itself", () => {
  expect(whyUncallable(stored, numbers, T0)).toBeNull();
  const led = { ...stored, supersededBy: "other" as CallbackKey };
  expect(whyUncallable(led, numbers, T0)).toBe("superseded");
});

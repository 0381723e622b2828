import { describe, expect, test } from "vitest";
import { plainWhy, type RefusalWhy } from "#contract/refusal-why.ts";
import { refusalDetail } from "#renderer/words/refusals.ts";

describe("what more there is to a refusal", () => {
  test("has a sentence of its own, whatever it is", () => {
    const said = plainWhy.options.map(refusalDetail);
    expect(said).not.toContain("");
    expect(new Set(said).size).toBe(said.length);
  });

  test.each<[RefusalWhy, string]>([
    [{ is: "no-such-callback", key: "k-1" }, "No callback has the key k-1."],
    [{ is: "uncallable", reason: "closed" }, "It is closed."],
    [{ is: "not-registered", reason: null }, "The line is not registered."],
    [
      { is: "not-registered", reason: { is: "no-network" } },
      "The line is not registered: no network.",
    ],
    [{ is: "microphone", trouble: "missing" }, "No microphone: none is connected; plug one in."],
    [
      { is: "another-call", who: "Maria" },
      "You are on a call with Maria: hold it or hang up first.",
    ],
    [
      { is: "another-call", who: null },
      "You are on a call with Hidden number: hold it or hang up first.",
    ],
    [
      {
        is: "misfit",
        command: "call.hold",
        misfit: {
          places: [
            { path: "key", expected: "uuid" },
            { path: "extra", expected: null },
            { path: null, expected: "Object" },
          ],
          more: 2,
        },
      },
      "“call.hold” was not done; key: expected uuid; extra: expected nothing of that name; the value itself: expected Object; and 2 more.",
    ],
    [{ is: "no-answer", command: "call.hold" }, "Ringback did not answer “call.hold” in time."],
    [{ is: "not-sent", command: "call.hold" }, "“call.hold” could not be sent to Ringback."],
    [{ is: "no-reason", command: "call.hold" }, "“call.hold” was refused without a reason."],
    [
      { is: "unreadable-answer", command: "call.hold" },
      "The answer to “call.hold” cannot be read by this window.",
    ],
    [
      { is: "failed-inside", command: "call.hold" },
      "“call.hold” failed inside Ringback; the reason is in its log.",
    ],
  ])("%j names what came with it", (why, sentence) => {
    expect(refusalDetail(why)).toBe(sentence);
  });
});

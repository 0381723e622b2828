import { describe, expect, test } from "vitest";
import { mayFinish, suggestedNext, wrapUpRuleOf } from "#core/wrap-up.ts";
import { callbackWith, T0 } from "#test/support/builders.ts";

const prompt = (value: "mandatory" | "optional" | "agentRequested" | "timeout" | "forcedTimeout") =>
  callbackWith({ wrapUpPrompt: { value, raw: value }, wrapUpTimeoutMs: 60_000 });

describe("the wrap-up rule of a record", () => {
  test("is optional when the platform says nothing, mandatory when it only says required", () => {
    expect(wrapUpRuleOf(callbackWith())).toEqual({ prompt: "optional", timeoutMs: null });
    expect(wrapUpRuleOf(callbackWith({ wrapUpRequired: true })).prompt).toBe("mandatory");
  });
  test("has a clock only where the prompt is timed", () => {
    expect(wrapUpRuleOf(prompt("timeout")).timeoutMs).toBe(60_000);
    expect(wrapUpRuleOf(prompt("forcedTimeout")).timeoutMs).toBe(60_000);
    expect(wrapUpRuleOf(prompt("agentRequested")).timeoutMs).toBe(60_000);
    expect(wrapUpRuleOf(prompt("mandatory")).timeoutMs).toBeNull();
    expect(wrapUpRuleOf(prompt("optional")).timeoutMs).toBeNull();
  });
});

describe("the form may be left", () => {
  test("without a code where it is optional or requested, with one elsewhere", () => {
    expect(mayFinish(wrapUpRuleOf(prompt("optional")), false)).toBe(true);
    expect(mayFinish(wrapUpRuleOf(prompt("agentRequested")), false)).toBe(true);
    expect(mayFinish(wrapUpRuleOf(prompt("mandatory")), false)).toBe(false);
    expect(mayFinish(wrapUpRuleOf(prompt("timeout")), true)).toBe(true);
  });
  test("under a forced timeout not before zero", () => {
    expect(mayFinish(wrapUpRuleOf(prompt("forcedTimeout")), true)).toBe(false);
  });
});

test("a callback is finished when reached, due again when another try may reach her, else looked at", () => {
  expect(suggestedNext("answered", T0)).toEqual({ do: "close" });
  expect(suggestedNext("busy", T0)).toEqual({ do: "again", at: T0 });
  expect(suggestedNext("no-answer", T0)).toEqual({ do: "again", at: T0 });
  expect(suggestedNext("silence", T0)).toEqual({ do: "again", at: T0 });
  expect(suggestedNext("cancelled", T0)).toEqual({ do: "close" });
  expect(suggestedNext("bad-number", T0)).toEqual({ do: "leave" });
  expect(suggestedNext("unknown", T0)).toEqual({ do: "leave" });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chooseLeads, type Contender } from "#store/lead.ts";

const contender = (id: number, told: Partial<Contender> = {}): Contender => ({
  id,
  numbers: ["+15550100"],
  isWorking: false,
  joinedAt: null,
  isOver: false,
  isInHand: false,
  name: String(id),
  ...told,
});
const leads = (...all: readonly Contender[]) =>
  Object.fromEntries([...chooseLeads(all)].map(([id, by]) => [String(id), by]));

describe("of records with a number in common the one leads that", () => {
  const working = { isWorking: true };
  test.each<[string, Partial<Contender>, Partial<Contender>]>([
    ["is in hand", { isInHand: true }, { isWorking: true, joinedAt: 9 }],
    ["is an agent's", working, { joinedAt: 9 }],
    ["joined last", { ...working, joinedAt: 5, isOver: true }, { ...working, joinedAt: 4 }],
    ["is not over, when nobody says who joined last", working, { ...working, isOver: true }],
    ["has the later name, when they are alike", { name: "b" }, { name: "a" }],
  ])("%s", (_name, first, second) => {
    expect(leads(contender(1, first), contender(2, second))).toEqual({ 1: null, 2: 1 });
    expect(leads(contender(1, second), contender(2, first))).toEqual({ 1: 2, 2: null });
  });
});

test("records without a number in common lead themselves", () => {
  expect(leads(contender(1), contender(2, { numbers: ["+15550101"] }))).toEqual({
    1: null,
    2: null,
  });
});

test("a number is in common over a chain of records", () => {
  const chain = [["a"], ["a", "b"], ["b"]].map((numbers, index) =>
    contender(index + 1, { numbers }),
  );
  expect(leads(...chain)).toEqual({ 1: 3, 2: 3, 3: null });
});

test("a record without any number follows, though it is an agent's: it could not be called", () => {
  const numberless = contender(2, { numbers: [], isWorking: true });
  expect(leads(contender(1), numberless)).toEqual({ 1: null, 2: 1 });
  expect(leads(contender(1, { numbers: [] }), numberless)).toEqual({ 1: 2, 2: null });
  const inHand = { ...numberless, isInHand: true };
  expect(leads(contender(1), inHand, contender(3, { numbers: ["+15550101"] }))).toEqual({
    1: 2,
    2: null,
    3: 2,
  });
});

test("whatever comes in whatever order, who is led is led by one that leads", () => {
  const any = fc.record({
    id: fc.nat({ max: 50 }),
    numbers: fc.subarray(["a", "b", "c"]),
    isWorking: fc.boolean(),
    joinedAt: fc.option(fc.nat({ max: 3 })),
    isOver: fc.boolean(),
    isInHand: fc.boolean(),
  });
  const set = fc
    .uniqueArray(any, { selector: ({ id }) => id, maxLength: 8 })
    .map((all) => all.map((each) => ({ ...each, name: String(each.id) })));
  fc.assert(
    fc.property(
      set.chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
      ),
      ([all, shuffled]) => {
        const chosen = chooseLeads(all);
        expect(chosen.size).toBe(all.length);
        for (const by of chosen.values()) if (by !== null) expect(chosen.get(by)).toBeNull();
        expect(leads(...shuffled)).toEqual(leads(...all));
      },
    ),
  );
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CallId } from "#core/call-id.ts";
import { epochMs } from "#core/time.ts";
import { customer, LineWorld } from "./line-world.ts";

const now = epochMs(1_000);
const id = (name: string) => name as CallId;
const first = id("in");
const second = id("second");
const incoming = [first, second];
const colleague = id("colleague");
const all = [customer, colleague, ...incoming];
const anyCall = fc.constantFrom(...all);
const isYes = fc.boolean();

type Move = (world: LineWorld) => void;
const move = <T>(arbitrary: fc.Arbitrary<T>, run: (world: LineWorld, value: T) => void) =>
  arbitrary.map((value): Move => (world) => {
    run(world, value);
  });

const anyMove: fc.Arbitrary<Move> = fc.oneof(
  { weight: 8, arbitrary: move(fc.constant(null), (world) => world.hear()) },
  { weight: 2, arbitrary: move(fc.constant(null), (world) => world.dial()) },
  { weight: 3, arbitrary: move(fc.constantFrom(...incoming), (world, call) => world.arrive(call)) },
  { weight: 4, arbitrary: move(anyCall, (world, call) => world.answer(call)) },
  move(anyCall, (world, call) => world.hangUp(call)),
  {
    weight: 2,
    arbitrary: move(
      fc.tuple(anyCall, fc.constantFrom("talk" as const, "hold" as const)),
      (world, [call, what]) => world.platform(call, what),
    ),
  },
  {
    weight: 4,
    arbitrary: move(fc.tuple(anyCall, isYes), (world, [call, is]) => world.respond(call, is)),
  },
  { weight: 2, arbitrary: move(isYes, (world, is) => world.mix(is)) },
  {
    weight: 2,
    arbitrary: move(fc.tuple(anyCall, isYes), (world, [call, is]) => world.refer(call, is)),
  },
  {
    weight: 2,
    arbitrary: move(anyCall, (world, call) =>
      world.wish({ type: "transfer-asked", call, number: "+15550144" }),
    ),
  },
  move(isYes, (world, is) => {
    world.isDiskFull = is;
  }),
  {
    weight: 6,
    arbitrary: move(
      fc.tuple(
        anyCall,
        fc.constantFrom(
          "answer-asked" as const,
          "decline-asked" as const,
          "hang-up-asked" as const,
          "hold-asked" as const,
          "resume-asked" as const,
        ),
      ),
      (world, [call, type]) => world.wish({ type, call }),
    ),
  },
  {
    weight: 3,
    arbitrary: move(anyCall, (world, call) => world.wish({ type: "join-asked", call })),
  },
  {
    weight: 2,
    arbitrary: move(fc.constant(null), (world) => world.wish({ type: "part-asked" })),
  },
  {
    weight: 2,
    arbitrary: move(anyCall, (world, call) => world.wish({ type: "transfer-completed", call })),
  },
  {
    weight: 3,
    arbitrary: move(anyCall, (world, call) => {
      if (!world.real.has(colleague) && !world.facts.some(({ call }) => call === colleague)) {
        world.consult(colleague, call);
      }
    }),
  },
  move(fc.constantFrom("hold-asked" as const, "hang-up-asked" as const), (world, type) =>
    world.wishTurn(type === "hold-asked" ? { type } : { type, now }),
  ),
);
/** Talking with the colleague, the customer on hold. */
function consulting(world: LineWorld): void {
  world.dial();
  world.answer(customer);
  world.hear();
  world.consult(colleague, customer);
  world.rest();
  world.answer(colleague);
  world.hear();
}
/** Talking with the colleague about a caller, who is on hold. */
function consultingForCaller(world: LineWorld): void {
  world.arrive(first);
  world.rest();
  world.wish({ type: "answer-asked", call: first });
  world.rest();
  world.consult(colleague, first);
  world.rest();
  world.answer(colleague);
  world.hear();
}
/** The platform answers a caller while the customer has the line. */
function answeredOver(world: LineWorld): void {
  world.dial();
  world.answer(customer);
  world.arrive(first);
  world.rest();
  world.platform(first, "talk");
  world.rest();
}
const anyBeginning = fc.constantFrom(undefined, consulting, consultingForCaller);
const anyStubborn = fc.subarray(all, { maxLength: 2 });

test("whatever happens, one far end at most hears the agent, no wish waits for ever, and every call ends when she says so", () => {
  fc.assert(
    fc.property(
      fc.array(anyMove, { maxLength: 80 }),
      anyStubborn,
      anyBeginning,
      (moves, stubborn, begin) => {
        const world = new LineWorld();
        for (const call of stubborn) world.stubborn.add(call);
        begin?.(world);
        expect(world.faults).toEqual([]);
        for (const each of moves) each(world);
        expect(world.faults).toEqual([]);
        world.rest();
        expect(world.hearing().length).toBeLessThanOrEqual(1);
        expect(world.sides.waiting).toBeNull();
        const known = [world.attempt(), ...world.sides.calls].flatMap((call) => call?.id ?? []);
        expect(known.sort()).toEqual([...world.real.keys()].sort());
        for (const call of all) world.wish({ type: "hang-up-asked", call });
        world.wishTurn({ type: "hang-up-asked", now });
        world.rest();
        expect([...world.real.keys()]).toEqual([]);
        expect(world.sides.calls).toEqual([]);
        expect(world.faults).toEqual([]);
      },
    ),
    { numRuns: 3_000 },
  );
});

/** In a conference with the customer and the colleague, and somebody rings. */
function inConference(): LineWorld {
  const world = new LineWorld();
  consulting(world);
  world.wish({ type: "join-asked", call: customer });
  world.rest();
  world.arrive(first);
  world.rest();
  return world;
}
/** The customer on hold, a caller on the line. */
function withCaller(): LineWorld {
  const world = new LineWorld();
  world.dial();
  world.answer(customer);
  world.arrive(first);
  world.rest();
  world.wish({ type: "answer-asked", call: first });
  world.rest();
  return world;
}

describe("a conference", () => {
  test("is parted and both are held before a caller is answered", () => {
    const world = inConference();
    expect(world.sides.joined).toMatchObject({ isMixed: true });
    world.wish({ type: "answer-asked", call: first });
    expect(world.sides.joined).toBeNull();
    expect(world.real.get(first)?.at).toBe("alerting");
    world.rest();
    expect(world.real.get(first)?.at).toBe("talking");
    expect(world.hearing()).toEqual([first]);
  });
  test("that the media window cannot mix leaves the customer alone with her, and says so", () => {
    const world = new LineWorld();
    consulting(world);
    world.wish({ type: "join-asked", call: customer });
    world.mix(false);
    world.rest();
    expect(world.hearing()).toEqual([customer]);
    expect(world.sides).toMatchObject({ joined: null, calls: [{ trouble: "join-failed" }] });
  });
  test("ended before a party is resumed puts that one on hold again", () => {
    const world = new LineWorld();
    consulting(world);
    world.wish({ type: "hold-asked", call: colleague });
    world.rest();
    world.wish({ type: "join-asked", call: customer });
    world.wish({ type: "part-asked" });
    world.rest();
    expect(world.hearing()).toEqual([customer]);
  });
  test("takes the line from a caller who had it while both were on hold", () => {
    const world = withCaller();
    world.wish({ type: "resume-asked", call: customer });
    world.rest();
    world.consult(colleague, customer);
    world.rest();
    world.answer(colleague);
    world.rest();
    world.wish({ type: "resume-asked", call: first });
    world.rest();
    expect(world.hearing()).toEqual([first]);
    world.wish({ type: "join-asked", call: customer });
    world.rest();
    expect(world.sides.joined).toMatchObject({ isMixed: true });
    expect(world.hearing()).toEqual([customer]);
  });
  test("of a caller and whom she was asked about is one line, and is parted for the next", () => {
    const world = new LineWorld();
    consultingForCaller(world);
    world.wish({ type: "join-asked", call: first });
    world.rest();
    expect(world.sides.joined).toEqual({ subject: first, consult: colleague, isMixed: true });
    expect(world.hearing()).toEqual([first]);
    world.arrive(second);
    world.rest();
    world.wish({ type: "answer-asked", call: second });
    world.rest();
    expect(world.hearing()).toEqual([second]);
    expect(world.sides.joined).toBeNull();
  });
  test("lets a party that is on hold be resumed into it", () => {
    const world = inConference();
    world.wishTurn({ type: "hold-asked" });
    world.rest();
    expect(world.attempt()?.hold).toBe("on");
    world.wish({ type: "resume-asked", call: customer });
    world.rest();
    expect(world.sides.joined).toMatchObject({ isMixed: true });
    expect([world.attempt()?.hold, world.sides.calls[0]?.hold]).toEqual(["off", "off"]);
  });
});

describe("what waits for the line", () => {
  test("waits for a resume that is under way, and then for the hold", () => {
    const world = withCaller();
    world.wish({ type: "resume-asked", call: customer });
    world.respond(first, true);
    world.hear();
    expect(world.attempt()?.hold).toBe("releasing");
    world.wish({ type: "resume-asked", call: first });
    world.rest();
    expect(world.hearing()).toEqual([first]);
    expect(world.sides.waiting).toBeNull();
  });
  test("is dropped when the disk is too full to hold the customer, and the next wish is taken", () => {
    const world = new LineWorld();
    world.dial();
    world.answer(customer);
    world.arrive(first);
    world.rest();
    world.isDiskFull = true;
    world.wish({ type: "answer-asked", call: first });
    expect(world.sides).toMatchObject({ waiting: null, calls: [{ trouble: "line-kept" }] });
    world.isDiskFull = false;
    world.wish({ type: "answer-asked", call: first });
    world.rest();
    expect(world.hearing()).toEqual([first]);
  });
  test("as a consultation is dropped when the customer hangs up, and nobody is dialled", () => {
    const world = new LineWorld();
    world.dial();
    world.answer(customer);
    world.hear();
    world.consult(colleague, customer);
    world.hangUp(customer);
    world.rest();
    expect([...world.real.keys()]).toEqual([]);
    expect(world.sides.calls).toEqual([]);
  });
});

describe("the platform", () => {
  test("that answers while the customer is dialled leaves the line to her: the caller is held at once", () => {
    const world = new LineWorld();
    world.dial();
    world.arrive(first);
    world.rest();
    world.platform(first, "talk");
    world.rest();
    expect(world.hearing()).toEqual([]);
    world.answer(customer);
    expect(world.hearing()).toEqual([customer]);
    world.rest();
    expect(world.hearing()).toEqual([customer]);
  });
  test("that answers while a colleague is rung holds the caller, not the call that rings", () => {
    const world = new LineWorld();
    world.dial();
    world.answer(customer);
    world.hear();
    world.consult(colleague, customer);
    world.arrive(first);
    world.rest();
    world.platform(first, "talk");
    world.rest();
    expect(world.sides.calls).toMatchObject([
      { id: colleague, at: "dialing", hold: "off" },
      { id: first, at: "talking", hold: "on" },
    ]);
  });
  test("that resumes the customer while the colleague has the line puts the colleague on hold", () => {
    const world = new LineWorld();
    consulting(world);
    world.platform(customer, "talk");
    world.rest();
    expect(world.hearing()).toEqual([customer]);
    expect(world.sides.calls).toMatchObject([{ id: colleague, hold: "on" }]);
  });
  test("whose caller cannot take the line from a customer who refuses her hold is held instead", () => {
    const world = new LineWorld();
    world.stubborn.add(customer);
    answeredOver(world);
    expect(world.hearing()).toEqual([customer]);
    expect(world.sides.calls).toMatchObject([{ id: first, hold: "on" }]);
  });
  test("whose caller refuses the hold too has that call hung up", () => {
    const world = new LineWorld();
    world.stubborn.add(customer);
    world.stubborn.add(first);
    answeredOver(world);
    expect([...world.real.keys()]).toEqual([customer]);
  });
});

describe("a call that is declined", () => {
  test("while it is being answered is hung up", () => {
    const world = new LineWorld();
    world.arrive(second);
    world.rest();
    world.wish({ type: "answer-asked", call: second });
    world.wish({ type: "decline-asked", call: second });
    expect(world.real.has(second)).toBe(false);
  });
  test.each([0, 1])(
    "just as the platform answers it is hung up as soon as she hears of that (%i)",
    (heard) => {
      const world = new LineWorld();
      world.arrive(second);
      world.rest();
      world.platform(second, "talk");
      for (let i = 0; i < heard; i += 1) world.hear();
      world.wish({ type: "decline-asked", call: second });
      world.rest();
      expect([...world.real.keys()]).toEqual([]);
    },
  );
});

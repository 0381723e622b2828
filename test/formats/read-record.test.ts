import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { emptyCallback, platformShapes, type Callback, type Shape } from "#core/callback.ts";
import { notAutomatic } from "#core/countdown.ts";
import { epochMs } from "#core/time.ts";
import { adapters, missingIdentity, readRecord } from "#formats/read-record.ts";
import { Reading } from "#formats/reading.ts";
import { anyText } from "./any-text.ts";
import { documents, inSnakeCase, wholeRecord } from "./documents.ts";
import { recordOf } from "./sample-of.ts";

/** What stands at a path such as `engage.callResult`; null when nothing is there. */
const standsAt = (callback: Callback, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>(
      (inner, step) => (inner as Record<string, unknown> | null)?.[step],
      callback,
    ) ?? null;

describe.each(platformShapes)("a record of %s", (shape) => {
  const { names, examples } = documents[shape];

  test("has a home for every field of its document, and its table names no other", () => {
    expect(adapters[shape].table.map((field) => spelledLike(shape, field.wire[0] ?? ""))).toEqual([
      ...names,
    ]);
  });

  test.each(names)("reads %s", (name) => {
    const wanted = examples[name];
    expect(wanted, "the test has an example of the field").toBeDefined();
    const { callback, problems } = readRecord({ [name]: wanted?.wire }, shape);
    expect(problems).toEqual([]);
    const reads = wanted?.reads ?? null;
    if (reads === null) {
      expect(callback).toEqual(readRecord({}, shape).callback);
    } else {
      const [path, value] = reads;
      expect(standsAt(callback, path)).toEqual(value);
      expect(value).not.toEqual(standsAt(readRecord({}, shape).callback, path));
    }
  });

  test("is read whole without a problem, in snake_case and in camelCase alike", () => {
    const record = wholeRecord(shape);
    const whole = readRecord(record, shape);
    expect(whole.problems).toEqual([]);
    expect(readRecord(inSnakeCase(record), shape)).toEqual(whole);
    expect(readRecord(inCamelCase(record), shape)).toEqual(whole);
  });

  test("tells nothing when every field is null", () => {
    const nulls = Object.fromEntries(names.map((name) => [name, null]));
    expect(readRecord(nulls, shape)).toEqual({ ...readRecord({}, shape), problems: [] });
  });

  const known = names.filter((name) => (examples[name]?.reads ?? null) !== null);
  test.each(known)("keeps the record and flags %s when it has another type", (name) => {
    const record = { ...wholeRecord(shape), [name]: wrongFor(examples[name]?.wire) };
    const { callback, problems } = readRecord(record, shape);
    const [path] = examples[name]?.reads ?? [""];
    expect(problems.map((problem) => problem.path)).toEqual([`$.${name}`]);
    expect(problems[0]?.reason).toMatch(/^expected .+, found (a|an|text|true)/);
    expect(standsAt(callback, path)).toEqual(standsAt(readRecord({}, shape).callback, path));
    const other = known.find((each) => each !== name && !["segments", "type"].includes(each));
    const [otherPath, value] = examples[other ?? ""]?.reads ?? ["", null];
    expect(standsAt(callback, otherPath)).toEqual(value);
  });
});

describe.each(platformShapes)("what %s has beyond its document", (shape) => {
  const { later, table } = adapters[shape];

  test.each(later.map((field) => [field.wire.join("."), field] as const))(
    "has %s, which is read",
    (_, field) => {
      const { callback, problems } = readRecord(recordOf([field]), shape);
      expect(problems).toEqual([]);
      expect(callback).not.toEqual(readRecord({}, shape).callback);
    },
  );

  test("is inside its models as well: every field of each is read to a place of its own", () => {
    for (const { codec, wire } of [...table, ...later]) {
      const { kind } = codec;
      const inner = kind.is === "list" ? kind.of : kind;
      if (inner.is !== "object") continue;
      const reading = new Reading();
      const item = recordOf(inner.table);
      const read = codec.read(kind.is === "list" ? [item] : item, reading);
      expect(reading.problems, wire.join(".")).toEqual([]);
      const model = (kind.is === "list" ? (read as unknown[])[0] : read) as object;
      expect(Object.values(model), wire.join(".")).not.toContain(null);
      const homes = inner.table.flatMap(({ home }) => (home === null ? [] : [home.join(".")]));
      expect(Object.keys(model).sort()).toEqual(homes.sort());
    }
  });
});

describe("leniency", () => {
  test("fields nobody knows change nothing", () => {
    const record = { ...wholeRecord("callback"), brandNew: { deep: [1] }, __proto: 1 };
    expect(readRecord(record, "callback")).toEqual(readRecord(wholeRecord("callback"), "callback"));
  });

  test("one bad item of a list costs that item alone and is named by its place", () => {
    const segments = [{ type: "alert" }, { type: "hold", startTime: "yesterday" }, 7, null];
    const { callback, problems } = readRecord({ id: "x", segments }, "callback");
    expect(callback.segments.map(({ type }) => type)).toEqual(["alert", "hold"]);
    expect(problems.map(({ path }) => path)).toEqual(["$.segments[1].startTime", "$.segments[2]"]);
  });

  test("a reason never quotes what was found", () => {
    const record = {
      id: "x",
      callbackNumbers: "+15550123",
      attributes: { Name: 4711 },
      held: "Kim",
    };
    const { problems } = readRecord(record, "callback-media-participant");
    expect(problems).toHaveLength(3);
    expect(JSON.stringify(problems)).not.toMatch(/15550123|4711|Kim/);
  });

  test("a flagged timeout does not dial by itself", () => {
    const { callback, problems } = readRecord({ id: "x", timeoutSeconds: "20" }, "callback");
    expect(callback.timeoutSeconds).toBeNull();
    expect(notAutomatic(callback, problems.length > 0, epochMs(0))).not.toBeNull();
  });

  test.each([-1, 1.5, 2 ** 31, 1e300])("%d is no number of seconds", (timeoutSeconds) => {
    const { callback, problems } = readRecord({ id: "x", timeoutSeconds }, "callback");
    expect(callback.timeoutSeconds).toBeNull();
    expect(problems.map(({ path }) => path)).toEqual(["$.timeoutSeconds"]);
  });

  test("blank text tells nothing and is no problem", () => {
    const record = { id: "x", automatedCallbackConfigId: "", callbackNumbers: ["", "+15550100"] };
    const { callback, problems } = readRecord(record, "callback");
    expect(callback.automatedCallbackConfigId).toBeNull();
    expect(callback.numbers).toEqual(["+15550100"]);
    expect(problems).toEqual([]);
  });

  test("an attribute may have any name", () => {
    const attributes = JSON.parse('{"__proto__":"a","constructor":"b","":"c"}') as object;
    const { callback } = readRecord({ id: "x", attributes }, "callback-media-participant");
    expect(JSON.stringify(callback.attributes)).toBe('{"__proto__":"a","constructor":"b","":"c"}');
    expect(({} as Record<string, unknown>)["a"]).toBeUndefined();
  });

  test("an Engage window that ends before it starts is flagged", () => {
    const record = {
      interaction_id: "i",
      start_time: "2026-11-20T10:00:00Z",
      end_time: "2026-11-20T09:00:00Z",
    };
    const pathsOf = (value: object) =>
      readRecord(value, "engage-callback-interaction").problems.map(({ path }) => path);
    expect(pathsOf(record)).toEqual(["$.end_time"]);
    expect(pathsOf(inCamelCase(record) as object)).toEqual(["$.endTime"]);
  });
});

describe("identity", () => {
  test.each(platformShapes)("a %s record without any id has none", (shape) => {
    const { callback } = readRecord({ callbackUserName: "Kim" }, shape);
    const { idField } = adapters[shape];
    expect(missingIdentity(callback)?.path).toBe(`$.${idField}`);
    for (const blank of [null, "", "  ", {}, [], true, 1.5]) {
      const { callback: other } = readRecord({ [idField]: blank }, shape);
      expect(missingIdentity(other)).not.toBeNull();
    }
    expect(missingIdentity(readRecord({ [idField]: "x" }, shape).callback)).toBeNull();
  });

  test("an id that is a whole number is kept and flagged, unless its digits are not exact", () => {
    const { callback, problems } = readRecord({ id: 4711 }, "callback");
    expect(callback.identity.communicationId).toBe("4711");
    expect(problems.map(({ path }) => path)).toEqual(["$.id"]);
    const huge = readRecord(JSON.parse('{"id":12345678901234567890}'), "callback");
    expect(missingIdentity(huge.callback)).not.toBeNull();
  });

  test("a conversation id is never taken for the record's own", () => {
    const { callback } = readRecord({ conversationId: "c" }, "callback");
    expect(callback.identity.conversationId).toBe("c");
    expect(missingIdentity(callback)).not.toBeNull();
  });

  test("the id of a participant and of a communication are told apart", () => {
    const ofParticipant = readRecord({ id: "x" }, "callback-media-participant").callback.identity;
    const ofCommunication = readRecord({ id: "x" }, "callback").callback.identity;
    expect(ofParticipant).toMatchObject({ participantId: "x", communicationId: null });
    expect(ofCommunication).toMatchObject({ participantId: null, communicationId: "x" });
  });
});

describe("facts that follow from others", () => {
  test("a record without a birthday was born with its first segment", () => {
    const { callback } = readRecord(wholeRecord("callback"), "callback");
    expect(callback.createdAt).toBe(Date.parse("2026-11-20T08:00:00Z"));
  });

  test("a participant's script is its script id as well", () => {
    const { callback } = readRecord({ script: { id: "s-1" } }, "callback-media-participant");
    expect(callback.scriptId).toBe("s-1");
  });

  test("an Engage type that names a direction gives one, and any other gives none", () => {
    const read = (type: string) => readRecord({ type }, "engage-callback-interaction").callback;
    expect(read("Inbound").direction).toEqual({ value: "inbound", raw: "Inbound" });
    expect(read("Internal").direction).toBeNull();
  });
});

const anyShape = fc.constantFrom(...platformShapes);
const anyNames = fc.constantFrom(...platformShapes.flatMap((shape) => documents[shape].names));
const anyRecord = fc.dictionary(fc.oneof(anyNames, anyText), fc.jsonValue());

test("any JSON is read without throwing, and every problem has a path and a reason", () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), anyRecord), anyShape, (value, shape) => {
      const { callback, problems } = readRecord(value, shape);
      expect(Object.keys(callback).sort()).toEqual(Object.keys(emptyCallback(shape)).sort());
      for (const { path, reason } of problems) {
        expect(path.startsWith("$")).toBe(true);
        expect(reason).toMatch(/^expected /);
      }
    }),
    { numRuns: 300 },
  );
});

test("whatever one field holds, the others are read as ever", () => {
  fc.assert(
    fc.property(anyShape, fc.nat(), fc.jsonValue(), (shape, pick, value) => {
      const { names, examples } = documents[shape];
      const name = names[pick % names.length] ?? "";
      const { callback } = readRecord({ ...wholeRecord(shape), [name]: value }, shape);
      const spoilt = examples[name]?.reads?.[0].split(".")[0];
      for (const other of names) {
        const reads = examples[other]?.reads ?? null;
        if (other === name || reads === null || reads[0].split(".")[0] === spoilt) continue;
        expect(standsAt(callback, reads[0])).toEqual(reads[1]);
      }
    }),
    { numRuns: 200 },
  );
});

/** The documents of Ruby, Python and Engage spell in snake_case, those of Java in camelCase. */
function spelledLike(shape: Shape, wire: string): string {
  const isSnake = shape === "callback-basic" || shape === "callback";
  return isSnake ? wire.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) : wire;
}

function inCamelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inCamelCase);
  if (typeof value !== "object" || value === null) return value;
  const camel = (name: string) =>
    name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [camel(name), inCamelCase(each)]),
  );
}

/** Something of a type that no leniency covers. */
const wrongFor = (wire: unknown): unknown => (typeof wire === "object" ? "text" : [{ a: 1 }]);

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compact, jsonText, splice } from "#formats/json-text.ts";

describe("JSON without white space", () => {
  test("keeps every token as it was written", () => {
    const text =
      ' { "a" : 1.0 , "b\\" c" : [ 12345678901234567890 , "x  y\\\\" ] , "a" : null }\r\n';
    expect(compact(text)).toBe('{"a":1.0,"b\\" c":[12345678901234567890,"x  y\\\\"],"a":null}');
  });

  test("is the same for every way to indent it", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 1, 4, "\t"), (value, indent) => {
        expect(compact(JSON.stringify(value, null, indent))).toBe(JSON.stringify(value));
      }),
    );
  });
});

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** Every place of a value, with what stands there. */
function* placesOf(value: Json, place: (string | number)[] = []): Generator<[typeof place, Json]> {
  yield [place, value];
  if (Array.isArray(value)) {
    for (const [index, each] of value.entries()) yield* placesOf(each, [...place, index]);
  } else if (typeof value === "object" && value !== null) {
    for (const [name, each] of Object.entries(value)) yield* placesOf(each, [...place, name]);
  }
}

describe("the text of a value at its place", () => {
  test("is found wherever it is", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2), (value, indent) => {
        const text = ` ${JSON.stringify(value, null, indent)} `;
        const whole = jsonText(text);
        // Written and read once, so that -0 and the like are what the text says.
        for (const [place, there] of placesOf(JSON.parse(text) as Json)) {
          const span = whole.find(place);
          expect(JSON.parse(text.slice(span?.start, span?.end))).toEqual(there);
        }
      }),
    );
  });

  test("is nowhere when there is no such place", () => {
    const whole = jsonText('{"a":[1]}');
    expect(whole.find(["a", 1])).toBeNull();
    expect(whole.find(["b"])).toBeNull();
    expect(whole.find(["a", 0, "x"])).toBeNull();
  });

  test("is the last one of a name given twice, as for every reader", () => {
    const text = '{"a":1,"\\u0061":2}';
    const span = jsonText(text).find(["a"]);
    expect(text.slice(span?.start, span?.end)).toBe("2");
  });

  test("can be cut out of the whole", () => {
    const text = '{"a":[{"x":1},{"y":2}],"b":3}';
    const whole = jsonText(text);
    const cuts = [0, 1].flatMap((index) => {
      const span = whole.find(["a", index]);
      return span === null ? [] : [{ ...span, by: "null" }];
    });
    expect(splice(text, { start: 0, end: text.length }, cuts)).toBe('{"a":[null,null],"b":3}');
  });
});

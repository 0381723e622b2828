import fc from "fast-check";
import { expect, test } from "vitest";
import { indentJson } from "#renderer/words/indent-json.ts";

test("a line per value, with names and values as they came", () => {
  expect(indentJson('{"a":[1,{"b":null}],"c":{},"d":[]}')).toBe(
    '{\n  "a": [\n    1,\n    {\n      "b": null\n    }\n  ],\n  "c": {},\n  "d": []\n}',
  );
});
test("digits that a number cannot hold, names given twice and escapes are untouched", () => {
  const text = '{"n":12345678901234567890.10,"n":1e400,"s":"\\u00e9 {\\"[,:"}';
  expect(indentJson(text).replaceAll(/\n +|\n|(?<=":) /g, "")).toBe(text);
});
test("the value is the same for any JSON, and indented twice is indented once", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const indented = indentJson(JSON.stringify(value));
      expect(JSON.parse(indented)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(indentJson(indented)).toBe(indented);
    }),
  );
});

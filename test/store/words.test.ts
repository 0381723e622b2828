import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { indexLine, matchOf, wordsOf } from "#store/words.ts";
import { anyText } from "#test/formats/any-text.ts";
import { callbackOf, freshStore, listAll, names, NOW, put, recordOf, tryOnce } from "./fixtures.ts";

describe("words", () => {
  test.each([
    ["Zoë Müller-Lüdenscheidt", ["zoe", "muller", "ludenscheidt"]],
    ["O'Brien, ÅSA", ["o", "brien", "asa"]],
    ["Straße Łódź Ørsted Æon", ["strasse", "lodz", "orsted", "aeon"]],
    ["İstanbul ılık", ["istanbul", "ilik"]],
    ["李小龍 Ελλάδα", ["李小龍", "ελλαδα"]],
    ["ﬁne ①", ["fine", "1"]],
    ["  \t-- ", []],
  ])("of %j are %j", (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  test("composed and decomposed letters are the same word", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(wordsOf(text.normalize("NFD"))).toEqual(wordsOf(text.normalize("NFC")));
      }),
    );
  });

  test("plain text is folded as any other", () => {
    const ascii = fc.string({ unit: "binary-ascii" });
    fc.assert(
      fc.property(ascii, (text) => {
        expect([...wordsOf(text), "e"]).toEqual(wordsOf(`${text} é`));
      }),
    );
  });

  test("a query without words asks for nothing in particular", () => {
    expect([matchOf(""), matchOf("  "), matchOf("(+")]).toEqual([null, null, null]);
  });

  test("a number is indexed from each of its digits on, also where a word looks the same", () => {
    const of = (...numbers: string[]) => indexLine({ texts: ["15550100"], numbers, ids: [] });
    const wanted = "15550100 5550100 550100 50100 0100 100";
    expect(of("+15550100")).toBe(wanted);
    expect(of("+15550100", "1 (555) 0100")).toBe(wanted);
  });

  test("an index line of an endless number is short", () => {
    const line = indexLine({ texts: [], numbers: ["9".repeat(100_000)], ids: [] });
    expect(line.length).toBeLessThan(1_000);
  });
});

describe("search", () => {
  const record = recordOf("0b9c2d4e-77aa", {
    customerName: "Žofie Brückner",
    numbers: ["+447700900123", "sip:front.desk@example.org"],
    attributes: { order: "ORD-4711", notes: "ready to close the deal!" },
    externalContact: { id: null, name: "Doc Brown", selfUri: null },
    queue: { id: null, name: "Callbacks DE", selfUri: null },
  });
  const isFound = (query: string): boolean => {
    const store = freshStore();
    put(store, record);
    put(store, recordOf("other", { customerName: "Somebody Else", numbers: ["+493023125020"] }));
    const found = listAll(store, { query });
    expect(found.length).toBeLessThan(2);
    return found[0]?.name === "Žofie Brückner";
  };

  test.each([
    ["zofie"],
    ["ŽOF bruck"],
    ["Brückner Žofie"],
    ["doc"],
    ["deal ready"],
    ["ord-4711"],
    ["4711"],
    ["callbacks de"],
    ["+44 7700 900123"],
    ["07700 900123"],
    ["0044 7700 900 123"],
    ["(07700) 900-123"],
    ["900123"],
    ["0012"],
    ["front.desk@example"],
    ["conversation-0b9c2d4e-77aa"],
    ["PARTICIPANT-0B9C2D"],
  ])("%j finds it", (query) => {
    expect(isFound(query)).toBe(true);
  });

  test.each([["ofie"], ["zofie else"], ["90012 58"], ["9001234"], ["eal"], ["0b9c2d4e"]])(
    "%j does not",
    (query) => {
      expect(isFound(query)).toBe(false);
    },
  );

  test("what the agent noted is found, also after the record came anew", () => {
    const store = freshStore();
    const { key } = put(store, record);
    const next = { do: "leave" } as const;
    const wrapUp = { outcome: "busy", code: null, notes: "prefers Überweisung", next, by: "agent" };
    tryOnce(store, key, "x", { ...wrapUp, outcome: "busy", by: "agent" });
    expect(names(listAll(store, { query: "uberw" }))).toEqual(["Žofie Brückner"]);
    put(store, { ...record, provider: "anew" });
    expect(names(listAll(store, { query: "uberw zofie" }))).toEqual(["Žofie Brückner"]);
  });

  test("looks only into its tab and comes newest first", () => {
    const store = freshStore();
    const terminated = { value: "terminated", raw: "terminated" } as const;
    for (const id of ["a", "b", "c"]) put(store, recordOf(id, { customerName: `guest ${id}` }));
    put(store, recordOf("d", { customerName: "guest d", state: terminated }));
    expect(names(listAll(store, { query: "guest" }))).toEqual([
      "guest d",
      "guest c",
      "guest b",
      "guest a",
    ]);
    expect(names(listAll(store, { query: "guest", tab: "closed" }))).toEqual(["guest d"]);
    expect(names(listAll(store, { query: "guest", tab: "now" }))).toHaveLength(3);
  });

  test("no text breaks it: whatever is in a name finds that name", () => {
    const store = freshStore();
    let id = 0;
    fc.assert(
      fc.property(fc.oneof(anyText, fc.string({ unit: "grapheme" })), (customerName) => {
        fc.pre(wordsOf(customerName).length > 0);
        const ids = { communicationId: `long enough an id ${(id += 1)}` };
        const { key } = put(store, callbackOf("callback", ids, { customerName }));
        const page = store.callbacks.list({
          tab: "all",
          query: customerName,
          after: null,
          limit: 500,
          now: NOW,
        });
        expect(page.rows.map((row) => row.key)).toContain(key);
      }),
      { numRuns: 150 },
    );
  });
});

import { Readable } from "node:stream";
import { expect, test } from "vitest";
import type { ImportProblem } from "#contract/imports.ts";
import { previewText, type PreviewOptions } from "#intake/preview-text.ts";
import { UnreadableInput } from "#intake/unreadable-input.ts";
import { json } from "./take.ts";

const preview = (text: string, options: Partial<PreviewOptions> = {}) =>
  previewText(Readable.from([text]), { format: "auto", ...options });

test("a preview counts everything and shows the first records and problems", async () => {
  const flagged = '{"id":"b","held":"no","timeoutSeconds":"20"}';
  const seen: ImportProblem[] = [];
  const found = await preview([json("a"), flagged, "nonsense", json("c"), "7"].join("\n"), {
    mostRecords: 2,
    mostProblems: 3,
    onProblem: (problem) => seen.push(problem),
  });
  expect(found).toMatchObject({ read: 5, refused: 2, flagged: 1, problemCount: 4, table: null });
  expect(found.shapes).toEqual({ "callback-basic": 3 });
  expect(found.records.map(({ index }) => index)).toEqual([0, 1]);
  expect(found.records[0]?.callback.numbers).toEqual(["+15550100"]);
  expect(found.problems).toEqual(seen.slice(0, 3));
  expect(seen.map(({ is, index, path }) => `${is} ${index} ${path}`)).toEqual([
    "flagged 1 $.held",
    "flagged 1 $.timeoutSeconds",
    "refused 2 $",
    "refused 4 $",
  ]);
});

test("a preview of nothing readable is refused as an import of it would be", async () => {
  await expect(preview("nonsense")).rejects.toBeInstanceOf(UnreadableInput);
});

test("a preview that is cancelled stops", async () => {
  const stop = new AbortController();
  const looking = preview(json("a"), { signal: stop.signal, onProgress: () => stop.abort() });
  await expect(looking).rejects.toMatchObject({ name: "AbortError" });
});

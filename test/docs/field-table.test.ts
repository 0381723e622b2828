import { readFileSync } from "node:fs";
import { format } from "prettier";
import { describe, expect, test } from "vitest";
import type { Shape } from "#core/callback.ts";
import { adapters } from "#formats/read-record.ts";
import { spellingsOf } from "#formats/table.ts";
import {
  inBasic,
  inCallback,
  inEngage,
  inNotification,
  inParticipant,
} from "#test/formats/document-names.ts";
import { documentShapes, FIELD_PAGE, fieldPage, fieldRows } from "./field-table.ts";

const listed: Readonly<Record<string, string>> = {
  "callback-basic": inBasic,
  callback: inCallback,
  "callback-media-participant": inParticipant,
  "conversation-notification-callback": inNotification,
  "engage-callback-interaction": inEngage,
};
/** What no document says anything about: the raw payload keeps it, the screen shows it as it came. */
const meaningless = /(?:^|\.)additionalProperties$|^errorInfo\.(?:details|errors|limit)$/;

describe.each(documentShapes)("every field of %s", (shape: Shape) => {
  test("that its page lists stands in its table, in either case", () => {
    const known = new Set(
      adapters[shape].table.flatMap((field) => spellingsOf(field.wire[0] ?? "")),
    );
    const names = (listed[shape] ?? "").split(" ");
    expect(names.length).toBeGreaterThan(19);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });
  test("has a home in the canonical record and a place on the screen, unless it means nothing", () => {
    const rows = fieldRows(shape);
    const homeless = rows.filter(({ home, shown }) => home === null || shown.length === 0);
    expect(homeless.map(({ path }) => path).filter((path) => !meaningless.test(path))).toEqual([]);
  });
  test("that a person would search by finds its record", () => {
    const wanted =
      /^(?:callbackUserName|callbackNumbers|attributes|udata|subject|text|external_id|customer_id|customer_number|wrapup\.(?:notes|name|code)|(?:queue|externalContact|externalOrganization)\.name)$/;
    const missing = fieldRows(shape).filter(
      ({ path, isSearched }) => wanted.test(path) && isSearched === false,
    );
    expect(missing.map(({ path }) => path)).toEqual([]);
  });
});

test("the page in the docs is the one the tables give; `npm run fields` writes it anew", async () => {
  const page = await format(fieldPage(), { parser: "markdown", printWidth: 100 });
  expect(readFileSync(FIELD_PAGE, "utf8")).toBe(page);
});

import { expect, test } from "vitest";
import { ColumnUnion } from "#intake/csv-union.ts";

test("columns come in the order in which they are first told, and blank where a row has none", () => {
  const columns = new ColumnUnion();
  columns.add(["Phone", "Colour"]);
  columns.add(["Phone", "Size"]);
  expect(columns.headers).toEqual(["Phone", "Colour", "Size"]);
  expect(
    columns.place([
      ["Phone", "+15550100"],
      ["Size", "42"],
    ]),
  ).toEqual(["+15550100", "", "42"]);
});

test("two names of one field are one column, unless one row has both", () => {
  const columns = new ColumnUnion();
  columns.add(["Kunde", "Telefon", "Handy"]);
  columns.add(["id", "name", "phone"]);
  expect(columns.headers).toEqual(["Kunde", "Telefon", "Handy", "id"]);
  expect(
    columns.place([
      ["id", "1"],
      ["name", "Kim"],
      ["phone", "+15550100"],
    ]),
  ).toEqual(["Kim", "+15550100", "", "1"]);
  columns.add(["Kunde", "name"]);
  expect(columns.headers).toEqual(["Kunde", "Telefon", "Handy", "id", "name"]);
  expect(
    columns.place([
      ["Kunde", "Lee"],
      ["name", "Kim"],
    ]),
  ).toEqual(["Lee", "", "", "", "Kim"]);
});

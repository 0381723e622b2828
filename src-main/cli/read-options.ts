import { shapes } from "#core/callback.ts";
import { dayOrders, type DayOrder } from "#formats/csv-dates.ts";
import type { Format } from "#intake/read-item.ts";
import type { ReadOptions } from "#intake/read-text.ts";
import { UsageError, type Values } from "./call.ts";
import { plain } from "./print.ts";

/** Options of every verb that reads records, beside their format. */
export const readOptionNames = ["map", "zone", "dates", "encoding", "delimiter"] as const;

/** How an input is to be read, as the command line tells it. `name`: of its file. */
export function readOptions(values: Values, name: string | null): ReadOptions {
  const { map, zone, dates, encoding, delimiter } = values;
  return {
    format: formatOf(values.format ?? "auto"),
    ...(name === null ? {} : { name }),
    ...(encoding === undefined ? {} : { encoding }),
    table: {
      ...(map === undefined ? {} : { columns: mappingOf(map) }),
      ...(zone === undefined ? {} : { zone }),
      ...(dates === undefined ? {} : { dates: orderOf(dates) }),
      ...(delimiter === undefined ? {} : { delimiter: delimiterOf(delimiter) }),
    },
  };
}

function formatOf(text: string): Format {
  const format = (["auto", ...shapes] as const).find((each) => each === text);
  if (format === undefined) throw new UsageError(`--format ${plain(text)} is none of those known`);
  return format;
}

/** The last "=" parts a column from its field, for headers may have one of their own. */
function mappingOf(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(",").map((pair) => /^\s*(.+)=\s*(\w+)\s*$/.exec(pair));
  return Object.fromEntries(
    pairs.map((pair) => {
      if (pair === null) throw new UsageError('--map is "COLUMN=FIELD,OTHER=FIELD"');
      return [(pair[1] ?? "").trim(), pair[2] ?? ""];
    }),
  );
}

const orders: Readonly<Record<string, DayOrder>> = { dmy: dayOrders[0], mdy: dayOrders[1] };

function orderOf(text: string): DayOrder {
  const order = Object.hasOwn(orders, text) ? orders[text] : undefined;
  if (order === undefined) throw new UsageError("--dates is dmy or mdy");
  return order;
}

function delimiterOf(text: string): string {
  const delimiter = text === "tab" ? "\t" : text;
  if (delimiter.length === 1 && !/[\r\n"]/.test(delimiter)) return delimiter;
  throw new UsageError('--delimiter is one character, or "tab"');
}

import type {
  ImportFormat,
  ImportLook,
  ImportProblem,
  ImportView,
  Unreadable,
} from "#contract/imports.ts";
import * as m from "#renderer/messages/messages.js";
import { plainCount, roughly } from "./moments.ts";

const formats: Readonly<Record<ImportFormat, () => string>> = {
  auto: m.import_format_auto,
  "callback-basic": m.import_format_callback_basic,
  callback: m.import_format_callback,
  "callback-media-participant": m.import_format_callback_media_participant,
  "conversation-notification-callback": m.import_format_conversation_notification_callback,
  "engage-callback-interaction": m.import_format_engage_callback_interaction,
  csv: m.import_format_csv,
};
export const formatNames = Object.entries(formats).map(([format, name]) => ({
  format: format as ImportFormat,
  name: name(),
}));
export const formatName = (format: ImportFormat): string => formats[format]();

type Reading = Extract<ImportView, { at: "reading" }>;
type Ended = Extract<ImportView, { at: "done" | "cancelled" | "failed" }>;

/** Time before which a rate is a guess. */
const SETTLED_MS = 1_000;

/** Share of the file that has been dealt with, from 0 to 1. */
export const shareOf = ({ totalBytes, takenBytes }: Reading): number =>
  totalBytes === 0 ? 1 : Math.min(1, takenBytes / totalBytes);

/** How far it is, how fast it goes and how long it will take, as far as that can be told. */
export function pace(reading: Reading, now: number): string {
  const read = m.import_read({
    count: reading.counts.read,
    countText: plainCount(reading.counts.read),
  });
  const tookMs = now - reading.startedAt;
  const share = shareOf(reading);
  if (tookMs < SETTLED_MS || share === 0) return read;
  const rate = m.import_rate({
    countText: plainCount(Math.round((reading.counts.read * 1_000) / tookMs)),
  });
  const left = m.import_left({ length: roughly((tookMs * (1 - share)) / share) });
  return [read, rate, left].join(" · ");
}

/** What of a file would not be read, in one line. */
export function lookSummary({ refused, flagged, zone }: ImportLook): string {
  return [
    m.import_look_refused({ count: refused, countText: plainCount(refused) }),
    m.import_look_flagged({ count: flagged, countText: plainCount(flagged) }),
    zone === null ? "" : m.import_look_zone({ zone }),
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

type DateOrder = NonNullable<ImportLook["columns"][number]["dates"]>;
const dateOrders: Readonly<Record<DateOrder, () => string>> = {
  "day/month/year": m.import_dates_day_first,
  "month/day/year": m.import_dates_month_first,
  undecided: m.import_dates_undecided,
};

/** What a column of a table is read as, and how its dates are. */
export function columnUse({ use, field, dates }: ImportLook["columns"][number]): string {
  const named =
    use === "field"
      ? (field ?? m.import_use_unused())
      : use === "attribute"
        ? m.import_use_attribute()
        : m.import_use_unused();
  return dates === null
    ? named
    : m.import_use_dates({
        use: named,
        dates: dateOrders[dates](),
      });
}

/** How it ended, in one line. */
export function endTitle(view: Ended): string {
  if (view.at === "done") {
    const { added, updated } = view.counts;
    const count = added + updated;
    return count === 0
      ? m.import_done_nothing()
      : m.import_done({ count, countText: plainCount(count) });
  }
  return view.at === "cancelled" ? m.import_cancelled() : m.import_failed();
}

/** Why a file cannot be read at all, to go on a sentence with. */
function unreadableWords(why: Unreadable): string {
  switch (why.is) {
    case "no-json":
      return m.import_unreadable_no_json();
    case "compressed":
      return m.import_unreadable_compressed();
    case "no-header":
      return m.import_unreadable_no_header();
    case "no-known-column":
      return m.import_unreadable_no_known_column({ columns: columnList(why) });
    case "no-number-column":
      return m.import_unreadable_no_number_column({ columns: columnList(why) });
  }
}

function columnList({ columns, more }: Extract<Unreadable, { columns: string[] }>): string {
  const listed = columns.map((column) => m.quoted({ text: column })).join(", ");
  return more === 0 ? listed : m.import_columns_and_more({ columns: listed, count: String(more) });
}

/** Why it ended where it did, and what to do next; empty when there is nothing to do. */
export function endText(view: Ended, isFileLost: boolean): string {
  switch (view.at) {
    case "done":
      return view.counts.refused > 0 ? m.import_done_refused() : "";
    case "cancelled":
      if (isFileLost) return m.import_file_lost();
      if (view.by === "window-gone") return m.import_cancelled_window();
      return view.by === "quit" ? m.import_cancelled_quit() : m.import_cancelled_next();
    case "failed":
      switch (view.by) {
        case "unreadable":
          return view.unreadable === null
            ? m.import_failed_unreadable_untold()
            : m.import_failed_unreadable({ reason: unreadableWords(view.unreadable) });
        case "disk":
          return m.import_failed_disk();
        case "busy":
          return m.import_failed_busy();
        case "fault":
          return m.import_failed_fault();
      }
  }
}

/** What stands on the button that opens the import. */
export function importLabel(view: ImportView | null): string {
  switch (view?.at) {
    case undefined:
    case "looked":
      return m.import_open();
    case "reading":
      return view.purpose === "look"
        ? m.import_open()
        : m.import_open_reading({ percent: Math.floor(shareOf(view) * 100) });
    case "done":
      return m.import_open_done();
    case "cancelled":
      return m.import_open_cancelled();
    case "failed":
      return m.import_open_failed();
  }
}

export const problemKind = (problem: ImportProblem): string =>
  problem.is === "refused" ? m.import_problem_refused() : m.import_problem_flagged();

import type { QueueRow } from "#contract/view.ts";
import type { Numbers, QueueEntry } from "./ports.ts";

/** A row of the queue as the window shows it. */
export function projectRow(entry: QueueEntry, numbers: Numbers): QueueRow {
  const { key, name, tag, dueAt, createdAt, status, isDemo, isFlagged, uncallable } = entry;
  return {
    key,
    name,
    number: entry.number === null ? null : numbers.read(entry.number).display,
    tag,
    dueAt,
    createdAt,
    tries: [...entry.tries],
    status,
    isDemo,
    isFlagged,
    uncallable,
  };
}

import type { Callback } from "#core/callback.ts";
import type { ImportLook } from "#contract/imports.ts";
import type { Numbers } from "#desk/ports.ts";
import type { Preview } from "./preview-text.ts";

/** A preview as a window shows it. */
export function lookOf(preview: Preview, numbers: Numbers): ImportLook {
  const { table, shapes, records, problems, ...counts } = preview;
  return {
    ...counts,
    shapes: Object.entries(shapes)
      .map(([shape, count]) => ({ shape: shape as Callback["shape"], count }))
      .sort((a, b) => b.count - a.count),
    columns: (table?.columns ?? []).map(({ header, use, field, dates }) => ({
      header,
      use,
      field,
      dates,
    })),
    zone: table?.zone ?? null,
    records: records.map(({ index, callback }) => ({ index, ...rowOf(callback, numbers) })),
    problems: [...problems],
  };
}

function rowOf(callback: Callback, numbers: Numbers) {
  const { conversationId, participantId, communicationId, interactionId } = callback.identity;
  const [first, ...others] = callback.numbers;
  return {
    shape: callback.shape,
    sourceId: interactionId ?? communicationId ?? participantId ?? conversationId,
    name: callback.customerName,
    number: first === undefined ? null : numbers.read(first).display,
    moreNumbers: others.length,
    dueAt: callback.scheduledAt,
    tag: callback.queue?.name ?? callback.engage?.subject ?? null,
  };
}

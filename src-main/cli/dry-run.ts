import type { FoundTable } from "#intake/found-table.ts";
import type { ImportProblem } from "#contract/imports.ts";
import { previewText, type Preview, type PreviewRecord } from "#intake/preview-text.ts";
import type { ReadOptions, TextSource } from "#intake/read-text.ts";
import type { Call, ExitCode } from "./call.ts";
import { listed } from "./listed.ts";
import { counted, minute, table, withIsoTimes } from "./print.ts";

/** Shows how an input would be read, without a store; 1 when something of it would be refused. */
export async function dryRun(
  call: Call,
  source: TextSource,
  options: ReadOptions,
): Promise<ExitCode> {
  const { world } = call;
  const problems: ImportProblem[] = [];
  const preview = await previewText(source, {
    ...options,
    mostProblems: 0,
    onProblem: (problem) => problems.push(problem),
    onProgress: (read) => {
      if (world.isInteractive) world.err(`\r${read} read`);
    },
  });
  if (world.isInteractive) world.err("\r\u001b[K");
  call.answer(
    () => json(preview, problems),
    () => human(preview, problems),
  );
  return preview.refused > 0 ? 1 : 0;
}

function json(preview: Preview, problems: readonly ImportProblem[]): string {
  const { encoding, table: found, read, refused, flagged, shapes, records } = preview;
  return JSON.stringify({
    ...{ encoding, table: found, read, refused, flagged, shapes },
    records: records.map(({ index, callback }) => ({ index, callback: withIsoTimes(callback) })),
    problems,
  });
}

function human(preview: Preview, problems: readonly ImportProblem[]): string[] {
  const { read, refused, flagged, records, table: found } = preview;
  const of = (is: ImportProblem["is"]) => problems.filter((problem) => problem.is === is);
  const shapes = Object.entries(preview.shapes).map(([shape, count]) => `${count} ${shape}`);
  return [
    `Dry run, nothing was kept. ${counted(read, "record")} read: ` +
      `${[...shapes, `${refused} refused`, `${flagged} flagged`].join(", ")}; written in ${preview.encoding}`,
    ...(found === null ? [] : columns(found)),
    ...(records.length === 0 ? [] : ["", ...first(records)]),
    ...listed("Fields that could not be read", of("flagged")),
    ...listed("Would be refused", of("refused")),
  ];
}

const delimiterNames: Readonly<Record<string, string>> = {
  ",": "commas",
  ";": "semicolons",
  "\t": "tabs",
  "|": "bars",
};

const columns = ({ delimiter, zone, columns: all }: FoundTable): string[] => [
  `A table with ${delimiterNames[delimiter] ?? `"${delimiter}"`} between its cells; times without a zone are those of ${zone}`,
  "",
  ...table(
    ["COLUMN", "READ AS", "DATES", "EXAMPLES"],
    all.map(({ header, use, field, dates, examples }) => [
      header,
      field ?? use,
      dates ?? "",
      examples.join(" · "),
    ]),
  ),
];

const first = (records: readonly PreviewRecord[]): string[] =>
  table(
    ["RECORD", "ID", "NAME", "NUMBERS", "DUE", "UNTIL", "ABOUT"],
    records.map(({ index, callback }) => [
      String(index),
      callback.identity.communicationId ??
        callback.identity.interactionId ??
        callback.identity.participantId ??
        "-",
      callback.customerName ?? "-",
      callback.numbers.join(", "),
      minute(callback.scheduledAt),
      minute(callback.expiresAt),
      callback.queue?.name ?? callback.engage?.subject ?? "-",
    ]),
  );

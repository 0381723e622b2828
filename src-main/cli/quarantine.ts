import { Buffer } from "node:buffer";
import type { QuarantinedText } from "#desk/operations-port.ts";
import type { Callbacks } from "#desk/ports.ts";
import { retryText, type Retried } from "#intake/retry-text.ts";
import type { TextSource } from "#intake/read-text.ts";
import { Refusal, UsageError, type Call, type ExitCode, type Verb } from "./call.ts";
import { limitOf } from "./list.ts";
import { counted, iso, minute, plain, table } from "./print.ts";
import { sourceOf } from "./source.ts";

/** What was refused by imports: looked at, repaired, tried again, or given up. */
export const quarantineVerb: Verb = {
  usage:
    "[list] [--limit N] [--after ID] | show ID | retry [ID|--all] | replace ID FILE|- | drop ID",
  summary: `what imports refused and kept
    retry reads it once more, after its repair or with a newer build, and keeps the records in it
    replace puts the repaired text of FILE in its place`,
  options: ["limit", "after", "all"],
  run(call) {
    const [what = "list", ...words] = call.words;
    const act = acts.get(what);
    if (act === undefined) throw new UsageError(`quarantine does no ${plain(what).slice(0, 40)}`);
    return act(call, words);
  },
};

type Act = (call: Call, words: readonly string[]) => ExitCode | Promise<ExitCode>;
const acts: ReadonlyMap<string, Act> = new Map<string, Act>([
  ["list", list],
  ["show", show],
  ["retry", retry],
  ["replace", replace],
  ["drop", drop],
]);

function list(call: Call, words: readonly string[]): ExitCode {
  if (words.length > 0) throw new UsageError("quarantine list takes no words");
  const { after } = call.values;
  const limit = limitOf(call.values);
  const found = call
    .store()
    .callbacks.quarantined(after === undefined ? null : idOf(after), limit + 1);
  const rows = found.slice(0, limit);
  const next = found.length > limit ? (rows.at(-1)?.id ?? null) : null;
  call.answer(
    () =>
      JSON.stringify({
        rows: rows.map(({ text, ...row }) => ({ ...told(row), length: text.length })),
        next,
      }),
    () => [
      ...(rows.length === 0
        ? ["nothing is in quarantine"]
        : table(
            ["ID", "SINCE", "AT", "WHERE", "WHY"],
            rows.map(({ id, at, index, path, reason }) => [
              String(id),
              minute(at),
              `record ${index}`,
              path,
              reason,
            ]),
          )),
      ...(next === null ? [] : [`more: --after ${next}`]),
    ],
  );
  return 0;
}

function show(call: Call, words: readonly string[]): ExitCode {
  const found = one(call.store().callbacks, onlyId("show", words));
  call.answer(
    () => JSON.stringify(told(found)),
    () => [
      `${minute(found.at)}, record ${found.index}, ${plain(found.path)}: ${plain(found.reason)}`,
      ...found.text.split("\n").map(plain),
    ],
  );
  return 0;
}

function retry(call: Call, words: readonly string[]): ExitCode {
  const isAll = call.values.all === true || words.length === 0;
  if (isAll && words.length > 0) throw new UsageError("quarantine retry takes an ID or --all");
  const { callbacks } = call.store();
  const parts = { callbacks, clock: call.world.clock };
  const tried = isAll ? everything(callbacks) : [one(callbacks, onlyId("retry", words))];
  let retried = 0;
  let kept = 0;
  const refused: { readonly id: number; readonly reason: string }[] = [];
  for (const each of tried) {
    const done: Retried = retryText(each, parts);
    retried += 1;
    kept += done.kept;
    for (const reason of done.refused) refused.push({ id: each.id, reason });
  }
  call.answer(
    () => JSON.stringify({ retried, kept, refused }),
    () => [
      `${counted(retried, "text")} tried again: ${counted(kept, "record")} kept, ${refused.length} refused`,
      ...refused.map(({ id, reason }) => `  ${id}: ${plain(reason)}`),
    ],
  );
  return refused.length > 0 ? 1 : 0;
}

async function replace(call: Call, words: readonly string[]): Promise<ExitCode> {
  const [id, file, ...others] = words;
  if (id === undefined || file === undefined || others.length > 0) {
    throw new UsageError("quarantine replace takes an ID and a FILE, or -");
  }
  const text = await textOf(await sourceOf(file, call.world));
  if (text.trim() === "") throw new Refusal("the repaired text is empty; drop gives it up");
  const { callbacks } = call.store();
  const found = one(callbacks, idOf(id));
  const problem = { path: found.path, reason: "replaced; not tried again yet" };
  callbacks.replaceQuarantined(found.id, text, problem);
  call.answer(
    () => JSON.stringify({ id: found.id, replaced: true }),
    () => [`${found.id} is replaced; "quarantine retry ${found.id}" reads it`],
  );
  return 0;
}

function drop(call: Call, words: readonly string[]): ExitCode {
  const id = onlyId("drop", words);
  if (!call.store().callbacks.dropQuarantined(id)) throw nobody(id);
  call.answer(
    () => JSON.stringify({ id, dropped: true }),
    () => [`${id} is dropped`],
  );
  return 0;
}

/** Texts may be of megabytes. */
const PAGE = 20;

/** A page at a time; what a retry puts back into quarantine comes behind the last and is not tried twice. */
function* everything(callbacks: Callbacks): Generator<QuarantinedText> {
  const last = lastId(callbacks);
  for (let after = 0; after < last;) {
    const page = callbacks.quarantined(after, PAGE).filter(({ id }) => id <= last);
    yield* page;
    after = page.at(-1)?.id ?? last;
  }
}

function lastId(callbacks: Callbacks): number {
  let last = 0;
  for (;;) {
    const found = callbacks.quarantined(last, PAGE).at(-1)?.id;
    if (found === undefined) return last;
    last = found;
  }
}

function one(callbacks: Callbacks, id: number): QuarantinedText {
  const [found] = callbacks.quarantined(id - 1, 1);
  if (found?.id !== id) throw nobody(id);
  return found;
}

const nobody = (id: number) => new Refusal(`nothing in quarantine has the ID ${id}`);

function onlyId(act: string, words: readonly string[]): number {
  const [id, ...others] = words;
  if (id === undefined || others.length > 0) throw new UsageError(`quarantine ${act} takes one ID`);
  return idOf(id);
}

function idOf(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new UsageError("an ID is a number, as the list shows it");
  return Number(text);
}

const told = <T extends { readonly at: number }>(row: T) => ({ ...row, at: iso(row.at) });

async function textOf(source: TextSource): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of source)
    chunks.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks).toString("utf8");
}

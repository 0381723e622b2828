import { parseArgs } from "node:util";
import { defaultUserData } from "#settings/user-data.ts";
import { backupVerb } from "./backup.ts";
import {
  optionTypes,
  UsageError,
  type Call,
  type ExitCode,
  type OpenedStore,
  type Values,
  type Verb,
  type World,
} from "./call.ts";
import { callsVerb } from "./calls.ts";
import { checkVerb } from "./check.ts";
import { convertVerb } from "./convert.ts";
import { exportVerb } from "./export.ts";
import { importVerb } from "./import.ts";
import { listVerb } from "./list.ts";
import { outboxVerb } from "./outbox.ts";
import { plain } from "./print.ts";
import { purgeVerb } from "./purge.ts";
import { quarantineVerb } from "./quarantine.ts";
import { searchVerb } from "./search.ts";
import { showVerb } from "./show.ts";

const verbs: ReadonlyMap<string, Verb> = new Map([
  ["import", importVerb],
  ["export", exportVerb],
  ["convert", convertVerb],
  ["list", listVerb],
  ["search", searchVerb],
  ["show", showVerb],
  ["calls", callsVerb],
  ["outbox", outboxVerb],
  ["check", checkVerb],
  ["backup", backupVerb],
  ["quarantine", quarantineVerb],
  ["purge", purgeVerb],
]);

const everywhere: readonly string[] = ["user-data", "json", "help"] satisfies (keyof Values)[];

/**
 * Runs one command line. Never throws: whatever goes wrong is told on the standard error, under
 * `--json` also as `{"error": …}` on the standard output, and answered with an exit code.
 */
export async function run(args: readonly string[], world: World): Promise<ExitCode> {
  // A flag that comes before a mistake still says how the mistake is to be told.
  const isJson = args.includes("--json");
  try {
    return await perform(args, world);
  } catch (error) {
    const message = messageOf(error);
    world.err(`ringback: ${message}\n`);
    if (error instanceof UsageError) world.err(`\n${usage()}`);
    if (isJson) world.out(`${JSON.stringify({ error: message })}\n`);
    return 2;
  }
}

async function perform(args: readonly string[], world: World): Promise<ExitCode> {
  const { values, words } = parse(args);
  const [name, ...rest] = words;
  if (values.help === true) {
    world.out(values.json === true ? `${JSON.stringify({ usage: usage() })}\n` : usage());
    return 0;
  }
  if (name === undefined) throw new UsageError("say what to do");
  const verb = verbs.get(name);
  if (verb === undefined) throw new UsageError(`there is no verb "${plain(name).slice(0, 40)}"`);
  for (const option of Object.keys(values)) {
    if (!everywhere.includes(option) && !(verb.options as readonly string[]).includes(option)) {
      throw new UsageError(`${name} takes no --${option}`);
    }
  }
  let opened: OpenedStore | null = null;
  const call: Call = {
    world,
    words: rest,
    values,
    store(isReadOnly = false) {
      opened ??= open(folderOf(values, world), isReadOnly, world);
      return opened;
    },
    answer(json, human) {
      const text = values.json === true ? json() : human().join("\n");
      for (const piece of typeof text === "string" ? [text] : text) world.out(piece);
      world.out("\n");
    },
  };
  try {
    return await verb.run(call);
  } finally {
    (opened as OpenedStore | null)?.close();
  }
}

function parse(args: readonly string[]): { values: Values; words: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: optionTypes,
      allowPositionals: true,
    });
    return { values, words: positionals };
  } catch (error) {
    // Node explains at length how to pass a word that looks like an option; the first sentence will do.
    const [first = "wrong usage"] = messageOf(error).split(". ");
    throw new UsageError(first, { cause: error });
  }
}

function folderOf(values: Values, world: World): string {
  const folder = values["user-data"];
  if (folder === "") throw new UsageError("--user-data takes a folder");
  return folder ?? defaultUserData(world.env, world.platform);
}

function open(folder: string, isReadOnly: boolean, world: World): OpenedStore {
  const store = world.openStore(folder, isReadOnly);
  const { setAside } = store;
  if (setAside !== null) {
    const instead = setAside.isRestored ? "the last backup" : "an empty one";
    world.err(
      `ringback: ${setAside.reason}; it is now ${setAside.file}, and ${instead} took its place\n`,
    );
  }
  return store;
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : "an unknown fault";

function usage(): string {
  const lines = [...verbs].map(
    ([name, verb]) => `  ringback ${`${name} ${verb.usage}`.trim()}\n    ${verb.summary}`,
  );
  return [
    "Usage: ringback VERB … [--user-data DIR] [--json]",
    "",
    ...lines,
    "",
    "  --user-data DIR   folder of the database (also RINGBACK_USER_DATA)",
    "  --json            one JSON value on the standard output",
    "",
    "Exit code 0: all well. 1: some records were refused, or a check found problems.",
    "2: wrong usage or unreadable input.",
    "",
  ].join("\n");
}

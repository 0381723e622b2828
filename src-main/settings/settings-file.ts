import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { settings as schema, type Settings } from "#contract/settings.ts";
import { writeAtomically } from "./atomic-file.ts";

const SETTINGS_FILE = "settings.json";
/** A copy of the settings as they were when they were last read well. */
const LAST_GOOD_FILE = "settings.last-good.json";

export interface ReadSettings {
  readonly settings: Settings;
  /** What was refused, where and what is used instead, for a person to read. Never quotes a value. */
  readonly problems: readonly string[];
}

type Found =
  | { readonly is: "good"; readonly settings: Settings; readonly text: string }
  | { readonly is: "bad"; readonly problems: readonly string[] }
  | { readonly is: "missing" };

/** Never throws: without a file these are the defaults, with a bad one the last good settings, else the defaults. */
export function readSettings(folder: string): ReadSettings {
  const found = readFile(folder, SETTINGS_FILE);
  if (found.is === "missing") return { settings: defaultSettings(), problems: [] };
  const lastGood = readFile(folder, LAST_GOOD_FILE);
  if (found.is === "good") {
    if (lastGood.is === "good" && lastGood.text === found.text) {
      return { settings: found.settings, problems: [] };
    }
    return { settings: found.settings, problems: keep(folder, found.text) };
  }
  if (lastGood.is === "good") {
    const instead = `${SETTINGS_FILE} is not used until that is mended; the last good settings are`;
    return { settings: lastGood.settings, problems: [...found.problems, instead] };
  }
  const instead = `${SETTINGS_FILE} is not used until that is mended; the defaults are`;
  return { settings: defaultSettings(), problems: [...found.problems, instead] };
}

/**
 * Replaces the settings; whoever reads meanwhile sees the old file or the new one, whole.
 * @throws when the folder cannot be written; the old file then stands as it was.
 */
export function writeSettings(folder: string, settings: Settings): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const checked = v.parse(schema, settings);
  writeAtomically(folder, SETTINGS_FILE, `${JSON.stringify(checked, null, 2)}\n`);
}

const defaultSettings = (): Settings => v.parse(schema, {});

function readFile(folder: string, name: string): Found {
  let text: string;
  try {
    text = readFileSync(join(folder, name), "utf8");
  } catch (error) {
    const code = codeOf(error);
    return code === "ENOENT"
      ? { is: "missing" }
      : { is: "bad", problems: [`${name} cannot be read: ${code}`] };
  }
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\ufeff/u, ""));
  } catch (error) {
    return { is: "bad", problems: [`${name} is not JSON${placeOf(error)}`] };
  }
  // A list without entries would pass for an object without settings.
  if (Array.isArray(json)) return { is: "bad", problems: [`${name}: $ must be Object`] };
  const read = v.safeParse(schema, json);
  return read.success
    ? { is: "good", settings: read.output, text }
    : { is: "bad", problems: read.issues.map((issue) => `${name}: ${refusalOf(issue)}`) };
}

/** Path and expectation, without the value: it may be a secret. */
function refusalOf(issue: v.BaseIssue<unknown>): string {
  const path = (issue.path ?? []).map(({ key }) =>
    typeof key === "number" ? `[${key}]` : `.${String(key)}`,
  );
  const at = `$${path.join("")}`;
  if (issue.type === "strict_object" && issue.expected === "never") {
    return `${at} is not a known setting`;
  }
  if (issue.received === "undefined") return `${at} is missing`;
  const own = issue.message.startsWith("Invalid ") ? null : issue.message;
  return `${at} ${own ?? `must be ${issue.expected ?? "of another form"}`}`;
}

/** Where the parser stopped, without the text that it quotes. */
function placeOf(error: unknown): string {
  const message = error instanceof Error ? error.message : "";
  const place = /line \d+ column \d+/u.exec(message) ?? /position \d+/u.exec(message);
  return place === null ? "" : ` at ${place[0]}`;
}

function keep(folder: string, text: string): string[] {
  try {
    writeAtomically(folder, LAST_GOOD_FILE, text);
    return [];
  } catch (error) {
    return [`${LAST_GOOD_FILE} cannot be written: ${codeOf(error)}`];
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "unknown error";

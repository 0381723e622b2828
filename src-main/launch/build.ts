import { createHash } from "node:crypto";
import { globSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Finished } from "./run.ts";

/** All that a build reads; tests are no part of it, nor what the build itself writes. */
const sources = [
  "src-main/**/*",
  "src-renderer/**/*",
  "resources/**/*",
  ".config/messages.inlang/settings.json",
  "electron.vite.config.ts",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
];
const generated = "src-renderer/messages/**";

const outputs = [
  "out/main/main.js",
  "out/main/browser.js",
  "out/main/cli.js",
  "out/preload/preload.cjs",
  "out/renderer/index.html",
  "out/renderer/media.html",
];
const stampFile = "out/built-from.json";

/**
 * Whether `out/` is what a build of the present sources writes. By content, not by time: a checkout
 * or a copy gives old sources new times and the reverse. A build that somebody made by hand counts as
 * stale once, because it left no stamp.
 */
export function isBuilt(root: string): boolean {
  const marks = outputMarks(root);
  if (marks === null) return false;
  try {
    return readFileSync(join(root, stampFile), "utf8") === stamp(hashOfSources(root), marks);
  } catch {
    return false;
  }
}

/**
 * Runs `build` and remembers what it was made from. The sources are read before the build, so that a
 * file saved meanwhile makes the next start build again.
 */
export async function buildFrom(root: string, build: () => Promise<Finished>): Promise<Finished> {
  const hash = hashOfSources(root);
  const finished = await build();
  if (finished.code !== 0) return finished;
  const marks = outputMarks(root);
  if (marks === null)
    return { code: 1, output: `The build left out one of ${outputs.join(", ")}.` };
  writeFileSync(join(root, stampFile), stamp(hash, marks));
  return finished;
}

const stamp = (hash: string, marks: readonly number[]) => JSON.stringify({ hash, marks });

function hashOfSources(root: string): string {
  const hash = createHash("sha256");
  const files = globSync(sources, { cwd: root, exclude: [generated], withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
  for (const file of files) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update("\0");
  }
  return hash.digest("hex");
}

/** When each output was written, in whole milliseconds, as copies keep no finer time; null when one is missing. */
function outputMarks(root: string): number[] | null {
  const found = outputs.map((file) => statSync(join(root, file), { throwIfNoEntry: false }));
  return found.every((file) => file !== undefined)
    ? found.map((file) => Math.trunc(file.mtimeMs))
    : null;
}

import { rmSync } from "node:fs";
import { join } from "node:path";
import { runInForeground, runQuietly } from "../../src-main/launch/run.ts";
import type { TestRun } from "./closing.ts";
import { readTally, TALLY_FILE, type Tally } from "./tally.ts";

const root = join(import.meta.dirname, "../..");
const vitest = join(root, "node_modules/vitest/vitest.mjs");
const config = ["--config", join(root, "test/vitest.config.ts")];

/** Runs projects of `test/vitest.config.ts` in the foreground; their results stay in `test-results/`. */
export async function runProjects(
  projects: readonly string[],
  options: {
    /** Begins the names of the files that tell the results. */
    readonly name: string;
    readonly env: NodeJS.ProcessEnv;
    readonly filters?: readonly string[];
    /** The command line that runs this one where it belongs. */
    readonly wrap?: (command: readonly string[]) => readonly string[];
  },
): Promise<TestRun> {
  const { name, env, filters = [] } = options;
  const results = join(root, "test-results");
  const tallyFile = join(results, `${name}-tally.json`);
  const reporters = ["default", "json", join(root, "test/run/tally.ts")];
  const command = [
    process.execPath,
    vitest,
    "run",
    ...config,
    ...projects.flatMap((project) => ["--project", project]),
    ...reporters.map((reporter) => `--reporter=${reporter}`),
    `--outputFile.json=${join(results, `${name}.json`)}`,
    ...filters,
  ];
  const [program = "", ...programArguments] = options.wrap?.(command) ?? command;
  rmSync(tallyFile, { force: true });
  const code = await runInForeground(program, programArguments, {
    cwd: root,
    env: { ...env, [TALLY_FILE]: tallyFile },
  });
  return { name, code, tally: tallyOfRun(tallyFile) };
}

/** Null when the runner ended before it could count. */
function tallyOfRun(file: string): Tally | null {
  try {
    return readTally(file);
  } catch {
    return null;
  }
}

/** How many tests a project has, without running any. */
export async function countTests(project: string, env: NodeJS.ProcessEnv): Promise<number> {
  const programArguments = [
    vitest,
    "list",
    ...config,
    "--project",
    project,
    "--json",
    "--no-static-parse",
  ];
  const { output } = await runQuietly(process.execPath, programArguments, { cwd: root, env });
  return (JSON.parse(output.slice(output.indexOf("[\n"))) as unknown[]).length;
}

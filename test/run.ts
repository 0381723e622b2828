import { rmSync } from "node:fs";
import { join } from "node:path";
import { buildFrom } from "../src-main/launch/build.ts";
import { runInForeground, runNpm } from "../src-main/launch/run.ts";
import { getChromium, systemParts } from "./run/chromium.ts";
import { closing, type StepResult } from "./run/closing.ts";
import { readTally, TALLY_FILE, type Tally } from "./run/tally.ts";

/**
 * `npm test`: the build, the checks, then every test of every project, and the count on the last line.
 * Nothing is left out after a failure, so that one run tells everything.
 */
const root = join(import.meta.dirname, "..");
const results = join(root, "test-results");
const tallyFile = join(results, "tally.json");

const npmRun = (script: string) => runNpm(["run", "-s", script], { cwd: root });
const steps = [
  { name: "build", run: () => buildFrom(root, () => npmRun("build")) },
  ...["types", "lint", "format", "layers", "dead"].map((name) => ({
    name,
    run: () => npmRun(name),
  })),
];

async function runSteps(): Promise<StepResult[]> {
  const done: StepResult[] = [];
  for (const { name, run } of steps) {
    const startedAt = performance.now();
    const { code, output } = await run();
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    const isPassed = code === 0;
    if (!isPassed) console.log(output.trimEnd());
    console.log(`${isPassed ? "ok    " : "FAILED"} ${name} (${seconds} s)`);
    done.push({ name, isPassed });
  }
  return done;
}

function runTests(chromium: string): Promise<number> {
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const reporters = ["default", "json", join(root, "test/run/tally.ts")];
  return runInForeground(
    process.execPath,
    [
      vitest,
      "run",
      ...["--config", join(root, "test/vitest.config.ts")],
      ...reporters.map((name) => `--reporter=${name}`),
      `--outputFile.json=${join(results, "vitest.json")}`,
    ],
    {
      cwd: root,
      env: { ...process.env, RINGBACK_CHROMIUM: chromium, [TALLY_FILE]: tallyFile },
    },
  );
}

/** Null when the runner ended before it could count. */
function tallyOfRun(): Tally | null {
  try {
    return readTally(tallyFile);
  } catch {
    return null;
  }
}

const chromium = await getChromium(systemParts);
if (chromium === null) {
  process.exitCode = 1;
} else {
  rmSync(tallyFile, { force: true });
  const stepResults = await runSteps();
  const runnerCode = await runTests(chromium);
  const { lines, code } = closing(stepResults, tallyOfRun(), runnerCode);
  console.log(lines.join("\n"));
  process.exitCode = code;
}

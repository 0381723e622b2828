import { join } from "node:path";
import { buildFrom } from "../src-main/launch/build.ts";
import { runNpm } from "../src-main/launch/run.ts";
import { runRig } from "./rig/run-rig.ts";
import { getChromium, systemParts } from "./run/chromium.ts";
import { closing, type StepResult } from "./run/closing.ts";
import { runProjects } from "./run/vitest.ts";

/**
 * `npm test`: the build, the checks, then every test of every project, and the count on the last line.
 * Nothing is left out after a failure, so that one run tells everything.
 */
const root = join(import.meta.dirname, "..");

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

const chromium = await getChromium(systemParts);
if (chromium === null) {
  process.exitCode = 1;
} else {
  const stepResults = await runSteps();
  const env = { ...process.env, RINGBACK_CHROMIUM: chromium };
  const desk = await runProjects(["main", "renderer", "desk"], { name: "vitest", env });
  const rig = await runRig(env);
  const { lines, code } = closing(stepResults, [desk, ...rig.runs], rig.skipped);
  console.log(lines.join("\n"));
  process.exitCode = code;
}

import type { SkippedSuite, TestRun } from "../run/closing.ts";
import { countTests, runProjects } from "../run/vitest.ts";
import { NETWORK, openNetwork } from "./support/network.ts";
import { rigObstacle, systemPrograms } from "./support/programs.ts";

export interface RigRun {
  readonly runs: readonly TestRun[];
  readonly skipped: readonly SkippedSuite[];
}

/**
 * Every test against real SIP servers and peers, in a network of its own where one may be had. Where
 * a program is missing nothing is begun, and all of them count as skipped.
 */
export async function runRig(
  env: NodeJS.ProcessEnv,
  filters: readonly string[] = [],
): Promise<RigRun> {
  const reason = rigObstacle(systemPrograms);
  if (reason !== null) {
    // They are only read, which the guard of their network need not mind.
    const tests = await countTests("rig", { ...env, [NETWORK]: "shared" });
    return { runs: [], skipped: [{ name: "rig", tests, reason }] };
  }
  const { kind, wrap } = openNetwork();
  const run = await runProjects(["rig"], {
    name: "rig",
    env: { ...env, [NETWORK]: kind },
    filters,
    wrap,
  });
  return { runs: [run], skipped: [] };
}

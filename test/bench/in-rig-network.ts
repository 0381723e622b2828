import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NETWORK, openNetwork } from "#test/rig/support/network.ts";
import { rigObstacle, systemPrograms } from "#test/rig/support/programs.ts";
import { runInForeground } from "../../src-main/launch/run.ts";
import type { Row } from "./report.ts";

const suite = join(import.meta.dirname, "rig-suite.ts");

/**
 * A suite of `rig-suite.ts`, in the rig's own network. Where the rig's programs are missing it says so
 * in one line and measures nothing.
 * @throws when the suite fails.
 */
export const inRigNetwork =
  (name: string) =>
  async (runs: number): Promise<Row[]> => {
    const reason = rigObstacle(systemPrograms);
    if (reason !== null) {
      console.log(`${name} was not measured: ${reason}.`);
      return [];
    }
    const { kind, wrap } = openNetwork();
    const folder = mkdtempSync(join(tmpdir(), "ringback-bench-"));
    const file = join(folder, "rows.json");
    const [program = "", ...rest] = wrap([process.execPath, suite, name, String(runs), file]);
    const env = { ...process.env, [NETWORK]: kind };
    const code = await runInForeground(program, rest, { cwd: process.cwd(), env });
    if (code !== 0) throw new Error(`${name} ended with ${code}`);
    const rows = JSON.parse(readFileSync(file, "utf8")) as Row[];
    rmSync(folder, { recursive: true, force: true });
    return rows;
  };

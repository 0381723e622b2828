import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { callTimes } from "./call-times.ts";
import { coldStart } from "./cold-start.ts";
import { formats } from "./formats.ts";
import { hostile } from "./hostile.ts";
import { inRigNetwork } from "./in-rig-network.ts";
import { importSize } from "./import-size.ts";
import { reconnect } from "./reconnect.ts";
import { windowLost } from "./window-lost.ts";
import { prepareBrowserTests } from "#test/run/prepare.ts";
import { print, type Row } from "./report.ts";

/**
 * `npm run bench [-- --only NAME] [--json FILE] [--runs N] [--size MB]`: every figure beside its comparison from
 * the same run. Exits 1 when a bar is missed.
 */
const suites: Readonly<Record<string, (runs: number, sizeMb: number) => Promise<Row[]>>> = {
  "call-times": callTimes,
  "call-setup": inRigNetwork("call-setup"),
  "many-calls": inRigNetwork("many-calls"),
  "cold-start": coldStart,
  formats,
  hostile,
  "import-size": importSize,
  reconnect,
  "window-lost": windowLost,
};

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    json: { type: "string" },
    runs: { type: "string", default: "30" },
    /** Of the file that is imported. */
    size: { type: "string", default: "1000" },
  },
});
const wanted = values.only === undefined ? Object.keys(suites) : [values.only];
const unknown = wanted.find((name) => !Object.hasOwn(suites, name));
if (unknown !== undefined) {
  console.error(`--only ${unknown}: there are ${Object.keys(suites).join(", ")}.`);
  process.exit(2);
}
await prepareBrowserTests();

const rows: Row[] = [];
for (const name of wanted) {
  rows.push(...((await suites[name]?.(Number(values.runs), Number(values.size))) ?? []));
}
print(rows);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
process.exit(rows.every(({ ok }) => ok) ? 0 : 1);

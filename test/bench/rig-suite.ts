import { writeFileSync } from "node:fs";
import { callSetup } from "./call-setup.ts";
import { manyCalls } from "./many-calls.ts";

/**
 * Runs one suite that needs the rig, in the network in which it was started, and leaves its rows as
 * JSON in a file. `rig-suite.ts NAME RUNS FILE`.
 */
const suites = { "call-setup": callSetup, "many-calls": manyCalls };

const [name = "", runs = "", file = ""] = process.argv.slice(2);
const suite = suites[name as keyof typeof suites];
writeFileSync(file, JSON.stringify(await suite(Number(runs))));

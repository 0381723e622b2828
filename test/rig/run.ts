import { closing } from "../run/closing.ts";
import { prepareBrowserTests } from "../run/prepare.ts";
import { runRig } from "./run-rig.ts";

/** `npm run test:rig [-- FILES]`: the built product against real SIP servers and peers. */
await prepareBrowserTests();
const { runs, skipped } = await runRig(process.env, process.argv.slice(2));
const { lines, code } = closing([], runs, skipped);
console.log(lines.join("\n"));
process.exitCode = code;

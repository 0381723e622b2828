import { spawnSync } from "node:child_process";

/** Environment: which network the rig runs in, `private` or `shared`. Set by whoever starts it. */
export const NETWORK = "RINGBACK_RIG_NETWORK";

/** An address beside 127.0.0.1, which baresip's ICE leaves out. */
const ADDRESS = "10.99.0.1/32";

const bringUp = `ip link set lo up && ip addr add ${ADDRESS} dev lo`;

/** With its own table of processes, too: whatever is left in it ends with its first one. */
const apart = ["--net", "--pid", "--fork", "--kill-child", "--mount-proc"];

export interface Network {
  readonly kind: "private" | "shared";
  /** The command line that runs this one in the network. */
  readonly wrap: (command: readonly string[]) => readonly string[];
}

/** Why a call without rtpengine is left out on a shared network; null on a private one. */
export const directObstacle =
  process.env[NETWORK] === "private"
    ? null
    : "a direct call to baresip stalls on a network with other addresses";

/** A network with nothing but loopback, as root or in a user namespace; where neither may be had, the machine's own. */
export function openNetwork(): Network {
  for (const flags of [apart, ["--map-root-user", ...apart]]) {
    // The shell stays, because the first process of a table has to bury all others.
    const run = `${bringUp} && "$@"; exit $?`;
    const wrap = (command: readonly string[]) => [
      "unshare",
      ...flags,
      "sh",
      "-c",
      run,
      "sh",
      ...command,
    ];
    const [program = "", ...rest] = wrap(["true"]);
    if (spawnSync(program, rest, { stdio: "ignore" }).status === 0)
      return { kind: "private", wrap };
  }
  return { kind: "shared", wrap: (command) => command };
}

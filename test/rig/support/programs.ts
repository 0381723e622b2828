import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** What the rig runs, and the Debian packages that bring it. */
const programs = {
  kamailio: ["kamailio", "kamailio-websocket-modules", "kamailio-extra-modules"],
  rtpengine: ["rtpengine-daemon"],
  turnserver: ["coturn"],
  baresip: ["baresip-core"],
  sipp: ["sip-tester"],
} as const;

/** Why the rig cannot run here, in one line; null where it can. */
export function rigObstacle(parts: {
  readonly platform: NodeJS.Platform;
  readonly path: string;
  readonly exists: (file: string) => boolean;
}): string | null {
  if (parts.platform !== "linux") return "its servers are for Linux";
  // Servers lie where the paths of plain users do not lead.
  const folders = [...parts.path.split(delimiter), "/usr/sbin", "/usr/local/sbin"];
  const missing = Object.entries(programs).filter(
    ([program]) => !folders.some((folder) => parts.exists(join(folder, program))),
  );
  if (missing.length === 0) return null;
  const names = missing.map(([program]) => program).join(", ");
  const packages = missing.flatMap(([, brought]) => brought).join(" ");
  return `no ${names}: install with apt-get install --no-install-recommends ${packages}`;
}

export const systemPrograms = {
  platform: process.platform,
  path: process.env["PATH"] ?? "",
  exists: existsSync,
};

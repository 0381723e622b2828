import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  FULL,
  FULL_CAUSE_34,
  FULL_CAUSE_42,
  NEVER_LET_IN,
  PLAIN_PEER,
  SECRET_PEER,
} from "./numbers.ts";
import { ports } from "./ports.ts";
import { relay } from "./accounts.ts";
import { startProgram, untilListening, type Program } from "./program.ts";

/** WebRTC on one side, plain RTP on the other. To be started before Kamailio, which else leaves it out for a minute. */
export async function startRtpengine(folder: string): Promise<Program> {
  const [first, last] = ports.rtpengineAudio;
  const program = startProgram({
    name: "rtpengine",
    command: "rtpengine",
    folder,
    args: [
      ...["-f", "-E", "--log-level=6"],
      // Debian's own file would open one more port; no table: no kernel module.
      ...["--config-file=none", "--table=-1"],
      ...["--interface=127.0.0.1", `--listen-ng=127.0.0.1:${ports.rtpengine}`],
      ...[`--port-min=${first}`, `--port-max=${last}`],
    ],
  });
  await untilListening(program, "udp", ports.rtpengine);
  return program;
}

/** The relay, with one account that may use it. */
export async function startTurn(folder: string): Promise<Program> {
  const [first, last] = ports.relayedAudio;
  const program = startProgram({
    name: "turnserver",
    command: "turnserver",
    folder,
    args: [
      ...["-n", "--no-cli", "--no-tls", "--no-dtls", "--log-file=stdout"],
      ...[`--pidfile=${join(folder, "turn.pid")}`, `--userdb=${join(folder, "turn.db")}`],
      ...["--listening-ip=127.0.0.1", `--listening-port=${ports.turn}`],
      ...["--relay-ip=127.0.0.1", `--min-port=${first}`, `--max-port=${last}`],
      ...["--lt-cred-mech", "--realm=rig.invalid", `--user=${relay.username}:${relay.credential}`],
      "--allow-loopback-peers",
    ],
  });
  await untilListening(program, "tcp", ports.turn);
  return program;
}

/** The rig's relay as an account names it. */
export const turnBy = (transport: "udp" | "tcp") => ({
  urls: [`turn:127.0.0.1:${ports.turn}?transport=${transport}`],
  ...relay,
});

export interface KamailioOptions {
  /** What it challenges with; MD5 unless told. */
  readonly digest?: "MD5" | "SHA-256";
}

export async function startKamailio(
  folder: string,
  options: KamailioOptions = {},
): Promise<Program> {
  const file = join(folder, "kamailio.cfg");
  writeFileSync(file, configurationFor(options));
  const program = startProgram({
    name: "kamailio",
    command: "kamailio",
    folder,
    args: [
      ...["-DD", "-E", "-f", file, "-m", "64", "-M", "8"],
      ...["-P", join(folder, "kamailio.pid"), "-Y", folder],
    ],
  });
  await untilListening(program, "tcp", ports.webSocket);
  return program;
}

/** @throws when the configuration names something that is not filled in. */
function configurationFor({ digest = "MD5" }: KamailioOptions): string {
  const values: Readonly<Record<string, string | number>> = {
    SIP: ports.sip,
    WEBSOCKET: ports.webSocket,
    RTPENGINE: ports.rtpengine,
    PLAIN_PORT: ports.plainPeer,
    SECRET_PORT: ports.secretPeer,
    SIPP_BASE: ports.sippBase,
    SIPP_FIRST: ports.sippBase + 30,
    SIPP_LAST: ports.sippBase + 99,
    DIGEST: digest,
    PLAIN_PEER,
    SECRET_PEER,
    FULL,
    FULL_CAUSE_34,
    FULL_CAUSE_42,
    NEVER_LET_IN,
  };
  const template = readFileSync(new URL("../servers/kamailio.cfg", import.meta.url), "utf8");
  return template.replace(/@([A-Z_0-9]+)@/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`kamailio.cfg: nothing is known of @${name}@`);
    return String(value);
  });
}

import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { DOMAIN } from "./accounts.ts";
import { ports } from "./ports.ts";
import { startProgram, untilListening, type Program } from "./program.ts";
import { fromWav, toWav } from "./sound-files.ts";
import { listenTo, makeTone, silence, type Sound } from "./tone.ts";

/** What the peers say; the agent says another tone, so that a recording tells who was heard. */
export const PEER_HZ = 1_000;

interface Kind {
  readonly user: string;
  readonly port: number;
  readonly control: number;
  readonly audio: readonly [number, number];
  /** `aufile` wants exactly the codec's rate and one channel, else the call is silent one way. */
  readonly rate: number;
  readonly modules: readonly string[];
  readonly account: string;
  readonly configuration: readonly string[];
}

/** What the plain peer can be told to speak, and nothing else. */
const codecs = {
  pcmu: { rate: 8_000, modules: ["g711"], account: "audio_codecs=pcmu/8000/1" },
  pcma: { rate: 8_000, modules: ["g711"], account: "audio_codecs=pcma/8000/1" },
  g722: { rate: 16_000, modules: ["g722"], account: "audio_codecs=g722/16000/1" },
} as const;

const kinds = {
  plain: {
    user: "plain",
    port: ports.plainPeer,
    control: ports.plainControl,
    audio: ports.plainAudio,
    ...codecs.pcmu,
    configuration: ["rtcp_mux no"],
  },
  secret: {
    user: "secret",
    port: ports.secretPeer,
    control: ports.secretControl,
    audio: ports.secretAudio,
    rate: 48_000,
    modules: ["opus", "g711", "ice", "srtp", "dtls_srtp"],
    account: "mediaenc=dtls_srtp;medianat=ice",
    configuration: ["rtcp_mux yes", "opus_bitrate 32000", "opus_stereo no", "opus_sprop_stereo no"],
  },
} as const satisfies Record<string, Kind>;

export type PeerKind = keyof typeof kinds;

export interface PeerOptions {
  /** `manual`: a call rings until `accept`. */
  readonly answers?: "auto" | "manual";
  /** What it says, where that has to be told from another peer. */
  readonly hz?: number;
  /** Of the plain peer; PCMU unless told. */
  readonly codec?: keyof typeof codecs;
}

/** Longer than any test: baresip stops talking at the end of its file. */
const TALK_SECONDS = 120;

/** How long an event or a reply is waited for. */
const WAIT_MS = 10_000;

interface Told {
  readonly event?: true;
  readonly type?: string;
  readonly param?: string;
  readonly response?: true;
  readonly ok?: boolean;
  readonly data?: string;
  readonly token?: string;
}

/** A telephone with a real voice and a recorder: baresip, steered over its control port. */
export class Peer {
  readonly program: Program;
  readonly #socket: Socket;
  readonly #recordings: string;
  #told: Told[] = [];
  #commands = 0;

  private constructor(program: Program, socket: Socket, recordings: string) {
    this.program = program;
    this.#socket = socket;
    this.#recordings = recordings;
    let pending = "";
    socket.setEncoding("utf8").on("data", (text: string) => {
      const { messages, rest } = readNetstrings(pending + text);
      pending = rest;
      this.#told.push(...messages.map((message) => JSON.parse(message) as Told));
    });
    socket.on("error", () => undefined);
  }

  static async start(kind: PeerKind, within: string, options: PeerOptions = {}): Promise<Peer> {
    const found: Kind = {
      ...kinds[kind],
      ...(options.codec === undefined ? {} : codecs[options.codec]),
    };
    const folder = join(within, found.user);
    const recordings = join(folder, "recordings");
    mkdirSync(recordings, { recursive: true });
    writeFileSync(join(folder, "config"), configurationOf(found, recordings));
    writeFileSync(join(folder, "accounts"), accountOf(found, options));
    writeFileSync(join(folder, "contacts"), "");
    const voice = makeTone(options.hz ?? PEER_HZ, found.rate, TALK_SECONDS);
    writeFileSync(join(folder, "voice.wav"), toWav(voice, found.rate));
    const program = startProgram({
      name: `baresip-${kind}`,
      command: "baresip",
      args: ["-4", "-f", folder],
      folder: within,
    });
    await untilListening(program, "tcp", found.control);
    await untilListening(program, "udp", found.port);
    const socket = connect(found.control, "127.0.0.1");
    return new Peer(program, socket, recordings);
  }

  /** Calls an address; the rig asks for a password and gets it. */
  dial(address: string): Promise<string> {
    return this.command("dial", address);
  }

  accept(): Promise<string> {
    return this.command("accept");
  }

  hangUp(): Promise<string> {
    return this.command("hangup");
  }

  hold(): Promise<string> {
    return this.command("hold");
  }

  resume(): Promise<string> {
    return this.command("resume");
  }

  /** Sends the other end to another address, by REFER. */
  transfer(address: string): Promise<string> {
    return this.command("transfer", address);
  }

  /** One digit; as RFC 4733 events where the other end takes them. */
  sendDigit(digit: string): Promise<string> {
    return this.command("sndcode", digit);
  }

  /** Anything that baresip's menu knows. @throws when baresip refuses it. */
  async command(command: string, params?: string): Promise<string> {
    this.#commands += 1;
    const token = String(this.#commands);
    const text = JSON.stringify({ command, params, token });
    this.#socket.write(`${Buffer.byteLength(text)}:${text},`);
    const answer = await this.#until((told) => told.response === true && told.token === token);
    if (answer.ok !== true) throw new Error(`baresip refuses ${command}: ${answer.data ?? ""}`);
    return answer.data ?? "";
  }

  /** The next event of that type, such as `CALL_CLOSED`, with what baresip says beside it. */
  async event(type: string): Promise<string> {
    const told = await this.#until((one) => one.event === true && one.type === type);
    this.#told = this.#told.slice(this.#told.indexOf(told) + 1);
    return told.param ?? "";
  }

  /** Events so far; `forget` begins anew. */
  events(): readonly string[] {
    return this.#told.flatMap((told) => (told.event === true ? [told.type ?? ""] : []));
  }

  forget(): void {
    this.#told = [];
  }

  /** Audio packets that have arrived in the call of now. */
  async packets(): Promise<number> {
    const told = await this.command("audio_debug");
    return Number(/rcvd=(\d+)/.exec(told)?.[1] ?? 0);
  }

  /**
   * What it hears in the next `forMs` milliseconds; nothing when nothing arrives. Not after a hold:
   * baresip's recorder stops at a change of direction and does not begin again.
   */
  async listen(forMs = 700): Promise<Sound> {
    const file = this.#recording();
    if (file === null) return silence;
    const before = statSync(file).size;
    await new Promise((resolve) => setTimeout(resolve, forMs));
    const { rate, samples } = fromWav(readFileSync(file));
    const heard = samples.subarray(Math.floor(before / 2));
    // Less than half of the time: the stream has ended or only its last packets came.
    return heard.length < (rate * forMs) / 2_000 ? silence : listenTo(heard, rate);
  }

  async stop(): Promise<void> {
    this.#socket.destroy();
    await this.program.kill();
  }

  /** What is heard in the call of now. */
  #recording(): string | null {
    const files = readdirSync(this.#recordings).filter((name) => name.endsWith("-dec.wav"));
    const found = files.map((name) => join(this.#recordings, name));
    found.sort((one, other) => statSync(one).mtimeMs - statSync(other).mtimeMs);
    return found.at(-1) ?? null;
  }

  async #until(isMeant: (told: Told) => boolean): Promise<Told> {
    const deadline = Date.now() + WAIT_MS;
    for (;;) {
      const found = this.#told.find(isMeant);
      if (found !== undefined) return found;
      if (Date.now() > deadline) {
        throw new Error(`baresip said only ${JSON.stringify(this.#told)}\n${this.program.log()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

function configurationOf(kind: Kind, recordings: string): string {
  const modules = [...kind.modules, "sndfile", "aufile"];
  const applications = ["account", "contact", "menu", "debug_cmd", "ctrl_tcp"];
  return [
    "poll_method epoll",
    `sip_listen 127.0.0.1:${kind.port}`,
    // "lo" is refused, its address is not.
    "net_interface 127.0.0.1",
    "call_local_timeout 120",
    "call_max_calls 8",
    "audio_buffer 20-160",
    `audio_source aufile,${join(recordings, "../voice.wav")}`,
    "audio_txmode poll",
    ...["ausrc_format", "auplay_format", "auenc_format", "audec_format"].map((it) => `${it} s16`),
    `rtp_ports ${kind.audio.join("-")}`,
    "jitter_buffer_delay 5-10",
    `snd_path ${recordings}`,
    "module_path /usr/lib/baresip/modules",
    ...modules.map((name) => `module ${name}.so`),
    ...applications.map((name) => `module_app ${name}.so`),
    `ctrl_tcp_listen 127.0.0.1:${kind.control}`,
    ...kind.configuration,
    "",
  ].join("\n");
}

/** It is found by its port and does not register: a restarted registrar would not know it for a minute. */
function accountOf({ user, account }: Kind, { answers = "auto" }: PeerOptions): string {
  const parts = [
    `<sip:${user}@${DOMAIN}>`,
    `outbound="sip:127.0.0.1:${ports.sip};transport=udp"`,
    `auth_user=${user}`,
    `auth_pass=${user}-secret`,
    `answermode=${answers}`,
    account,
    "regint=0",
    "dtmfmode=auto",
  ];
  return `${parts.join(";")}\n`;
}

/** `5:hello,` one after another; what is not complete yet is the rest. */
function readNetstrings(text: string): { messages: string[]; rest: string } {
  const messages: string[] = [];
  let rest = Buffer.from(text, "utf8");
  for (;;) {
    const colon = rest.indexOf(":");
    const length = Number(rest.subarray(0, colon).toString("ascii"));
    const end = colon + 1 + length;
    if (colon === -1 || rest.length <= end) return { messages, rest: rest.toString("utf8") };
    messages.push(rest.subarray(colon + 1, end).toString("utf8"));
    rest = rest.subarray(end + 1);
  }
}

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Peer, type PeerKind, type PeerOptions } from "./baresip.ts";
import { AGENT_HZ } from "./hearing.ts";
import { SIPP } from "./numbers.ts";
import type { Program } from "./program.ts";
import { startKamailio, startRtpengine, startTurn, type KamailioOptions } from "./servers.ts";
import { Sipp } from "./sipp.ts";
import { EARLY_FILE, EARLY_HZ, type Scenario } from "./sipp-scenarios.ts";
import { toMuLaw, toWav } from "./sound-files.ts";
import { Tap } from "./tap.ts";
import { makeTone } from "./tone.ts";

export interface RigOptions extends KamailioOptions {
  readonly peers?: Partial<Record<PeerKind, PeerOptions>>;
  /** With a TURN server. */
  readonly hasRelay?: boolean;
}

/** Whole periods in it, so that a file played over and over is one tone. */
const LOOP_SECONDS = 5;

/** The network of one test file: servers, peers and the tap through which the product reaches them. */
export class Rig {
  readonly folder: string;
  readonly tap: Tap;
  readonly #options: RigOptions;
  readonly #programs: Program[] = [];
  readonly #peers = new Map<PeerKind, Peer>();
  #kamailio: Program | null = null;
  #sipps: Sipp[] = [];

  private constructor(folder: string, tap: Tap, options: RigOptions) {
    this.folder = folder;
    this.tap = tap;
    this.#options = options;
  }

  static async start(options: RigOptions = {}): Promise<Rig> {
    const folder = mkdtempSync(join(tmpdir(), "ringback-rig-"));
    const rig = new Rig(folder, await Tap.start(), options);
    writeFileSync(join(folder, EARLY_FILE), toMuLaw(makeTone(EARLY_HZ, 8_000, LOOP_SECONDS)));
    writeFileSync(rig.voiceFile, toWav(makeTone(AGENT_HZ, 48_000, LOOP_SECONDS), 48_000));
    try {
      await rig.#startAll();
    } catch (error) {
      await rig.stop();
      throw error;
    }
    return rig;
  }

  /** What the agent's microphone says. */
  get voiceFile(): string {
    return join(this.folder, "agent.wav");
  }

  peer(kind: PeerKind): Peer {
    const peer = this.#peers.get(kind);
    if (peer === undefined) throw new Error(`this rig was started without the ${kind} peer`);
    return peer;
  }

  /** SIPp takes the next call to that number, or so many of them. */
  async answer(scenario: Scenario, number = SIPP, calls = 1): Promise<Sipp> {
    const sipp = await Sipp.answer(scenario, this.folder, number, calls);
    this.#sipps.push(sipp);
    return sipp;
  }

  /** SIPp makes a call; `number` tells several apart. */
  call(scenario: Scenario, number = SIPP): Sipp {
    const sipp = Sipp.call(scenario, this.folder, number);
    this.#sipps.push(sipp);
    return sipp;
  }

  /** Kills Kamailio with its children, as a crash of the machine would. Its contacts are gone with it. */
  async crashServer(): Promise<void> {
    await this.#kamailio?.kill();
  }

  async restartServer(): Promise<void> {
    this.#kamailio = await startKamailio(this.folder, this.#options);
  }

  /** Kamailio stands still: its sockets are open and nothing answers. */
  freezeServer(): void {
    this.#kamailio?.signal("SIGSTOP");
  }

  thawServer(): void {
    this.#kamailio?.signal("SIGCONT");
  }

  /** The rig as a test finds it: nobody calls, the network is whole, nothing was said. */
  async reset(): Promise<void> {
    await Promise.all(this.#sipps.map((sipp) => sipp.stop()));
    this.#sipps = [];
    this.thawServer();
    if (this.#kamailio?.hasEnded() === true) await this.restartServer();
    this.tap.forget();
    for (const peer of this.#peers.values()) peer.forget();
  }

  /** What everybody wrote, for a test that failed. */
  logs(): string {
    const programs = [...this.#programs, this.#kamailio, ...this.#allPeers()];
    const told = programs.map((program) =>
      program === null ? "" : `--- ${program.name}\n${program.log()}`,
    );
    const sipps = this.#sipps.map((sipp) => `--- sipp\n${sipp.log()}`);
    return [`--- tap\n${this.tap.transcript()}`, ...told, ...sipps].join("\n");
  }

  async stop(): Promise<void> {
    await Promise.all([
      ...this.#sipps.map((sipp) => sipp.stop()),
      ...[...this.#peers.values()].map((peer) => peer.stop()),
      ...this.#programs.map((program) => program.kill()),
      this.#kamailio?.kill(),
      this.tap.stop(),
    ]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #startAll(): Promise<void> {
    const { peers = {}, hasRelay = false } = this.#options;
    this.#programs.push(await startRtpengine(this.folder));
    if (hasRelay) this.#programs.push(await startTurn(this.folder));
    await this.restartServer();
    for (const [kind, options] of Object.entries(peers) as [PeerKind, PeerOptions][]) {
      this.#peers.set(kind, await Peer.start(kind, this.folder, options));
    }
  }

  #allPeers(): Program[] {
    return [...this.#peers.values()].map((peer) => peer.program);
  }
}

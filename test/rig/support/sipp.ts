import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SIPP } from "./numbers.ts";
import { ports } from "./ports.ts";
import { startProgram, untilListening, type Program } from "./program.ts";
import { toXml } from "./sipp-steps.ts";
import type { Scenario } from "./sipp-scenarios.ts";

const portOf = (number: string): number => ports.sippBase + Number(number.slice(-2));

/** One SIPp with one scenario, for one call unless more are named. */
export class Sipp {
  readonly #program: Program;
  readonly #folder: string;

  private constructor(program: Program, folder: string) {
    this.#program = program;
    this.#folder = folder;
  }

  /** Answers so many calls, one after another; `number` is the one that is called. */
  static async answer(
    scenario: Scenario,
    folder: string,
    number: string,
    calls = 1,
  ): Promise<Sipp> {
    const sipp = Sipp.#start(scenario, folder, number, [], calls);
    await untilListening(sipp.#program, "udp", portOf(number));
    return sipp;
  }

  /** Calls somebody; the proxy lets SIPp in without a password. */
  static call(scenario: Scenario, folder: string, number: string): Sipp {
    return Sipp.#start(scenario, folder, number, [`127.0.0.1:${ports.sip}`], 1);
  }

  static #start(
    scenario: Scenario,
    folder: string,
    number: string,
    target: readonly string[],
    calls: number,
  ): Sipp {
    const port = portOf(number);
    // Several stand side by side, each with ports of its own.
    const nth = port - portOf(SIPP);
    const name = `scenario-${number.slice(-2)}`;
    writeFileSync(join(folder, `${name}.xml`), toXml(name, scenario));
    const program = startProgram({
      name: "sipp",
      command: "sipp",
      folder,
      args: [
        ...target,
        ...["-sf", `${name}.xml`, "-m", String(calls), "-nostdin"],
        ...["-i", "127.0.0.1", "-p", String(port), "-cp", String(ports.sippControl + nth)],
        ...["-mi", "127.0.0.1", "-mp", String(ports.sippAudio + 4 * nth)],
        // One call is over within a minute; many take as long as they take.
        ...(calls === 1 ? ["-timeout", "60s", "-timeout_error"] : []),
        "-trace_err",
      ],
    });
    return new Sipp(program, folder);
  }

  /** @throws with what SIPp says unless its whole scenario went as written. */
  async finished(): Promise<void> {
    const limit = setTimeout(() => void this.#program.kill(), 15_000);
    const code = await this.#program.ended;
    clearTimeout(limit);
    if (code !== 0) throw new Error(`SIPp ended with ${code ?? "a signal"}:\n${this.log()}`);
  }

  stop(): Promise<void> {
    return this.#program.kill();
  }

  /** Its screen and what it holds against the other side. */
  log(): string {
    const name = readdirSync(this.#folder).find((file) =>
      file.endsWith(`${this.#program.pid}_errors.log`),
    );
    const file = name === undefined ? null : join(this.#folder, name);
    const errors = file !== null && existsSync(file) ? readFileSync(file, "utf8") : "";
    return `${this.#program.log()}\n${errors}`;
  }
}

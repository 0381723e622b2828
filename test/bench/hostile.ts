import { fork } from "node:child_process";
import { once } from "node:events";
import { describeAudio } from "#test/sip/support/fake-media.ts";
import { RawServer } from "#test/sip/support/raw-server.ts";
import { heavy, heavySdp } from "#test/sip/support/torture/heavy.ts";
import { invalid } from "#test/sip/support/torture/invalid.ts";
import { KIM, message, usual } from "#test/sip/support/torture/message.ts";
import { diceOf, mutate, renewed } from "#test/sip/support/torture/mutations.ts";
import { semantics } from "#test/sip/support/torture/semantics.ts";
import { valid } from "#test/sip/support/torture/valid.ts";
import type { Blocks } from "./loop-blocks.ts";
import { row, type Row } from "./report.ts";

const MESSAGES = 10_000;
const BATCH = 200;

interface Victim {
  /** Resolves when everything has been read; a line in a call is also sent an offer of the longest description. */
  attack(texts: readonly string[]): Promise<void>;
  end(): Promise<Blocks>;
}

/** A process that has connected to a server of ours and, if it is a line, is in a call. */
async function victimOf(module: string): Promise<Victim> {
  const server = await RawServer.start();
  const child = fork(new URL(module, import.meta.url).pathname, [server.url], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const isThere = once(child, "message");
  child.once("exit", (code) => {
    if (code !== null) throw new Error(`${module} has ended with ${code}`);
  });
  const invite = module === "attacked-line.ts" ? await server.next("INVITE") : null;
  if (invite !== null) server.answer(invite, describeAudio("sendrecv", "far"));
  await isThere;
  let controls = 0;
  return {
    async attack(texts) {
      for (const text of texts) server.send(Buffer.from(text));
      if (invite !== null) {
        server.request(invite, "INVITE", { body: heavySdp });
        while (!(await server.next("200")).header("CSeq").endsWith("INVITE"));
        server.request(invite, "ACK");
      }
      controls += 1;
      const name = `control-${controls}`;
      server.send(message(`OPTIONS ${KIM} SIP/2.0`, ...usual(name, "OPTIONS")));
      while (!(await server.next("200")).header("Call-ID").startsWith(`${name}@`));
      server.seen.length = 0;
    },
    async end() {
      child.send("tell");
      const [blocks] = (await once(child, "message")) as [Blocks];
      child.kill("SIGKILL");
      await server.stop();
      return blocks;
    },
  };
}

/**
 * The longest block of a line's loop in a call, while its server sends the cases of RFC 4475, ten
 * thousand mutations of them and the heaviest messages that are still read; beside a bare WebSocket
 * that gets the same and reads nothing.
 */
export async function hostile(): Promise<Row[]> {
  const line = await victimOf("attacked-line.ts");
  const plain = await victimOf("plain-socket.ts");
  const seeds = [...valid, ...invalid, ...semantics].map(({ text }) => text);
  const dice = diceOf(Date.now());
  for (let sent = 0; sent < MESSAGES; sent += BATCH) {
    const texts = Array.from({ length: BATCH }, (_, n) =>
      mutate(renewed(seeds[dice(seeds.length)] ?? "", sent + n), dice),
    );
    // First, while calls may still come in.
    const batch = [...heavy.map((text) => renewed(text, sent)), ...texts];
    await line.attack(batch);
    await plain.attack(batch);
  }
  const ours = await line.end();
  const bare = await plain.end();
  const beside = (which: keyof Blocks) => ({
    name: "bare WebSocket, same messages",
    value: bare[which],
  });
  return [
    row(
      "longest block of a line under hostile messages",
      ours.blockMs,
      "ms",
      beside("blockMs"),
      50,
    ),
    row("  with waits for a processor others had", ours.shownMs, "ms", beside("shownMs"), null),
    row("  most work of the line itself in one turn", ours.workMs, "ms", beside("workMs"), null),
  ];
}

import { closeSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { Refusal, type World } from "./call.ts";
import { faultOf } from "./source.ts";

/** Text is handed on in portions of about this length. */
const PORTION_UNITS = 65_536;

/** Takes records one by one as lines of JSON; holds no more than a portion of them. */
export interface RecordLines {
  /** Resolves when the next record may come. */
  write(line: string): Promise<void>;
  /** To be called when all have come. */
  end(): Promise<void>;
  /** To be called when not all will come: a file that was there before stays as it was. */
  abandon(): void;
}

/** Lines on the standard output, or in a file that is there only when it is whole. */
export function openRecordLines(world: World, file: string | undefined): RecordLines {
  const target = file === undefined ? toOutput(world) : toFile(file);
  let portion = "";
  const flush = () => {
    const text = portion;
    portion = "";
    return text === "" ? Promise.resolve() : target.take(text);
  };
  return {
    async write(line) {
      portion += `${line}\n`;
      if (portion.length >= PORTION_UNITS) await flush();
    },
    async end() {
      await flush();
      target.end();
    },
    abandon: () => {
      target.abandon();
    },
  };
}

interface Target {
  take(text: string): Promise<void>;
  end(): void;
  abandon(): void;
}

const toOutput = (world: World): Target => ({
  take(text) {
    world.out(text);
    return world.drained();
  },
  end: () => undefined,
  abandon: () => undefined,
});

function toFile(file: string): Target {
  // A device or a pipe is written to as it is; there is nothing to put in its place.
  const isPlain = statSync(file, { throwIfNoEntry: false })?.isFile() ?? true;
  const written = isPlain ? `${file}.part` : file;
  const told = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw new Refusal(`cannot write ${file}: ${faultOf(error)}`, { cause: error });
    }
  };
  const handle = told(() => openSync(written, "w", 0o600));
  return {
    take(text) {
      told(() => writeAll(handle, Buffer.from(text)));
      return Promise.resolve();
    },
    end() {
      told(() => {
        closeSync(handle);
        if (isPlain) renameSync(written, file);
      });
    },
    abandon() {
      closeSync(handle);
      if (isPlain) rmSync(written, { force: true });
    },
  };
}

function writeAll(handle: number, bytes: Buffer): void {
  for (let from = 0; from < bytes.length;) from += writeSync(handle, bytes, from);
}

import type { Lost } from "#formats/writing.ts";
import type { World } from "./call.ts";
import type { ProblemSpool } from "./problem-spool.ts";

/** Tells what the written records do not tell, as it comes: one JSON value on the standard error. */
export interface LostList {
  /** `index` counts the records from 0. */
  add(index: number, lost: readonly Lost[]): Promise<void>;
  /** Closes the list, with what was no record at all; nothing is printed when there is nothing to tell. */
  end(refused: ProblemSpool): void;
  readonly count: number;
}

export function openLostList(world: World): LostList {
  let count = 0;
  return {
    add(index, lost) {
      let text = "";
      for (const { path, reason } of lost) {
        text += (count === 0 ? '{"lost":[' : ",") + JSON.stringify({ index, path, reason });
        count++;
      }
      if (text !== "") world.err(text);
      return text === "" ? Promise.resolve() : world.drained();
    },
    end(refused) {
      if (count === 0 && refused.count === 0) return;
      world.err(count === 0 ? '{"lost":[]' : "]");
      if (refused.count > 0) {
        world.err(',"refused":');
        for (const text of refused.json()) world.err(text);
      }
      world.err("}\n");
    },
    get count() {
      return count;
    },
  };
}

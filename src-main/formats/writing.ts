import type { Shape } from "#core/callback.ts";
import type { Spellings } from "./enums.ts";
import { pathText } from "./reading.ts";
import type { Style } from "./style.ts";

/** A fact that the written record does not tell. `path` as in `engage.callResult`; `reason` never quotes a value. */
export interface Lost {
  readonly path: string;
  readonly reason: string;
}

/** The members of a closed set that a document lists, where it lists fewer than all documents together. */
export interface Members {
  readonly set: Spellings<string>;
  readonly values: readonly string[];
}

/** Members named in one text, with spaces between. */
export const membersOf = (set: Spellings<string>, names: string): Members => ({
  set,
  values: names.split(" "),
});

/** What a writer must know of the document it writes. */
export interface Target {
  readonly shape: Shape;
  readonly style: Style;
  readonly members: readonly Members[];
}

/** False when the document lists the members of the set and the value is not among them. */
export const mayTell = (target: Target, set: Spellings<string>, value: string): boolean =>
  target.members.find((each) => each.set === set)?.values.includes(value) ?? true;

type Step = string | number;

/** One record being written: where the writer stands in it, and what it could not say so far. */
export class Writing {
  readonly lost: Lost[] = [];
  readonly target: Target;
  /** How the record's own document spells enums: a value nobody knows is passed on to its like. */
  readonly enumsOfSource: Style["enums"];
  readonly #steps: Step[] = [];

  constructor(target: Target, enumsOfSource: Style["enums"]) {
    this.target = target;
    this.enumsOfSource = enumsOfSource;
  }

  get style(): Style {
    return this.target.style;
  }

  enter(...steps: readonly Step[]): void {
    this.#steps.push(...steps);
  }

  leave(count = 1): void {
    this.#steps.length -= count;
  }

  /** Notes that what stands here is not told, and answers undefined. */
  lose(reason: string): unknown {
    this.lost.push({ path: pathText(this.#steps, "").replace(/^\./, ""), reason });
    return undefined;
  }
}

/** A field that could not be read. `path` as in `$.segments[1].startTime`; `reason` never quotes a value. */
export interface Problem {
  readonly path: string;
  readonly reason: string;
}

type Step = string | number;

/** One record being read: where the reader stands in it, and what it could not read so far. */
export class Reading {
  readonly problems: Problem[] = [];
  readonly #root: string;
  readonly #steps: Step[] = [];

  constructor(root = "$") {
    this.#root = root;
  }

  enter(step: Step): void {
    this.#steps.push(step);
  }

  leave(): void {
    this.#steps.pop();
  }

  /** Notes that something else was expected here, and answers null. One place is noted once, however many fields read it. */
  wrong(expected: string, found: unknown): null {
    this.note(`expected ${expected}, found ${kindOf(found)}`);
    return null;
  }

  note(reason: string): void {
    const path = pathText(this.#steps, this.#root);
    if (!this.problems.some((problem) => problem.path === path))
      this.problems.push({ path, reason });
  }
}

/** What kind of thing a value is, in words that give nothing of the value away. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  switch (typeof value) {
    case "string":
      return value.trim() === "" ? "blank text" : "text";
    case "number":
      return Number.isInteger(value) ? "a whole number" : "a fraction";
    case "boolean":
      return "true or false";
    case "object":
      return "an object";
    default:
      return "something JSON does not have";
  }
}

/** Names longer than this are cut in a path: a path is for finding a field, not for keeping it. */
const LONGEST_NAME = 80;

export function pathText(steps: readonly Step[], root = "$"): string {
  let text = root;
  for (const step of steps) {
    if (typeof step === "number") text += `[${step}]`;
    else if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(step)) text += `.${step.slice(0, LONGEST_NAME)}`;
    else text += `[${JSON.stringify(step.slice(0, LONGEST_NAME))}]`;
  }
  return text;
}

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

import type { Piece } from "./piece.ts";

/**
 * Tells one record per line from a value that goes over several lines. The first line decides: if it
 * is JSON by itself, or cannot be the beginning of anything longer, every line is a piece of its own;
 * if it opens something, lines are gathered until that is closed. What does not close, or closes
 * into nonsense, was lines after all.
 */
export class LineGroups {
  readonly #limitBytes: number;
  #mode: "undecided" | "lines" | "values" = "undecided";
  #gathered: { text: string }[] = [];
  #depth = 0;
  #units = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  push(line: Piece): readonly Piece[] {
    if (this.#mode === "lines") return [line];
    if (line.is === "unreadable") return [...this.#giveUp(), line];
    return this.#gathered.length === 0 ? this.#first(line) : this.#further(line);
  }

  end(): readonly Piece[] {
    return this.#gathered.length === 0 ? [] : this.#giveUp();
  }

  #first(line: Piece): readonly Piece[] {
    if (isJson(line.text)) {
      // Values over several lines may have small ones between them; lines never turn into values.
      if (this.#mode === "undecided") this.#mode = "lines";
      return [line];
    }
    const depth = depthAfter(line.text, 0);
    if (depth === null || depth <= 0) {
      this.#mode = "lines";
      return [line];
    }
    this.#gather(line.text, depth);
    return [];
  }

  #further(line: { text: string }): readonly Piece[] {
    const depth = depthAfter(line.text, this.#depth);
    this.#gather(line.text, depth ?? 0);
    if (this.#units > this.#limitBytes || depth === null || depth < 0) return this.#giveUp();
    if (depth > 0) return [];
    const text = this.#gathered.map((each) => each.text).join("\n");
    if (!isJson(text)) return this.#giveUp();
    this.#mode = "values";
    this.#forget();
    return [{ is: "text", text, isElement: false }];
  }

  #gather(text: string, depth: number): void {
    this.#gathered.push({ text });
    this.#depth = depth;
    this.#units += text.length;
  }

  #giveUp(): readonly Piece[] {
    this.#mode = "lines";
    const lines = this.#gathered.map(({ text }): Piece => ({ is: "text", text, isElement: false }));
    this.#forget();
    return lines;
  }

  #forget(): void {
    this.#gathered = [];
    this.#depth = 0;
    this.#units = 0;
  }
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Open brackets after the line; null when it is no part of any JSON: a string runs over its end. */
function depthAfter(line: string, before: number): number | null {
  let depth = before;
  let isInString = false;
  for (let at = 0; at < line.length; at++) {
    const character = line[at];
    if (isInString) {
      if (character === "\\") at++;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === "{" || character === "[") depth++;
    else if (character === "}" || character === "]") depth--;
  }
  return isInString ? null : depth;
}

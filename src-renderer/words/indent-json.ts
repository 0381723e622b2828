const STEP = "  ";

/**
 * The same JSON text with a line per value. Only white space between tokens changes: digits, names
 * given twice and escapes stay as they came, which reading and writing the JSON would not keep.
 */
export function indentJson(text: string): string {
  let out = "";
  let depth = 0;
  const line = () => `\n${STEP.repeat(depth)}`;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^\s[\]{}:,"]+/g)) {
    if (token === "]" || token === "}") {
      depth -= 1;
      const isEmpty = out.endsWith("[") || out.endsWith("{");
      out += isEmpty ? token : line() + token;
    } else {
      const opens = out.endsWith("[") || out.endsWith("{");
      if (opens || out.endsWith(",")) out += line();
      out += token === ":" ? ": " : token;
      if (token === "[" || token === "{") depth += 1;
    }
  }
  return out;
}

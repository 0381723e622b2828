/** The same numbers for the same seed, below `limit`. */
export type Dice = (limit: number) => number;

export function diceOf(seed: number): Dice {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

const scraps = [
  "\r\n",
  "\r\n\r\n",
  "\r\n ",
  "\u0000",
  '"',
  "<",
  ">",
  "<sip:",
  "tel:+15550100",
  ";tag=",
  ";;,,",
  ":",
  "%00",
  "\u{1f4de}",
  "-1",
  "4294967296",
  "99999999999999999999",
  "SIP/2.0",
  "Require: 100rel\r\n",
  "Contact: *\r\n",
  "Content-Length: 0\r\n",
  "Content-Type: multipart/mixed;boundary=x\r\n",
  "Via: SIP/2.0/WS x.invalid\r\n",
  "Replaces: 1;to-tag=2;from-tag=3\r\n",
  "__proto__: x\r\n",
  "constructor: x\r\n",
];

type Change = (text: string, dice: Dice) => string;

const changes: readonly Change[] = [
  // One character becomes another.
  (text, dice) => {
    const at = dice(text.length);
    return text.slice(0, at) + String.fromCharCode(dice(256)) + text.slice(at + 1);
  },
  // A piece is lost.
  (text, dice) => {
    const at = dice(text.length);
    return text.slice(0, at) + text.slice(at + dice(40));
  },
  // A piece comes twice, or often.
  (text, dice) => {
    const at = dice(text.length);
    const piece = text.slice(at, at + 1 + dice(60));
    return text.slice(0, at) + piece.repeat(dice(20) === 0 ? dice(2_000) : 2) + text.slice(at);
  },
  // Something is put in.
  (text, dice) => {
    const at = dice(text.length);
    return text.slice(0, at) + (scraps[dice(scraps.length)] ?? "") + text.slice(at);
  },
  // Two lines change places.
  (text, dice) => {
    const lines = text.split("\r\n");
    const [a, b] = [dice(lines.length), dice(lines.length)];
    [lines[a], lines[b]] = [lines[b] ?? "", lines[a] ?? ""];
    return lines.join("\r\n");
  },
  // A line is lost, or a header loses its value.
  (text, dice) => {
    const lines = text.split("\r\n");
    const at = dice(lines.length);
    const kept = dice(2) === 0 ? [] : [(lines[at] ?? "").replace(/:.*/s, ":")];
    return lines.toSpliced(at, 1, ...kept).join("\r\n");
  },
  // It ends too soon, sometimes much too soon.
  (text, dice) => text.slice(0, text.length - dice(dice(4) === 0 ? text.length : 30)),
];

/** The text with one to three changes; never empty. Mostly of its head, so that it stays a message. */
export function mutate(text: string, dice: Dice): string {
  const headEnd = text.indexOf("\r\n\r\n");
  const isFramed = dice(8) > 0;
  let mutated = isFramed ? text.slice(0, headEnd) : text;
  for (let left = 1 + dice(3); left > 0; left -= 1) {
    mutated = changes[dice(changes.length)]?.(mutated, dice) ?? mutated;
    if (mutated === "") mutated = "\u0000";
  }
  return isFramed ? mutated + text.slice(headEnd) : mutated;
}

/** The text as a message of its own: what was sent before does not swallow it as a repetition. */
export const renewed = (text: string, n: number): string =>
  text.replace(/(branch=z9hG4bK-[\w-]+)/, `$1-${n}`).replace(/(Call-ID: [\w-]+)@/, `$1-${n}@`);

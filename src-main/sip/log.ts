import type { LogConnector } from "sip.js";
import type { Report } from "#desk/ports.ts";

/** First line only, without addresses, numbers and quoted names: whom the agent calls stays out of logs. */
export function redact(text: string): string {
  const line = text.split(/[\r\n]/, 1)[0] ?? "";
  return line
    .replace(/\b(sips?|tel):[^\s>;,"]+/gi, "$1:…")
    .replace(/"[^"]*"?/g, '"…"')
    .replace(/\+?\d(?:[\s().-]*\d){4,}/g, "…")
    .slice(0, 200);
}

/** Hands SIP.js's errors, and from `warn` on its warnings, to the log, redacted; its chatter is left out. */
export function logInto(report: Report, from: "warn" | "error"): LogConnector {
  return (level, category, _label, content) => {
    if (level !== "error" && level !== from) return;
    report(`SIP ${level} (${category}): ${redact(content)}`);
  };
}

/**
 * A report that is told of an error by its kind and its places in the code alone. SIP.js puts what a
 * message contained into the words of its errors, so whatever it throws goes through here.
 */
export function discreet(report: Report): Report {
  return (what, error) => {
    report(what, error === undefined ? undefined : withoutWords(error));
  };
}

function withoutWords(error: unknown): Error {
  const wordless = new Error();
  if (!(error instanceof Error)) {
    wordless.stack = `thrown: ${typeof error}`;
    return wordless;
  }
  const { name, message, stack = "" } = error;
  wordless.name = name;
  // The words come first and may have lines of their own.
  const places = stack.slice(Math.max(0, stack.indexOf(message)) + message.length).split("\n");
  wordless.stack = [name, ...places.filter((line) => /^ +at /.test(line))].join("\n");
  return wordless;
}

/** So many words of a kind are written a minute; a server gone mad would fill the disk. */
const MOST_A_MINUTE = 30;

/**
 * A report that is written until a minute has had its share, and then counted: the number follows
 * with the next word that is written. `now` is a steady clock in milliseconds.
 */
export function sparing(report: Report, now: () => number = () => performance.now()): Report {
  let begunAt = Number.NEGATIVE_INFINITY;
  let written = 0;
  let unwritten = 0;
  return (what, error) => {
    if (now() - begunAt >= 60_000) {
      begunAt = now();
      written = 0;
      if (unwritten > 0) report(`${unwritten} more words about messages were left out of the log`);
      unwritten = 0;
    }
    written += 1;
    if (written <= MOST_A_MINUTE) report(what, error);
    else unwritten += 1;
  };
}

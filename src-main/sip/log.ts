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

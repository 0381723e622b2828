/** Messages above this are not read at all: the parser would hold up the process. */
const LONGEST_MESSAGE = 64 * 1024;

/** What becomes of a text that came in: it is read, answered without being read, or dropped. */
export type Mended =
  | { readonly do: "read"; readonly text: string }
  | { readonly do: "answer"; readonly text: string }
  | { readonly do: "drop"; readonly why: string };

/**
 * Makes an incoming message one that SIP.js can read, or keeps it away from there. SIP.js 0.21.2
 * throws out of the socket's handler at a Request-URI that is not `sip:`, leaves a rejected promise
 * behind at a body without Content-Type, and drops a request with `From: <tel:…>` without an answer.
 * Total and pure: any text gives one of the three.
 */
export function mend(text: string, domain: string): Mended {
  if (text.length > LONGEST_MESSAGE) return { do: "drop", why: "a message that is too long" };
  const headEnd = text.indexOf("\r\n\r\n");
  const lineEnd = text.indexOf("\r\n");
  if (headEnd === -1) return { do: "drop", why: "a text that is no SIP message" };
  const startLine = text.slice(0, lineEnd);
  const isResponse = /^SIP\/2\.0 [1-6]\d\d( |$)/.test(startLine);
  const request = /^([A-Z]{1,32}) (\S+) SIP\/2\.0$/.exec(startLine);
  if (!isResponse && request === null) {
    return { do: "drop", why: "a text that is no SIP message" };
  }
  const body = text.slice(headEnd + 4);
  const headers = withoutTel(text.slice(lineEnd + 2, headEnd).split("\r\n"), domain);
  if (body !== "" && !headers.some((line) => /^(content-type|c)\s*:/i.test(line))) {
    const type = body.startsWith("v=0") ? "application/sdp" : "application/octet-stream";
    headers.push(`Content-Type: ${type}`);
  }
  if (request === null) return read(startLine, asDialog(startLine, headers, domain), body);
  const [, method = "", uri = ""] = request;
  if (/^sips?:/i.test(uri)) return read(startLine, headers, body);
  if (/^tel:/i.test(uri)) return read(`${method} ${sipOf(uri, domain)} SIP/2.0`, headers, body);
  return method === "ACK"
    ? { do: "drop", why: "an ACK to an address that is not SIP" }
    : { do: "answer", text: refusal(headers) };
}

function read(startLine: string, headers: readonly string[], body: string): Mended {
  return { do: "read", text: `${[startLine, ...headers].join("\r\n")}\r\n\r\n${body}` };
}

/**
 * SIP.js drops a provisional response without Contact or without a tag in To, although some servers
 * send them: the ringing would go unnoticed. What is put in is never dialled.
 */
function asDialog(startLine: string, headers: string[], domain: string): string[] {
  const isRinging = /^SIP\/2\.0 1(?!00)/.test(startLine);
  if (!isRinging || !headers.some((line) => /^cseq\s*:.*\bINVITE\b/i.test(line))) return headers;
  const tagged = headers.map((line) =>
    /^(to|t)\s*:/i.test(line) && !/;\s*tag=/i.test(line) ? `${line};tag=ringing` : line,
  );
  const hasContact = tagged.some((line) => /^(contact|m)\s*:/i.test(line));
  return hasContact ? tagged : [...tagged, `Contact: <sip:ringing@${domain}>`];
}

/** `tel:+1-555;phone-context=x` as `sip:+1555@domain;user=phone` (RFC 3261 19.1.6). */
function sipOf(tel: string, domain: string): string {
  const number = tel.replace(/^tel:/i, "").split(";", 1)[0] ?? "";
  const user = encodeURIComponent(number.replace(/[-.()]/g, "")).replaceAll("%2B", "+");
  return `sip:${user}@${domain};user=phone`;
}

const addressHeader = /^(from|f|to|t|contact|m|p-asserted-identity|referred-by|b)\s*:/i;

function withoutTel(headers: readonly string[], domain: string): string[] {
  return headers.map((line) => {
    if (!addressHeader.test(line) || !/tel:/i.test(line)) return line;
    return line
      .replace(/<(tel:[^>]*)>/gi, (_, tel: string) => `<${sipOf(tel, domain)}>`)
      .replace(/^([^:]+:\s*)(tel:[^;\s]+)/i, (_, name: string, tel: string) => {
        return `${name}<${sipOf(tel, domain)}>`;
      });
  });
}

/** 416 Unsupported URI Scheme, made from the request's own headers (RFC 3261 8.2.6). */
function refusal(headers: readonly string[]): string {
  const kept = headers
    .filter((line) => /^(via|v|from|f|to|t|call-id|i|cseq)\s*:/i.test(line))
    .map((line) => (/^(to|t)\s*:/i.test(line) && !/;tag=/i.test(line) ? `${line};tag=na` : line));
  const lines = ["SIP/2.0 416 Unsupported URI Scheme", ...kept, "Content-Length: 0"];
  return `${lines.join("\r\n")}\r\n\r\n`;
}

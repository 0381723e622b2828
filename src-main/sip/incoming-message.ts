/** A message above this is not read: the parser would hold up the process. */
const LONGEST_MESSAGE = 64 * 1024;
/** Of what the parser takes apart letter by letter, at up to five milliseconds a kilobyte. */
const LONGEST_PARSED = 4 * 1024;
/** These count more than once: read by SIP.js and by `readArrival`, or at eight milliseconds a kilobyte. */
const weights: ReadonlyMap<string, number> = new Map([
  ["p-asserted-identity", 2],
  ["www-authenticate", 2],
  ["proxy-authenticate", 2],
]);
const MOST_HEADERS = 256;
/** Of a refusal, which repeats what was sent. */
const LONGEST_REFUSAL = 16 * 1024;

/** What becomes of a text that came in: it is read, answered without being read, or dropped. */
export type Mended =
  | { readonly do: "read"; readonly text: string }
  | { readonly do: "answer"; readonly text: string }
  | { readonly do: "drop"; readonly why: string };

/** A line of the head, unfolded and with its name in full; the name beside it is in lower case, empty when there is none. */
interface Header {
  readonly name: string;
  readonly line: string;
}

interface Message {
  readonly text: string;
  readonly startLine: string;
  readonly headers: readonly Header[];
  readonly body: string;
}

/** SIP.js knows some of them only. */
const shortNames: ReadonlyMap<string, string> = new Map([
  ["b", "Referred-By"],
  ["c", "Content-Type"],
  ["e", "Content-Encoding"],
  ["f", "From"],
  ["i", "Call-ID"],
  ["k", "Supported"],
  ["l", "Content-Length"],
  ["m", "Contact"],
  ["o", "Event"],
  ["r", "Refer-To"],
  ["t", "To"],
  ["u", "Allow-Events"],
  ["v", "Via"],
  ["x", "Session-Expires"],
]);

const onlyOnce = ["from", "to", "call-id", "cseq", "max-forwards", "content-length"];
const parsed = new Set([
  ...onlyOnce,
  "contact",
  "record-route",
  "content-type",
  "content-disposition",
  "www-authenticate",
  "proxy-authenticate",
  "refer-to",
  "event",
  "replaces",
  "p-asserted-identity",
]);

/**
 * Makes an incoming message one that SIP.js can read, or keeps it away from there. SIP.js 0.21.2
 * throws out of the socket's handler at a Request-URI that is not `sip:`, leaves a rejected promise
 * behind at a body without Content-Type, drops a request with `From: <tel:…>` without an answer, and
 * reads a line without a colon as part of another. Total and pure: any text gives one of the three.
 */
export function mend(text: string, domain: string): Mended {
  const headEnd = text.slice(0, LONGEST_MESSAGE).indexOf("\r\n\r\n");
  if (headEnd === -1) return { do: "drop", why: "a text that is no SIP message" };
  const [firstLine = "", ...lines] = text
    .slice(0, headEnd)
    .replace(/\r\n[ \t]+/g, " ")
    .split("\r\n");
  const startLine = firstLine.trimEnd();
  const message = { text, startLine, headers: lines.map(headerOf), body: text.slice(headEnd + 4) };
  if (/^SIP\/2\.0 [1-6]\d\d( |$)/i.test(startLine)) {
    const fault = oversize(message) ?? malformed(message);
    if (fault !== null) return { do: "drop", why: `a response: ${fault}` };
    // SIP.js wants the space even where no words follow it.
    const statusLine = /\d$/.test(startLine) ? `${startLine} ` : startLine;
    const headers = asDialog(startLine, withoutTel(message.headers, domain), domain);
    return read(statusLine, headers, cut(message));
  }
  const found = /^(\S+) (.*) (SIP\/\d+\.\d+)$/i.exec(startLine);
  if (found === null) return { do: "drop", why: "a text that is no SIP message" };
  const [, method = "", uri = "", version = ""] = found;
  const refusal = refusalOf(method, uri, version, message);
  if (refusal !== null) return refuse(method, message.headers, refusal);
  const readable = `${method} ${readableUri(uri, domain)} SIP/2.0`;
  return read(readable, withoutTel(message.headers, domain), cut(message));
}

/** The status and phrase that a request is met with when it is not even read; null when it is. */
function refusalOf(method: string, uri: string, version: string, message: Message): string | null {
  if (!/^SIP\/2\.0$/i.test(version)) return "505 Version Not Supported";
  if (oversize(message) !== null) return "513 Message Too Large";
  const fault = malformed(message);
  if (fault !== null) return `400 Bad Request: ${fault}`;
  if (!/^[\w!%*+`'~.-]+$/.test(method)) return "400 Bad Request: method";
  if (!/^[a-z][a-z\d+.-]*:[^\s<>"]+$/i.test(uri)) return "400 Bad Request: Request-URI";
  if (!/^(?:sips?|tel):/i.test(uri)) return "416 Unsupported URI Scheme";
  return /^sips?:[^?]*\?/i.test(uri) ? "400 Bad Request: headers in the Request-URI" : null;
}

function oversize({ text, startLine, headers }: Message): string | null {
  if (text.length > LONGEST_MESSAGE) return "too long";
  if (headers.length > MOST_HEADERS) return "too many headers";
  const firstVia = headers.find(({ name }) => name === "via");
  // Of several Via the first alone is taken apart.
  const toParse = headers.filter((header) => parsed.has(header.name) || header === firstVia);
  const length = toParse.reduce((sum, { name, line }) => {
    return sum + line.length * (weights.get(name) ?? 1);
  }, startLine.length);
  return length > LONGEST_PARSED ? "headers too long" : null;
}

function malformed({ headers, body }: Message): string | null {
  if (headers.some(({ name }) => name === "")) return "a line that is no header";
  const twice = onlyOnce.find((once) => headers.filter(({ name }) => name === once).length > 1);
  if (twice !== undefined) return `more than one ${twice}`;
  const told = toldLength(headers);
  return told !== null && !(told <= Buffer.byteLength(body)) ? "content-length" : null;
}

/** Bytes of the body as its header tells; null when there is none, NaN when it is no number. */
function toldLength(headers: readonly Header[]): number | null {
  const line = headers.find(({ name }) => name === "content-length")?.line;
  return line === undefined ? null : Number(/:\s*(\d{1,9})\s*$/.exec(line)?.[1]);
}

/** What comes after the told length is no part of the message (RFC 3261 18.3). */
function cut({ headers, body }: Message): string {
  const told = toldLength(headers);
  return told === null || !(told < Buffer.byteLength(body))
    ? body
    : Buffer.from(body).subarray(0, told).toString();
}

function headerOf(line: string): Header {
  const name = /^([^\s:]+)[ \t]*:/.exec(line)?.[1] ?? "";
  const full = shortNames.get(name.toLowerCase());
  if (full === undefined) return { name: name.toLowerCase(), line };
  return { name: full.toLowerCase(), line: full + line.slice(name.length) };
}

function read(startLine: string, headers: readonly Header[], body: string): Mended {
  const lines = headers.map(({ line }) => line);
  if (body !== "" && !headers.some(({ name }) => name === "content-type")) {
    const type = body.startsWith("v=0") ? "application/sdp" : "application/octet-stream";
    lines.push(`Content-Type: ${type}`);
  }
  return { do: "read", text: `${[startLine, ...lines].join("\r\n")}\r\n\r\n${body}` };
}

/**
 * SIP.js drops a provisional response without Contact or without a tag in To, although some servers
 * send them: the ringing would go unnoticed. What is put in is never dialled.
 */
function asDialog(startLine: string, headers: Header[], domain: string): Header[] {
  const isRinging = /^SIP\/2\.0 1(?!00)/i.test(startLine);
  const isOfInvite = headers.some(({ line }) => /^cseq\s*:.*\bINVITE\b/i.test(line));
  if (!isRinging || !isOfInvite) return headers;
  const tagged = headers.map(({ name, line }) => ({
    name,
    line: name === "to" ? withTag(line, "ringing") : line,
  }));
  if (tagged.some(({ name }) => name === "contact")) return tagged;
  return [...tagged, headerOf(`Contact: <sip:ringing@${domain}>`)];
}

const withTag = (line: string, tag: string): string =>
  /;\s*tag\s*=/i.test(line) ? line : `${line};tag=${tag}`;

/** SIP.js reads `sip:` alone; that a `sips:` address was meant for us is for the server to see to. */
const readableUri = (uri: string, domain: string): string =>
  /^tel:/i.test(uri) ? sipOf(uri, domain) : uri.replace(/^sips:/i, "sip:");

/** `tel:+1-555;phone-context=x` as `sip:+1555@domain;user=phone` (RFC 3261 19.1.6). */
function sipOf(tel: string, domain: string): string {
  const number = tel.replace(/^tel:/i, "").split(";", 1)[0] ?? "";
  const plain = number.replace(/[-.()]/g, "").toWellFormed();
  return `sip:${encodeURIComponent(plain).replaceAll("%2B", "+")}@${domain};user=phone`;
}

const addresses = new Set(["from", "to", "contact", "p-asserted-identity", "referred-by"]);

function withoutTel(headers: readonly Header[], domain: string): Header[] {
  return headers.map((header) => {
    const { name, line } = header;
    if (!addresses.has(name) || !/tel:/i.test(line)) return header;
    const mended = line
      .replace(/<(tel:[^<>]*)>/gi, (_, tel: string) => `<${sipOf(tel, domain)}>`)
      .replace(/^([^:]+:\s*)(tel:[^;\s]+)/i, (_, start: string, tel: string) => {
        return `${start}<${sipOf(tel, domain)}>`;
      });
    return { name, line: mended };
  });
}

/** A refusal made from the request's own headers (RFC 3261 8.2.6); nothing where that cannot be, nor to an ACK. */
function refuse(method: string, headers: readonly Header[], status: string): Mended {
  const kept = ["via", "from", "to", "call-id", "cseq"].map((wanted) =>
    headers.filter(({ name }) => name === wanted),
  );
  const lines = kept
    .flatMap((found, kind) => (kind === 0 ? found : found.slice(0, 1)))
    .map(({ name, line }) => (name === "to" ? withTag(line, "na") : line));
  const answer = `${[`SIP/2.0 ${status}`, ...lines, "Content-Length: 0"].join("\r\n")}\r\n\r\n`;
  const isComplete = kept.every((found) => found.length > 0) && answer.length < LONGEST_REFUSAL;
  if (method === "ACK" || !isComplete) return { do: "drop", why: `a request: ${status}` };
  return { do: "answer", text: answer };
}

/** The refusal of a request that passed here and that SIP.js could not read after all. */
export function refuseUnread(text: string): Mended {
  const [startLine = "", ...lines] = (text.split("\r\n\r\n", 1)[0] ?? "").split("\r\n");
  return refuse(startLine.split(" ", 1)[0] ?? "", lines.map(headerOf), "400 Bad Request");
}

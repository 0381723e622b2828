import { CALLER } from "./numbers.ts";

/** One step of a SIPp scenario, in SIPp's XML. */
export type Step = string;

/** The tag by which SIPp knows itself in a call. */
const TAG = "[pid]SIPp[call_number]";
const SDP = "application/sdp";
const ownContact = "Contact: <sip:sipp@[local_ip]:[local_port]>";

interface Told {
  /** Header lines. */
  readonly headers?: readonly string[];
  readonly body?: string;
  readonly contentType?: string;
}

/**
 * What SIPp says of its audio; `version` grows with each description of one call. The port is its
 * own, from which it can play a file, unless somebody else's is named.
 */
export function audio(
  direction = "sendrecv",
  version = 1,
  port: number | "[rtpstream_audio_port]" = "[rtpstream_audio_port]",
): string {
  return [
    "v=0",
    `o=sipp 5365 ${version} IN IP[local_ip_type] [local_ip]`,
    "s=-",
    "c=IN IP[media_ip_type] [media_ip]",
    "t=0 0",
    `m=audio ${port} RTP/AVP 0 101`,
    "a=rtpmap:0 PCMU/8000",
    "a=rtpmap:101 telephone-event/8000",
    "a=fmtp:101 0-15",
    `a=${direction}`,
    "",
  ].join("\n");
}

/** A scenario's file; every variable that a step fills counts as used. */
export function toXml(name: string, steps: readonly Step[]): string {
  const text = steps.join("");
  const filled = [...text.matchAll(/assign_to="(\w+)"/g)].map(([, variable]) => variable);
  const references = [...new Set(filled)].map((it) => `<Reference variables="${it}"/>\n`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE scenario SYSTEM "sipp.dtd">\n',
    `<scenario name="${name}">\n${text}${references.join("")}</scenario>\n`,
  ].join("");
}

const find = (header: string, variable: string, pattern = ".*", occurrence = 1): string =>
  `<ereg regexp="${pattern}" search_in="hdr" header="${header}:" occurrence="${occurrence}" check_it="true" assign_to="${variable}"/>\n`;

/** Takes the INVITE and keeps who calls, which later requests and the answer to a CANCEL need. */
export const takeInvite = receive("INVITE", { keepsCaller: true });

export function receive(
  method: string,
  options: {
    readonly keepsCaller?: boolean;
    readonly keepsVias?: boolean;
    /** Fails the scenario when that header is absent or does not say this. */
    readonly requires?: readonly (readonly [header: string, pattern: string])[];
    readonly isOptional?: boolean;
    readonly withinMs?: number;
  } = {},
): Step {
  const caller = options.keepsCaller
    ? find("From", "from") + find("To", "to") + find("Contact", "uri", "sip:[^>]*")
    : "";
  // An INVITE that came through one proxy has two; the CANCEL's own would not lead back all the way.
  const vias = options.keepsVias ? find("Via", "via1") + find("Via", "via2", ".*", 2) : "";
  const required = (options.requires ?? []).map(([header, pattern], index) =>
    find(header, `required${index}`, pattern),
  );
  const actions = caller + vias + required.join("");
  const attributes = [
    `request="${method}"`,
    ...(options.keepsCaller ? ['rrs="true"'] : []),
    ...(options.isOptional ? ['optional="true"'] : []),
    ...(options.withinMs === undefined ? [] : [`timeout="${options.withinMs}"`]),
  ];
  return element("recv", attributes, actions === "" ? "" : `<action>\n${actions}</action>\n`);
}

/** Takes the response to a request of ours. */
export function expectResponse(
  status: number,
  options: { isOptional?: boolean; isDialogBegun?: boolean } = {},
): Step {
  const optional = options.isOptional ? ['optional="true"'] : [];
  // Only the answer to an INVITE has the way back that its Record-Route tells.
  const route = options.isDialogBegun ? ['rrs="true"'] : [];
  return element("recv", [`response="${status}"`, ...route, ...optional]);
}

/** Answers the request that came last. */
export function reply(line: string, told: Told & { readonly isTagged?: boolean } = {}): Step {
  return message("send", [
    `SIP/2.0 ${line}`,
    "[last_Via:]",
    "[last_From:]",
    told.isTagged === false ? "[last_To:]" : `[last_To:];tag=${TAG}`,
    "[last_Call-ID:]",
    "[last_CSeq:]",
    "[last_Record-Route:]",
    // A redirection names somebody else.
    ...(told.headers?.some((header) => header.startsWith("Contact:")) === true ? [] : [ownContact]),
    ...withBody(told),
  ]);
}

/** Answers the INVITE when a CANCEL came after it. */
export const replyTerminated: Step = message('send retrans="500"', [
  "SIP/2.0 487 Request Terminated",
  "Via:[$via1]",
  "Via:[$via2]",
  "From:[$from]",
  `To:[$to];tag=${TAG}`,
  "[last_Call-ID:]",
  "CSeq: [cseq] INVITE",
  "Content-Length: 0",
  "",
  "",
]);

/** A request of the called side within its call. */
export function request(method: string, cseq: number, told: Told = {}): Step {
  const isAck = method === "ACK";
  return message(isAck ? "send" : 'send retrans="500"', [
    `${method} [$uri] SIP/2.0`,
    "Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]",
    `From:[$to];tag=${TAG}`,
    "To:[$from]",
    "Call-ID: [call_id]",
    `CSeq: ${cseq} ${method}`,
    "Max-Forwards: 70",
    "[routes]",
    ownContact,
    ...withBody(told),
  ]);
}

/** A request that SIPp begins with, or one within the call that it began. */
export function callerRequest(
  method: string,
  cseq: number,
  address: string,
  told: Told & { readonly isInDialog?: boolean } = {},
): Step {
  const isInDialog = told.isInDialog === true;
  return message(method === "ACK" ? "send" : 'send retrans="500"', [
    `${method} ${isInDialog ? "[next_url]" : address} SIP/2.0`,
    "Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]",
    `From: "Cara Caller" <sip:${CALLER}@rig.test>;tag=${TAG}`,
    `To: <${address}>${isInDialog ? "[peer_tag_param]" : ""}`,
    "Call-ID: [call_id]",
    `CSeq: ${cseq} ${method}`,
    "Max-Forwards: 70",
    ...(isInDialog ? ["[routes]"] : []),
    ownContact,
    ...withBody(told),
  ]);
}

/** The ACK of a refused INVITE, so many steps after it; SIPp leaves also this to the scenario. */
export function acknowledgeRefusal(address: string, steps: number): Step {
  return message("send", [
    `ACK ${address} SIP/2.0`,
    `Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch-${steps}]`,
    "[last_From:]",
    "[last_To:]",
    "[last_Call-ID:]",
    "CSeq: 1 ACK",
    "Max-Forwards: 70",
    ...withBody({}),
  ]);
}

export const pause = (forMs: number): Step => element("pause", [`milliseconds="${forMs}"`]);

/** Sends the rig's announcement over and over. */
export function play(file: string): Step {
  return element("nop", [], `<action><exec rtp_stream="${file},-1,0"/></action>`);
}

function withBody({ headers = [], body, contentType = SDP }: Told): string[] {
  const type = body === undefined ? [] : [`Content-Type: ${contentType}`];
  return [...headers, ...type, "Content-Length: [len]", "", body ?? ""];
}

function message(tag: string, lines: readonly string[]): Step {
  return `<${tag}><![CDATA[\n${lines.join("\n")}]]></send>\n`;
}

function element(name: string, attributes: readonly string[], content = ""): Step {
  return `<${[name, ...attributes].join(" ")}>${content}</${name}>\n`;
}

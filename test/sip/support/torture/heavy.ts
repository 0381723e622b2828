import { but, KIM, message, sdp, usual } from "./message.ts";

/** Just below what is still parsed, for a header that is taken apart letter by letter. */
const LONGEST = 3_600;
/** Just below the longest message that is still read. */
const LONGEST_TEXT = 62_000;

const filled = (piece: string, length: number): string =>
  piece.repeat(Math.floor(length / piece.length));

/** Headers that a reader takes longest over, each in a call of its own that is refused at once. */
const headers: readonly Readonly<Record<string, string>>[] = [
  { Contact: filled("<sip:a@b.cde>,", LONGEST).slice(0, -1) },
  { Contact: `<sip:a@b>${filled(";a", LONGEST)}` },
  { From: `${filled("a ", LONGEST)}<sip:a@b>;tag=1` },
  { From: `"${filled("a", LONGEST)}" <sip:a@b>;tag=1` },
  { To: `<sip:a@b${filled(";a=b", LONGEST)}>` },
  { Via: `SIP/2.0/WS a.b;branch=z9hG4bK-heavy-via${filled(";a", LONGEST)}` },
  { Via: `SIP/2.0/WS a.b;branch=z9hG4bK-heavy-spaces${filled(" ", LONGEST)};a` },
];

/** Headers that are read of a call that has come in. */
const ofCalls = [
  `P-Asserted-Identity: <sip:a@b>${filled(";a", LONGEST / 2)}`,
  `P-Asserted-Identity: "${filled("a", LONGEST / 2)}" <sip:a@b>`,
  `Content-Disposition: render${filled(";a", LONGEST)}`,
  `Alert-Info: <sip:x>${filled(" ", LONGEST_TEXT)};a`,
  `Alert-Info: <sip:x>;info${filled(" ", LONGEST_TEXT)};a`,
  `Call-Info: ${filled(";answer-after = ", LONGEST_TEXT)}`,
  `Call-Info: ${filled("<", LONGEST_TEXT)}`,
];

/** A description that is nearly all lines of one kind. */
export const heavySdp = [...sdp, ...Array.from({ length: LONGEST_TEXT / 4 }, () => "a=")]
  .join("\r\n")
  .concat("\r\n");

/** Messages and frames that a reader takes longest over. */
export const heavy: readonly string[] = [
  ...headers.map((changes, n) =>
    message(`OPTIONS ${KIM} SIP/2.0`, ...but(`heavy-${n}`, "OPTIONS", changes)),
  ),
  ...ofCalls.map((line, n) =>
    message(`INVITE ${KIM} SIP/2.0`, ...usual(`heavy-call-${n}`, "INVITE"), line),
  ),
  message(`OPTIONS ${KIM}${filled(";a", LONGEST)} SIP/2.0`, ...usual("heavy-start", "OPTIONS")),
  message(`SIP/2.0 200 ${filled(" ", LONGEST)}`, ...usual("heavy-status", "OPTIONS")),
  message(
    `INVITE ${KIM} SIP/2.0`,
    ...usual("heavy-body", "INVITE"),
    "Content-Type: application/sdp",
    [heavySdp],
  ),
  "\r\n".repeat(2_000_000),
  "\u{1f4de}".repeat(1_000_000),
];

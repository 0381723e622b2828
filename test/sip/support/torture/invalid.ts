import { asCall, but, KIM, message, sdp, usual, type Torture } from "./message.ts";

const either = (wanted: RegExp): RegExp => new RegExp(`^400$|${wanted.source}`);

/** RFC 4475 section 3.1.2: wrong. A lenient reader may take some of them for what they mean. */
export const invalid: readonly Torture[] = [
  {
    name: "badinv01",
    text: message(
      `INVITE ${KIM} SIP/2.0`,
      ...but("badinv01", "INVITE", {
        Via: "SIP/2.0/WS 192.0.2.15;;,;,,",
        From: '"caller" <sip:caller@example.invalid>;;tag=x,',
        Contact: '"" <> ;,"Joe" <sip:joe@example.invalid>;;,,;;',
      }),
    ),
    answer: /^400$/,
  },
  {
    name: "clerr",
    text: message(
      `INVITE ${KIM} SIP/2.0`,
      ...usual("clerr", "INVITE"),
      "Content-Length: 9999",
      sdp,
    ),
    answer: /^400$/,
  },
  {
    name: "ncl",
    text: message(`INVITE ${KIM} SIP/2.0`, ...usual("ncl", "INVITE"), "Content-Length: -999", sdp),
    answer: /^400$/,
  },
  {
    name: "scalar02",
    text: message(
      "REGISTER sip:example.invalid SIP/2.0",
      ...but("scalar02", "REGISTER", {
        CSeq: "36893488147419103232 REGISTER",
        "Max-Forwards": "300",
        Contact: "<sip:caller@host129.invalid>;expires=280297596632815",
      }),
      "Expires: 10000000000000000000",
    ),
    answer: /^400$/,
  },
  {
    name: "scalarlg",
    text: message(
      "SIP/2.0 503 Service Unavailable",
      ...but("scalarlg", "INVITE", { CSeq: "9292394834772304023312 INVITE" }),
      "Retry-After: 949302838503028349304023988",
      'Warning: 1812 overture "In Progress"',
    ),
    answer: null,
  },
  {
    name: "quotbal",
    text: message(
      `INVITE ${KIM} SIP/2.0`,
      ...but("quotbal", "INVITE", { To: `"Mr. Kim <${KIM}>` }),
      "Content-Type: application/sdp",
      sdp,
    ),
    answer: /^400$/,
  },
  {
    name: "ltgtruri",
    text: message(`INVITE <${KIM}> SIP/2.0`, ...usual("ltgtruri", "INVITE")),
    answer: /^400$/,
  },
  {
    name: "lwsruri",
    text: message(`INVITE ${KIM}; lr SIP/2.0`, ...usual("lwsruri", "INVITE")),
    answer: /^400$/,
  },
  {
    name: "lwsstart",
    text: message(`INVITE  ${KIM}  SIP/2.0`, ...usual("lwsstart", "INVITE")),
    answer: either(asCall),
  },
  {
    name: "trws",
    text: message(`OPTIONS ${KIM} SIP/2.0  `, ...usual("trws", "OPTIONS")),
    answer: /^(?:200|400)$/,
  },
  {
    name: "escruri",
    text: message(`INVITE ${KIM}?Route=%3Csip:x.invalid%3E SIP/2.0`, ...usual("escruri", "INVITE")),
    answer: either(asCall),
  },
  {
    name: "baddate",
    text: message(
      `INVITE ${KIM} SIP/2.0`,
      ...usual("baddate", "INVITE"),
      "Date: Fri, 01 Jan 2010 16:00:00 EST",
    ),
    answer: either(asCall),
  },
  {
    name: "regbadct",
    text: message(
      "REGISTER sip:example.invalid SIP/2.0",
      ...but("regbadct", "REGISTER", {
        Contact: "sip:kim@example.invalid?Route=%3Csip:x.invalid%3E",
      }),
    ),
    answer: /^40[045]$/,
  },
  {
    name: "badaspec",
    text: message(
      `OPTIONS ${KIM} SIP/2.0`,
      ...but("badaspec", "OPTIONS", { To: `"Watson, Thomas" < ${KIM} >` }),
    ),
    answer: /^(?:200|400)$/,
  },
  {
    name: "baddn",
    text: message(
      `OPTIONS ${KIM} SIP/2.0`,
      ...but("baddn", "OPTIONS", {
        From: "Bell, Alexander <sip:caller@example.invalid>;tag=baddn",
      }),
    ),
    answer: /^(?:200|400)$/,
  },
  {
    name: "badvers",
    text: message(`OPTIONS ${KIM} SIP/7.0`, ...usual("badvers", "OPTIONS")),
    answer: /^505$/,
  },
  {
    name: "mismatch01",
    text: message(`OPTIONS ${KIM} SIP/2.0`, ...usual("mismatch01", "INVITE")),
    answer: /^400$/,
  },
  {
    name: "mismatch02",
    text: message(`NEWMETHOD ${KIM} SIP/2.0`, ...usual("mismatch02", "INVITE")),
    answer: /^(?:400|405|501)$/,
  },
  {
    name: "bigcode",
    text: message(
      "SIP/2.0 4294967301 better not break the receiver",
      ...usual("bigcode", "INVITE"),
    ),
    answer: null,
  },
];

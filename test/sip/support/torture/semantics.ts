import { asCall, but, KIM, message, sdp, usual, type Torture } from "./message.ts";

/** RFC 4475 sections 3.2 to 3.4: well formed, and odd in what it asks for. */
export const semantics: readonly Torture[] = [
  {
    name: "badbranch",
    text: message(
      `OPTIONS ${KIM} SIP/2.0`,
      ...but("badbranch", "OPTIONS", { Via: "SIP/2.0/WS 192.0.2.1;branch=z9hG4bK" }),
    ),
    answer: /^200$/,
  },
  {
    name: "insuf",
    text: message(
      `INVITE ${KIM} SIP/2.0`,
      ...but("insuf", "INVITE", { From: null, To: null, "Call-ID": null }),
    ),
    answer: null,
  },
  {
    name: "unkscm",
    text: message(
      "OPTIONS nobodyKnowsThisScheme:totallyopaquecontent SIP/2.0",
      ...usual("unkscm", "OPTIONS"),
    ),
    answer: /^416$/,
  },
  {
    name: "novelsc",
    text: message("OPTIONS soap.beep://192.0.2.103:3002 SIP/2.0", ...usual("novelsc", "OPTIONS")),
    answer: /^416$/,
  },
  {
    name: "unksm2",
    text: message(
      "REGISTER sip:example.invalid SIP/2.0",
      ...but("unksm2", "REGISTER", {
        To: "isbn:2983792873",
        From: "<http://www.example.invalid>;tag=unksm2",
        Contact: "<name:John_Smith>",
      }),
    ),
    answer: /^40[045]$/,
  },
  {
    name: "bext01",
    text: message(
      `OPTIONS ${KIM} SIP/2.0`,
      ...usual("bext01", "OPTIONS"),
      "Require: nothingSupportsThis, nothingSupportsThisEither",
      "Proxy-Require: noProxiesSupportThis",
    ),
    answer: /^420$/,
  },
  {
    name: "invut",
    text: message(
      `INVITE ${KIM} SIP/2.0`,
      ...usual("invut", "INVITE"),
      "Content-Type: application/unknownformat",
      ["<audio>", " <pcmu port=443/>", "</audio>"],
    ),
    answer: /^415$/,
  },
  {
    name: "regaut01",
    text: message(
      "REGISTER sip:example.invalid SIP/2.0",
      ...usual("regaut01", "REGISTER"),
      "Authorization: NoOneKnowsThisScheme opaque-data=here",
    ),
    answer: /^40[15]$|^404$/,
  },
  {
    name: "multi01",
    text: message(
      `INVITE ${KIM} SIP/2.0`,
      ...usual("multi01", "INVITE"),
      "CSeq: 59 INVITE",
      "Call-ID: multi01.98asdh@192.0.2.1",
      "From: other caller <sip:caller@example.invalid>;tag=3413415",
      "To: other <sip:other@example.invalid>",
      "Max-Forwards: 5",
    ),
    answer: /^400$/,
  },
  {
    name: "mcl01",
    text: message(
      `OPTIONS ${KIM} SIP/2.0`,
      ...usual("mcl01", "OPTIONS"),
      "Content-Length: 13",
      "Content-Length: 5",
      ["There's no way to know how many octets are supposed to be here."],
    ),
    answer: /^400$/,
  },
  {
    name: "bcast",
    text: message(
      "SIP/2.0 200 OK",
      ...usual("bcast", "INVITE"),
      "Via: SIP/2.0/UDP 255.255.255.255;branch=z9hG4bK1saber23",
    ),
    answer: null,
  },
  {
    name: "zeromf",
    text: message(`OPTIONS ${KIM} SIP/2.0`, ...but("zeromf", "OPTIONS", { "Max-Forwards": "0" })),
    answer: /^(?:200|483)$/,
  },
  {
    name: "cparam01",
    text: message(
      "REGISTER sip:example.invalid SIP/2.0",
      ...but("cparam01", "REGISTER", { Contact: "sip:+15550102@gateway.invalid;unknownparam" }),
    ),
    answer: /^40[45]$/,
  },
  {
    name: "cparam02",
    text: message(
      "REGISTER sip:example.invalid SIP/2.0",
      ...but("cparam02", "REGISTER", { Contact: "<sip:+15550102@gateway.invalid;unknownparam>" }),
    ),
    answer: /^40[45]$/,
  },
  {
    name: "regescrt",
    text: message(
      "REGISTER sip:example.invalid SIP/2.0",
      ...but("regescrt", "REGISTER", { Contact: `<${KIM}?Route=%3Csip:sip.invalid%3E>` }),
    ),
    answer: /^40[45]$/,
  },
  {
    name: "sdp01",
    text: message(
      `INVITE ${KIM} SIP/2.0`,
      ...usual("sdp01", "INVITE"),
      "Accept: text/nobodyKnowsThis",
      "Content-Type: application/sdp",
      sdp,
    ),
    answer: /^(?:180|406|48[068]|603)$/,
  },
  {
    name: "inv2543",
    text: message(
      `INVITE ${KIM} SIP/2.0`,
      ...but("inv2543", "INVITE", {
        Via: "SIP/2.0/WS iftgw.invalid",
        From: '"Nice Call" <sip:+15550103@iftgw.invalid>',
        "Max-Forwards": null,
      }),
      "Record-Route: <sip:+15550104@192.0.2.1;maddr=ss1.invalid>",
      "Content-Type: application/sdp",
      sdp,
    ),
    answer: asCall,
  },
];

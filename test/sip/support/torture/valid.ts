import { asCall, but, KIM, message, sdp, usual, type Torture } from "./message.ts";

const long = "long".repeat(60);

/** RFC 4475 section 3.1.1: odd, and right. */
export const valid: readonly Torture[] = [
  {
    name: "wsinv",
    text: message(
      `INVITE ${KIM};unknown=1 SIP/2.0`,
      "TO :",
      ` ${KIM} ;   tag-like= 1`,
      `from   : "J Rosen \\\\\\""       <sip:caller@host.invalid>`,
      "  ;",
      "  tag = wsinv",
      "MaX-fOrWaRdS: 0068",
      "i: wsinv@192.0.2.1",
      `Content-Length   : ${sdp.join("\r\n").length + 2}`,
      "cseq: 0009",
      "  INVITE",
      "Via  : SIP  /   2.0",
      " /WS",
      "    192.0.2.2;branch=z9hG4bK-wsinv",
      "s :",
      "NewFangledHeader:   newfangled value",
      " continued newfangled value",
      "UnknownHeaderWithUnusualValue: ;;,,;;,;",
      "Content-Type: application/sdp",
      "Route:",
      " <sip:services.invalid;lr;unknownwith=value;unknown-no-value>",
      "v:  SIP  / 2.0  / TCP     192.0.2.3   ;",
      "  branch  =   z9hG4bK9ikj8  ,",
      " SIP  /    2.0   / UDP  192.0.2.4 ; branch=  z9hG4bK30239",
      'm:"Quoted string \\"\\"" <sip:caller@host.invalid> ; newparam =',
      "      newvalue ;",
      "  secondparam ; q = 0.33",
      sdp,
    ),
    answer: asCall,
  },
  {
    name: "intmeth",
    text: message(
      `!interesting-Method0123456789_*+\`.%indeed'~ ${KIM.replace("kim", "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)")} SIP/2.0`,
      "Via: SIP/2.0/WS host1.invalid;branch=z9hG4bK-.!%66*_+`'~",
      `To: "BEL:\\\u0007 NUL:\\\u0001 DEL:\\\u007f" <sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy@host.invalid>`,
      "From: token1~` token2'+_ token3*%!.- <sip:mundane@host.invalid>;fromParam''~+*_!.-%=\"\u0440\u0430\u0431\u043e\";tag=_token~1'+`*%!-.",
      "Call-ID: intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{",
      "CSeq: 139122385 !interesting-Method0123456789_*+`.%indeed'~",
      "Max-Forwards: 255",
      "extensionHeader-!.%*+_`'~: \ufeff\u5927\u505c\u96fb",
      "Content-Length: 0",
    ),
    answer: /^40[05]$/,
  },
  {
    name: "esc01",
    text: message(
      "INVITE sip:%6bim@example.invalid SIP/2.0",
      ...but("esc01", "INVITE", {
        To: "sip:%75se%72@example.invalid",
        From: "<sip:I%20have%20spaces@example.invalid>;tag=esc01",
        Contact: "<sip:cal%6Cer@host5.invalid;%6C%72;n%61me=v%61lue%25%34%31>",
      }),
      "Content-Type: application/sdp",
      sdp,
    ),
    answer: /^(?:180|404|48[06]|603)$/,
  },
  {
    name: "escnull",
    text: message(
      "REGISTER sip:example.invalid SIP/2.0",
      ...but("escnull", "REGISTER", {
        To: "sip:null-%00-null@example.invalid",
        From: "sip:null-%00-null@example.invalid;tag=escnull",
        Contact: "<sip:%00@host5.invalid>, <sip:%00%00@host5.invalid>",
      }),
    ),
    answer: /^40[045]$/,
  },
  {
    name: "esc02",
    text: message(`RE%47IST%45R ${KIM} SIP/2.0`, ...usual("esc02", "RE%47IST%45R")),
    answer: /^405$/,
  },
  {
    name: "lwsdisp",
    text: message(
      `OPTIONS ${KIM} SIP/2.0`,
      ...but("lwsdisp", "OPTIONS", { From: "caller<sip:caller@host.invalid>;tag=lwsdisp" }),
    ),
    answer: /^200$/,
  },
  {
    name: "longreq",
    text: message(
      `INVITE ${KIM} SIP/2.0`,
      ...but("longreq", "INVITE", {
        To: `"I have a user name of ${long}" <${KIM}:6000;unknown${long}=${long};lr>`,
        From: `sip:${long}@example.invalid;tag=12${long}`,
        Contact: `<sip:${long}@host.invalid>`,
        "Call-ID": `longreq.one${long}`,
      }),
      `Unknown-${long}: unknown-${long}-value;unknown-${long}-parameter-name=${long}`,
      "Via: SIP/2.0/TCP sip33.invalid",
      "v: SIP/2.0/TCP sip32.invalid",
      `V: SIP/2.0/TCP ${long}.invalid;branch=z9hG4bK${long}`,
      "Content-Type: application/sdp",
      sdp,
    ),
    answer: asCall,
  },
  {
    name: "dblreq",
    text: `${message(
      "REGISTER sip:example.invalid SIP/2.0",
      ...usual("dblreq", "REGISTER"),
      "Content-Length: 0",
    )}${message(`INVITE ${KIM} SIP/2.0`, ...usual("dblreq-second", "INVITE"))}`,
    answer: /^40[45]$/,
  },
  {
    name: "semiuri",
    text: message(
      "OPTIONS sip:kim;par=u%40example.invalid@example.invalid SIP/2.0",
      ...usual("semiuri", "OPTIONS"),
    ),
    answer: /^(?:200|404)$/,
  },
  {
    name: "transports",
    text: message(
      `OPTIONS ${KIM} SIP/2.0`,
      ...usual("transports", "OPTIONS"),
      "Via: SIP/2.0/SCTP host5.invalid;branch=z9hG4bK390skdjuw",
      "Via: SIP/2.0/TLS host6.invalid;branch=z9hG4bK388384",
      "Via: SIP/2.0/UNKNOWN host7.invalid;branch=z9hG4bKunknown",
    ),
    answer: /^200$/,
  },
  {
    name: "mpart01",
    text: message(
      `MESSAGE ${KIM} SIP/2.0`,
      ...usual("mpart01", "MESSAGE"),
      "Content-Type: multipart/mixed;boundary=7a9cbec02ceef655",
      ["--7a9cbec02ceef655", "Content-Type: text/plain", "", "Hello", "--7a9cbec02ceef655--"],
    ),
    answer: /^405$/,
  },
  {
    name: "unreason",
    text: message(
      "SIP/2.0 200 = 2**3 * 5**2 \u043d\u043e \u0441\u0442\u043e \u0434\u0435\u0432\u044f\u043d\u043e\u0441\u0442\u043e - \u043f\u0440\u043e\u0441\u0442\u043e\u0435",
      ...usual("unreason", "INVITE"),
    ),
    answer: null,
  },
  { name: "noreason", text: message("SIP/2.0 100 ", ...usual("noreason", "INVITE")), answer: null },
];

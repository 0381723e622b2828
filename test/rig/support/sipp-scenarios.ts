import { AGENT_ADDRESS } from "./accounts.ts";
import { ports } from "./ports.ts";
import {
  acknowledgeRefusal,
  audio,
  callerRequest,
  expectResponse,
  pause,
  play,
  receive,
  reply,
  replyTerminated,
  request,
  takeInvite,
  type Step,
} from "./sipp-steps.ts";

/** The tone of an announcement before the answer, beside SIPp's scenario. */
export const EARLY_FILE = "early.ulaw";
export const EARLY_HZ = 700;

export type Scenario = readonly Step[];

const ringing = reply("180 Ringing");
const ok = reply("200 OK", { body: audio() });
const announcing: Scenario = [
  reply("183 Session Progress", { body: audio() }),
  play(EARLY_FILE),
  pause(3_000),
];
const answers: Scenario = [takeInvite, ringing, ok, receive("ACK")];
const answersByEar: Scenario = [
  takeInvite,
  ringing,
  reply("200 OK", { body: audio("sendrecv", 1, ports.ear) }),
  receive("ACK"),
];
const takeBye: Scenario = [
  receive("BYE", { withinMs: 30_000 }),
  reply("200 OK", { isTagged: false }),
];
const hangUp = (cseq: number, headers: readonly string[] = []): Scenario => [
  request("BYE", cseq, { headers }),
  expectResponse(200),
];
const reInvite = (cseq: number, direction: string, headers: readonly string[] = []): Scenario => [
  request("INVITE", cseq, { headers, body: audio(direction, cseq + 1) }),
  expectResponse(100, { isOptional: true }),
  expectResponse(200),
  request("ACK", cseq),
];
const takeCancel = [
  receive("CANCEL", { withinMs: 30_000 }),
  reply("200 OK"),
] as const satisfies Scenario;

/** Refuses with that status line, after ringing where the customer's telephone has rung. */
export function refuses(
  line: string,
  headers: readonly string[] = [],
  options: { isRung?: boolean } = {},
): Scenario {
  return [
    takeInvite,
    ...(options.isRung === true ? [ringing] : []),
    reply(line, { headers }),
    receive("ACK"),
  ];
}

/** Answers and soon hangs up, with these headers in the BYE. */
export const hangsUp = (headers: readonly string[], afterMs = 800): Scenario => [
  ...answers,
  pause(afterMs),
  ...hangUp(1, headers),
];

const takeRefer: Scenario = [
  receive("REFER", { requires: [["Refer-To", ".*"]], withinMs: 20_000 }),
  reply("202 Accepted", { isTagged: false }),
];
const goes: Scenario = [
  ...takeRefer,
  ...notifyOfReferral(1, "SIP/2.0 100 Trying", "active;expires=60"),
  pause(300),
  // The end of the call may come before the answer to the word that the transfer has worked.
  ...notifyOfReferral(2, "SIP/2.0 200 OK", "terminated;reason=noresource", { isOptional: true }),
];

/** What a called number does. */
export const callees = {
  talks: [...answers, ...takeBye],
  rings: [
    receive("INVITE", { keepsCaller: true, keepsVias: true }),
    ringing,
    ...takeCancel,
    replyTerminated,
    receive("ACK"),
  ],
  /** Takes the CANCEL, and never says what became of the INVITE. */
  deafToCancel: [takeInvite, ringing, takeCancel[0], pause(30_000)],
  announcesAndAnswers: [takeInvite, ...announcing, ok, receive("ACK"), ...takeBye],
  announcesAndRefuses: [
    takeInvite,
    ...announcing,
    reply("486 Busy Here", { headers: ["Reason: Q.850;cause=17"] }),
    receive("ACK"),
  ],
  redirects: [
    takeInvite,
    reply("302 Moved Temporarily", { headers: ["Contact: <sip:+15550100@rig.test>"] }),
    receive("ACK"),
  ],
  answersWithoutSdp: [takeInvite, ringing, reply("200 OK"), receive("ACK"), ...takeBye],
  holds: [
    ...answers,
    play(EARLY_FILE),
    pause(1_000),
    ...reInvite(1, "sendonly"),
    pause(1_500),
    ...reInvite(2, "inactive"),
    pause(1_500),
    ...reInvite(3, "sendrecv"),
    ...takeBye,
  ],
  /** Its sound is the ear's. */
  talksByEar: [...answersByEar, ...takeBye],
  /** The agent holds it and takes it back. */
  isHeld: [...answersByEar, ...agreesTo("recvonly", 2), ...agreesTo("sendrecv", 3), ...takeBye],
  /** The server comes back while the agent holds it, so it is asked once more. */
  isHeldAcrossOutage: [
    ...answersByEar,
    ...agreesTo("recvonly", 2),
    ...agreesTo("recvonly", 3),
    ...agreesTo("sendrecv", 4),
    ...takeBye,
  ],
  /** Whoever stands between has it held and taken back. */
  isSteered: [
    ...answersByEar,
    ...steers(1, "hold"),
    ...agreesTo("recvonly", 2),
    pause(2_000),
    ...steers(2, "talk"),
    ...agreesTo("sendrecv", 3),
    ...takeBye,
  ],
  /** Asks the agent's side to call somebody else, and is refused: nobody steers her line from afar. */
  refers: [
    ...answers,
    pause(800),
    request("REFER", 1, {
      headers: ["Refer-To: <sip:+15550100@rig.test>", "Referred-By: <sip:sipp@rig.test>"],
    }),
    expectResponse(603),
    ...takeBye,
  ],
  /** Takes a transfer of the agent and tells that it has worked. */
  isReferred: [...answers, ...goes, ...takeBye],
  /** The same while the agent holds it, to take her place in another call of hers. */
  isHeldAndReferred: [...answersByEar, ...agreesTo("recvonly", 2), ...goes, ...takeBye],
  /** The transfer of the agent fails at its target, and the call goes on. */
  isReferredInVain: [
    ...answers,
    ...takeRefer,
    ...notifyOfReferral(1, "SIP/2.0 486 Busy Here", "terminated;reason=noresource"),
    ...takeBye,
  ],
  asksOptions: [...answers, pause(500), request("OPTIONS", 1), expectResponse(200), ...takeBye],
  /** A gateway behind the proxy with a realm of its own. */
  challenges: [
    takeInvite,
    reply("407 Proxy Authentication Required", {
      headers: [
        'Proxy-Authenticate: Digest realm="gateway.test", nonce="abcdef0123456789", algorithm=MD5, qop="auth"',
      ],
    }),
    receive("ACK"),
    receive("INVITE", { keepsCaller: true, requires: [["Proxy-Authorization", "gateway.test"]] }),
    ringing,
    ok,
    receive("ACK"),
    ...takeBye,
  ],
  challengesWithSha256: [
    takeInvite,
    reply("401 Unauthorized", {
      headers: [
        'WWW-Authenticate: Digest realm="gateway.test", nonce="abcdef0123456789", algorithm=SHA-256, qop="auth"',
      ],
    }),
    receive("ACK"),
    receive("INVITE", {
      keepsCaller: true,
      requires: [["Authorization", "algorithm=.?SHA-256"]],
    }),
    ringing,
    ok,
    receive("ACK"),
    ...takeBye,
  ],
  /** RFC 4028: the session interval is too short for it. */
  wantsLongerIntervals: [
    takeInvite,
    reply("422 Session Interval Too Small", { headers: ["Min-SE: 7200"] }),
    receive("ACK"),
    receive("INVITE", { keepsCaller: true, requires: [["Min-SE", "7200"]] }),
    reply("200 OK", { headers: ["Session-Expires: 7200;refresher=uac"], body: audio() }),
    receive("ACK"),
    ...takeBye,
  ],
  /** RFC 4028: it refreshes the session itself. */
  refreshes: [
    takeInvite,
    reply("200 OK", {
      headers: ["Session-Expires: 90;refresher=uas", "Supported: timer"],
      body: audio(),
    }),
    receive("ACK"),
    pause(1_000),
    ...reInvite(1, "sendrecv", ["Session-Expires: 90;refresher=uac", "Supported: timer"]),
    ...takeBye,
  ],
} satisfies Record<string, Scenario>;

function agreesTo(direction: string, version: number): Scenario {
  return [
    receive("INVITE", { withinMs: 20_000 }),
    reply("200 OK", { isTagged: false, body: audio(direction, version, ports.ear) }),
    receive("ACK"),
  ];
}

/** Broadsoft's remote control: `hold`, or `talk`. */
function steers(cseq: number, event: string): Scenario {
  return [
    request("NOTIFY", cseq, { headers: [`Event: ${event}`, "Subscription-State: active"] }),
    expectResponse(200),
  ];
}

/** Takes so many digits, one INFO for each. */
export function takesInfo(count: number): Scenario {
  const takeOne = [
    receive("INFO", { withinMs: 20_000 }),
    reply("200 OK", { isTagged: false }),
  ] as const;
  return [...answers, ...Array.from({ length: count }, () => takeOne).flat(), ...takeBye];
}

function notifyOfReferral(
  cseq: number,
  fragment: string,
  subscription: string,
  answer: { isOptional?: boolean } = {},
): Scenario {
  return [
    request("NOTIFY", cseq, {
      headers: ["Event: refer", `Subscription-State: ${subscription}`],
      body: fragment,
      contentType: "message/sipfrag;version=2.0",
    }),
    expectResponse(200, answer),
  ];
}

const inDialog = { isInDialog: true } as const;
const callAgent = (headers: readonly string[] = []): Step =>
  callerRequest("INVITE", 1, AGENT_ADDRESS, { headers, body: audio() });
const answered = expectResponse(200, { isDialogBegun: true });
const provisional = [
  expectResponse(100, { isOptional: true }),
  expectResponse(180, { isOptional: true }),
] as const satisfies Scenario;
const expectRefusal = (status: number, steps: number): Scenario => [
  expectResponse(status),
  acknowledgeRefusal(AGENT_ADDRESS, steps + 1),
];
const talkAndEnd = (cseq: number): Scenario => [
  callerRequest("ACK", 1, AGENT_ADDRESS, inDialog),
  play(EARLY_FILE),
  pause(1_500),
  callerRequest("BYE", cseq, AGENT_ADDRESS, inDialog),
  expectResponse(200),
];

/** Who calls the agent. */
export const callers = {
  calls: [callAgent(), ...provisional, answered, ...talkAndEnd(2)],
  /** With the wish that the telephone answers by itself. */
  callsWithAnswerAfter: [
    callAgent(["Call-Info: <sip:rig.test>;answer-after=0"]),
    ...provisional,
    answered,
    ...talkAndEnd(2),
  ],
  /** Has the ringing telephone answered from afar (Event: talk). */
  callsAndSaysTalk: [
    callAgent(),
    expectResponse(100, { isOptional: true }),
    expectResponse(180, { isDialogBegun: true }),
    callerRequest("NOTIFY", 2, AGENT_ADDRESS, {
      ...inDialog,
      headers: ["Event: talk", "Subscription-State: active"],
    }),
    expectResponse(200),
    answered,
    ...talkAndEnd(3),
  ],
  isDeclined: [callAgent(), ...provisional, ...expectRefusal(603, 3)],
  findsBusy: [callAgent(), provisional[0], ...expectRefusal(486, 2)],
  asksOptions: [callerRequest("OPTIONS", 1, AGENT_ADDRESS), expectResponse(200)],
} satisfies Record<string, Scenario>;

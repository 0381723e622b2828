import { beforeAll, expect, test } from "vitest";
import { FULL, FULL_CAUSE_34, FULL_CAUSE_42, NEVER_LET_IN, SIPP } from "./support/numbers.ts";
import { refuses } from "./support/sipp-scenarios.ts";
import { useRigStory, type Customer } from "./support/story.ts";

const story = useRigStory();

interface Row {
  readonly says: string;
  readonly reason?: string;
  readonly isRung?: boolean;
  /** What the attempt is on disk: outcome, Engage's call result, Genesys Cloud's disconnect type. */
  readonly is: readonly [outcome: string, callResult: number | null, disconnectType: string];
}

/** The outcomes as the agent reads them. */
const words: Readonly<Record<string, string>> = {
  "call-failed": "Call failed",
  "bad-number": "Number does not exist",
  busy: "Busy",
  declined: "Declined",
  redirected: "Redirected",
  "no-answer": "No answer",
  "number-changed": "Number changed",
  dropped: "Dropped",
  "do-not-call": "Do not call",
  "account-refused": "Account refused",
};

const dialError = ["call-failed", 41, "error"] as const;
const switchError = ["call-failed", 43, "error"] as const;
const generalError = ["call-failed", 3, "error"] as const;
const invalid = ["bad-number", 11, "uncallable"] as const;
const vacant = ["bad-number", 12, "uncallable"] as const;
const redirected = ["redirected", 22, "transfer.forward"] as const;
const busy = ["busy", 6, "endpoint"] as const;
const declined = ["declined", 5, "peer"] as const;

const rows: readonly Row[] = [
  { says: "300 Multiple Choices", is: redirected },
  { says: "301 Moved Permanently", is: redirected },
  { says: "305 Use Proxy", is: redirected },
  { says: "380 Alternative Service", is: redirected },
  { says: "400 Bad Request", is: dialError },
  // Without a challenge there is nothing to answer with.
  { says: "401 Unauthorized", is: ["account-refused", 4, "error"] },
  { says: "402 Payment Required", is: dialError },
  { says: "403 Forbidden", is: ["call-failed", 3, "uncallable"] },
  { says: "403 Forbidden", reason: "Q.850;cause=1", is: invalid },
  { says: "404 Not Found", is: invalid },
  { says: "404 Not Found", reason: "Q.850;cause=2", is: vacant },
  { says: "404 Not Found", reason: "Q.850;cause=3", is: vacant },
  { says: "405 Method Not Allowed", is: dialError },
  { says: "406 Not Acceptable", is: dialError },
  { says: "408 Request Timeout", is: ["call-failed", 36, "timeout"] },
  { says: "408 Request Timeout", isRung: true, is: ["no-answer", 7, "timeout"] },
  { says: "410 Gone", is: ["number-changed", 13, "uncallable"] },
  { says: "412 Conditional Request Failed", is: dialError },
  { says: "413 Request Entity Too Large", is: dialError },
  { says: "414 Request-URI Too Long", is: dialError },
  { says: "415 Unsupported Media Type", is: dialError },
  { says: "416 Unsupported URI Scheme", is: dialError },
  { says: "417 Unknown Resource-Priority", is: dialError },
  { says: "420 Bad Extension", is: dialError },
  { says: "421 Extension Required", is: dialError },
  { says: "423 Interval Too Brief", is: dialError },
  { says: "433 Anonymity Disallowed", is: dialError },
  { says: "440 Max-Breadth Exceeded", is: dialError },
  { says: "480 Temporarily Unavailable", isRung: true, is: ["no-answer", 7, "endpoint"] },
  { says: "481 Call Does Not Exist", is: dialError },
  { says: "482 Loop Detected", is: switchError },
  { says: "483 Too Many Hops", is: switchError },
  { says: "484 Address Incomplete", is: invalid },
  { says: "485 Ambiguous", is: invalid },
  { says: "486 Busy Here", is: busy },
  { says: "486 Busy Here", reason: "Q.850;cause=17", isRung: true, is: busy },
  { says: "487 Request Terminated", is: ["dropped", 26, "peer"] },
  { says: "488 Not Acceptable Here", is: dialError },
  { says: "489 Bad Event", is: dialError },
  { says: "491 Request Pending", is: dialError },
  { says: "493 Undecipherable", is: dialError },
  { says: "494 Security Agreement Required", is: dialError },
  { says: "500 Server Internal Error", is: generalError },
  { says: "500 Server Internal Error", reason: "Q.850;cause=3", is: vacant },
  { says: "500 Server Internal Error", reason: "Q.850;cause=41", is: generalError },
  { says: "501 Not Implemented", is: switchError },
  { says: "502 Bad Gateway", is: switchError },
  { says: "502 Bad Gateway", reason: "Q.850;cause=27", is: switchError },
  { says: "504 Server Time-out", is: ["call-failed", 36, "timeout"] },
  { says: "505 Version Not Supported", is: dialError },
  { says: "513 Message Too Large", is: dialError },
  { says: "580 Precondition Failure", is: generalError },
  { says: "600 Busy Everywhere", is: busy },
  { says: "603 Decline", isRung: true, is: declined },
  { says: "604 Does Not Exist Anywhere", is: invalid },
  { says: "606 Not Acceptable", is: dialError },
  // 51 is for the agent to say.
  { says: "607 Unwanted", is: ["do-not-call", 5, "spam"] },
  { says: "608 Rejected", is: ["do-not-call", 5, "uncallable"] },
];

let customers: readonly Customer[];
beforeAll(async () => {
  customers = await story().customers(rows.map(() => SIPP));
});

const cases = rows.map((row, index) => ({
  ...row,
  index,
  what: [row.says, row.reason, ...(row.isRung === true ? ["after ringing"] : [])]
    .filter((part) => part !== undefined)
    .join(", "),
}));

test.each(cases)("$what is kept as $is", async ({ index, says, reason, isRung, is }) => {
  const { rig } = story();
  const status = Number(says.slice(0, 3));
  const q850Cause = reason === undefined ? null : Number(reason.split("=")[1]);
  const customer = customers[index] as Customer;
  const headers = reason === undefined ? [] : [`Reason: ${reason}`];
  const sipp = await rig.answer(refuses(says, headers, { isRung: isRung ?? false }));
  await story().call(customer);
  const [outcome, callResult, disconnectType] = is;
  expect(await story().attemptOf(customer)).toMatchObject({
    sipStatus: status,
    q850Cause,
    outcome,
    callResult,
    disconnectType,
    answeredAt: null,
  });
  await sipp.finished();
  const refusal = await rig.tap.next(`${status} INVITE`, "server");
  expect(refusal.start).toBe(`SIP/2.0 ${says}`);
  expect(refusal.header("Reason")).toBe(reason ?? null);
  // One without credentials, one with: the customer was called once.
  const invites = rig.tap.all("INVITE", "product");
  const isAuthorized = invites.map((invite) => invite.header("Proxy-Authorization") !== null);
  expect(isAuthorized).toEqual([false, true]);
  expect(new Set(invites.map(({ callId }) => callId)).size).toBe(1);
  await story().showsEnd(words[outcome] ?? outcome, SIPP, {
    sip: status,
    ...(q850Cause === null ? {} : { cause: q850Cause }),
  });
});

test.each([
  { name: "the edge is full", number: FULL, q850Cause: null, callResult: 10 },
  { name: "no circuit is free", number: FULL_CAUSE_34, q850Cause: 34, callResult: 15 },
  { name: "the switch is congested", number: FULL_CAUSE_42, q850Cause: 42, callResult: 16 },
])("503 because $name is kept as a busy network", async ({ number, q850Cause, callResult }) => {
  const customer = await story().dial(number);
  expect(await story().attemptOf(customer)).toMatchObject({
    sipStatus: 503,
    q850Cause,
    outcome: "network-busy",
    callResult,
    disconnectType: "system",
  });
  const full = await story().rig.tap.next("503 INVITE", "server");
  expect(full.header("Retry-After")).toBe("7");
  expect(full.header("Reason")).toBe(q850Cause === null ? null : `Q.850;cause=${q850Cause}`);
  await story().window.page.getByText("The network asks to wait").waitFor();
  await story().showsEnd("Network busy", number, {
    sip: 503,
    ...(q850Cause === null ? {} : { cause: q850Cause }),
  });
});

test("a server that refuses the account's password for a call blames the account, not the customer", async () => {
  const customer = await story().dial(NEVER_LET_IN);
  expect(await story().attemptOf(customer)).toMatchObject({
    sipStatus: 407,
    outcome: "account-refused",
    callResult: 4,
    disconnectType: "error",
  });
  expect(story().rig.tap.all("407 INVITE", "server")).toHaveLength(2);
  expect(story().rig.tap.all("INVITE", "product")).toHaveLength(2);
  await story().showsEnd("Account refused", NEVER_LET_IN, { sip: 407 });
});

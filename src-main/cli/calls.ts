import type { StoredSideCall } from "#desk/side-ledger-port.ts";
import { UsageError, type Verb } from "./call.ts";
import { limitOf } from "./list.ts";
import { cell, iso, minute, table, withIsoTimes } from "./print.ts";

/** The latest calls beside the attempts, of all callbacks and of none. */
export const callsVerb: Verb = {
  usage: "[--limit N]",
  summary: "list the latest calls beside the attempts: who rang in, and who was consulted",
  options: ["limit"],
  run(call) {
    if (call.words.length > 0) throw new UsageError("calls takes no words");
    const limit = limitOf(call.values);
    const latest = call.store().sides.latest(limit);
    call.answer(
      () => JSON.stringify(latest.map((each) => ({ callback: each.callback, ...toldOf(each) }))),
      () =>
        latest.length === 0
          ? ["no calls"]
          : table(
              [...callHeadings, "CALLBACK"],
              latest.map((each) => [...callCells(each), cell(each.callback)]),
            ),
    );
    return 0;
  },
};

/** A call for machines, its times like those of an attempt. */
export const toldOf = (call: StoredSideCall) => ({
  kind: call.kind,
  number: call.number,
  name: call.name,
  startedAt: iso(call.startedAt),
  answeredAt: iso(call.answeredAt),
  endedAt: iso(call.endedAt),
  outcome: call.outcome,
  endedBy: call.endedBy,
  sipStatus: call.sipStatus,
  q850Cause: call.q850Cause,
  story: withIsoTimes(call.story),
});

/** Whether it was recorded, and by whose word where she had to give it. */
function recordedOf({ story }: StoredSideCall): string {
  const begun = story.findLast(({ what }) => what !== "recording-stopped");
  if (begun === undefined) return "-";
  return begun.what === "recording-agreed" ? `agreed: ${cell(begun.detail)}` : "yes";
}

export const callHeadings = [
  "KIND",
  "NUMBER",
  "NAME",
  "STARTED",
  "ANSWERED",
  "ENDED",
  "OUTCOME",
  "BY",
  "SIP",
  "Q.850",
  "RECORDED",
];

export const callCells = (call: StoredSideCall): string[] => [
  call.kind,
  ...[call.number, call.name].map(cell),
  ...[call.startedAt, call.answeredAt, call.endedAt].map(minute),
  ...[call.outcome, call.endedBy, call.sipStatus, call.q850Cause].map(cell),
  recordedOf(call),
];

import type { Outcome } from "#core/outcome.ts";

/**
 * Results of `call_result` that say what an outcome says, the plainest first. What the line told of
 * an attempt stands as long as it is among those of what the agent says happened.
 */
export const resultsOf: Readonly<Record<Outcome, readonly number[]>> = {
  answered: [0, 5, 22, 25, 31, 33],
  transferred: [1, 23, 24],
  conferenced: [2],
  "no-answer": [7, 36],
  busy: [6],
  declined: [5],
  "answering-machine": [9],
  fax: [17],
  silence: [32],
  "wrong-person": [40],
  "wrong-number": [53],
  "bad-number": [11, 12, 34],
  "number-changed": [13],
  "do-not-call": [51],
  cancelled: [52],
  "given-up": [19, 27],
  redirected: [22],
  "network-busy": [10, 15, 16],
  "call-failed": [41, 3, 36, 43],
  "account-refused": [4],
  dropped: [42, 26],
  unknown: [28, 4],
};

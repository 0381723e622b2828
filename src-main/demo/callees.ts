/** Recordings in `resources/callee`. */
export type Recording = "greeting" | "machine";

/** One step of a callee's part. */
export type Act =
  | { readonly do: "wait"; readonly ms: number }
  | { readonly do: "ring" }
  | { readonly do: "refuse"; readonly status: number; readonly cause: number | null }
  | { readonly do: "answer"; readonly play: Recording }
  | { readonly do: "hold" }
  | { readonly do: "resume" }
  | { readonly do: "hang-up"; readonly cause: number };

export interface Callee {
  /** What the callee is there to show. */
  readonly part: string;
  readonly acts: readonly Act[];
}

const wait = (ms: number): Act => ({ do: "wait", ms });
const ring: Act = { do: "ring" };
const answer: Act = { do: "answer", play: "greeting" };

/** The numbering plan of the demo switch. Numbers from the range reserved for fiction. */
export const callees: Readonly<Partial<Record<string, Callee>>> = {
  "+15550100": { part: "answers", acts: [wait(200), ring, wait(1_500), answer] },
  "+15550101": {
    part: "busy",
    acts: [wait(300), { do: "refuse", status: 486, cause: null }],
  },
  "+15550102": { part: "does not answer", acts: [wait(200), ring] },
  "+15550103": {
    part: "declines",
    acts: [wait(200), ring, wait(2_000), { do: "refuse", status: 603, cause: 21 }],
  },
  "+15550104": {
    part: "number that does not exist",
    acts: [wait(300), { do: "refuse", status: 404, cause: 1 }],
  },
  "+15550105": {
    part: "answers and hangs up",
    acts: [wait(200), ring, wait(1_500), answer, wait(4_000), { do: "hang-up", cause: 16 }],
  },
  "+15550106": {
    part: "answering machine",
    acts: [wait(200), ring, wait(2_500), { do: "answer", play: "machine" }],
  },
  "+15550107": {
    part: "puts you on hold and comes back",
    acts: [
      wait(200),
      ring,
      wait(1_500),
      answer,
      wait(3_000),
      { do: "hold" },
      wait(3_000),
      { do: "resume" },
    ],
  },
};

/** Any other number. */
export const anybody: Callee = { part: "answers", acts: [wait(200), ring, wait(1_500), answer] };

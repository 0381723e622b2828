import type { Store } from "#desk/ports.ts";
import { UsageError, type Verb } from "./call.ts";
import { counted, plain } from "./print.ts";

/** Looks the database over without touching it; 1 when something is wrong with it. */
export const checkVerb: Verb = {
  usage: "",
  summary: "check the database, changing nothing",
  options: [],
  run(call) {
    if (call.words.length > 0) throw new UsageError("check takes no words");
    const problems = problemsOf(() => call.store(true));
    call.answer(
      () => JSON.stringify({ ok: problems.length === 0, problems }),
      () =>
        problems.length === 0
          ? ["the database is sound"]
          : [
              `${counted(problems.length, "problem")} found:`,
              ...problems.map((each) => `  ${plain(each)}`),
            ],
    );
    return problems.length === 0 ? 0 : 1;
  },
};

/** A file that cannot even be opened for its damage is a finding, not a fault of the check. */
function problemsOf(open: () => Store): readonly string[] {
  try {
    return open().check();
  } catch (error) {
    if (error instanceof Error && error.name === "StoreCorrupt") return [error.message];
    throw error;
  }
}

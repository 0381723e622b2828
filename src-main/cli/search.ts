import { UsageError, type Verb } from "./call.ts";
import { answerPage, listUsage } from "./list.ts";

/** A page of the callbacks in which every word starts some word. */
export const searchVerb: Verb = {
  usage: `WORDS… ${listUsage}`,
  summary: "find callbacks by name, number, notes or attributes",
  options: ["tab", "limit", "after"],
  run(call) {
    const query = call.words.join(" ").trim();
    if (query === "") throw new UsageError("search takes the words to look for");
    return answerPage(call, query);
  },
};

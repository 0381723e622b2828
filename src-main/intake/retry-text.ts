import type { QuarantinedText } from "#desk/operations-port.ts";
import type { Callbacks, Clock } from "#desk/ports.ts";
import { indexed, type Entry } from "./entry.ts";
import { TextReader } from "./read-text.ts";
import { UnreadableInput } from "./unreadable-input.ts";

export interface RetryParts {
  readonly callbacks: Pick<
    Callbacks,
    "put" | "batch" | "quarantine" | "replaceQuarantined" | "dropQuarantined"
  >;
  readonly clock: Clock;
}

/** What became of a text: how many records of it are kept now, and why the rest, or all of it, is not. */
export interface Retried {
  readonly kept: number;
  readonly refused: readonly string[];
}

/**
 * Reads once more what was refused, after its repair or with a build that reads more. Its records are
 * kept and it is dropped in the same transaction; what of it is refused again stays in quarantine
 * with the reason of today. Without any record in it, all of it stays.
 */
export function retryText(refused: QuarantinedText, { callbacks, clock }: RetryParts): Retried {
  const entries = entriesOf(refused.text);
  const now = clock();
  return callbacks.batch((): Retried => {
    let kept = 0;
    const reasons: string[] = [];
    for (const { item } of entries) {
      if (item.is === "record") {
        callbacks.put(item.record, now, false);
        kept += 1;
      } else {
        reasons.push(item.problem.reason);
      }
    }
    if (kept === 0) {
      const reason = reasons[0] ?? "there is no record in it";
      callbacks.replaceQuarantined(refused.id, refused.text, { path: refused.path, reason });
      return { kept, refused: [reason] };
    }
    callbacks.dropQuarantined(refused.id);
    for (const entry of entries) {
      const { item } = entry;
      if (item.is !== "refused") continue;
      callbacks.quarantine(item.text, indexed(entry, item.problem), now);
    }
    return { kept, refused: reasons };
  });
}

/** A text that nobody can read holds nothing; why, its reason says. */
function entriesOf(text: string): readonly Entry[] {
  const reader = new TextReader({ format: "auto" });
  try {
    return [...reader.push(text), ...reader.end()];
  } catch (error) {
    if (!(error instanceof UnreadableInput)) throw error;
    const problem = { path: "$", reason: error.message };
    return [{ index: 0, row: null, units: text.length, item: { is: "refused", problem, text } }];
  }
}

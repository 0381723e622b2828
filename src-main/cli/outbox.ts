import type { OutboxEntry } from "#desk/ports.ts";
import { UsageError, type Verb } from "./call.ts";
import { iso, minute, table } from "./print.ts";

/** What is owed to the platform and not sent, oldest first. */
export const outboxVerb: Verb = {
  usage: "",
  summary: "list what is owed to the platform and not sent yet",
  options: [],
  run(call) {
    if (call.words.length > 0) throw new UsageError("outbox takes no words");
    const unsent = call.store().outbox.unsent();
    call.answer(
      () => JSON.stringify(unsent.map(owedOf)),
      () =>
        unsent.length === 0
          ? ["nothing is owed"]
          : table(
              ["ID", "KIND", "SINCE", "CALLBACK"],
              unsent.map(({ id, kind, createdAt, key }) => [
                String(id),
                kind,
                minute(createdAt),
                key,
              ]),
            ),
    );
    return 0;
  },
};

/** An entry for machines, with its body as JSON. */
export const owedOf = ({ id, key, kind, createdAt, body }: OutboxEntry) => ({
  id,
  key,
  kind,
  createdAt: iso(createdAt),
  body: JSON.parse(body) as unknown,
});

import type { PlatformShape } from "#core/callback.ts";
import { textOf, type Entry } from "#test/formats/any-part.ts";
import { makeRecord } from "#test/formats/any-record.ts";
import {
  anyId,
  anyJson,
  anyWords,
  isHit,
  pick,
  quoted,
  type Dice,
} from "#test/formats/any-value.ts";

/* Records inside everything that they may come in. */

/** A JSON text with places where records stand. */
export interface Envelope {
  /** The text with these in its places, in their order. */
  readonly fill: (texts: readonly string[]) => string;
  /** Where each of its places is, as a problem would name it. */
  readonly paths: readonly string[];
  /** The texts of its records. */
  readonly records: readonly string[];
  /** What is kept beside each record: the text that belongs to its conversation alone, without the records. */
  readonly kept: readonly (string | null)[];
}

const bare = (record: string): Envelope => ({
  fill: ([text = ""]) => text,
  paths: ["$"],
  records: [record],
  kept: [null],
});

/** An envelope of several others, each by itself. */
function together(
  parts: readonly Envelope[],
  step: string,
  wrap: (list: string) => string,
): Envelope {
  return {
    fill(texts) {
      let from = 0;
      const filled = parts.map(({ fill, records }) => {
        from += records.length;
        return fill(texts.slice(from - records.length, from));
      });
      return wrap(`[${filled.join(",")}]`);
    },
    paths: parts.flatMap(({ paths }, at) =>
      paths.map((path) => path.replace("$", `$${step}[${at}]`)),
    ),
    records: parts.flatMap(({ records }) => records),
    kept: parts.flatMap(({ kept }) => kept),
  };
}

/** A participant with one or two communications, or flattened into one record, of one conversation. */
function conversation(dice: Dice, shape: PlatformShape): Envelope {
  const isFlat = shape === "callback-media-participant";
  const head = `"id":${quoted(dice, anyId(dice))},"name":${quoted(dice, anyWords(dice))}`;
  const count = dice.nextInt(1, 3);
  const records = Array.from({ length: count }, () => record(dice, shape));
  const mirror = `{"id":"customer","purpose":"customer","callbacks":${isFlat ? "[]" : '[{"id":"m"}]'}}`;
  const others = isHit(dice, 50) ? [mirror] : [];
  if (isFlat) {
    const fill = (texts: readonly string[]) =>
      `{${head},"participants":[${[...others, ...texts].join(",")}],"extra":${noise}}`;
    const noise = anyJson(dice);
    const paths = records.map((_, at) => `$.participants[${at + others.length}]`);
    return whole({ fill, paths, records });
  }
  const own = `"id":${quoted(dice, anyId(dice))},"purpose":"agent","queueName":${quoted(dice, anyWords(dice))}`;
  const fill = (texts: readonly string[]) =>
    `{${head},"participants":[${[...others, `{${own},"callbacks":[${texts.join(",")}]}`].join(",")}]}`;
  const paths = records.map((_, at) => `$.participants[${others.length}].callbacks[${at}]`);
  return whole({ fill, paths, records });
}

const whole = (parts: Pick<Envelope, "fill" | "paths" | "records">): Envelope => {
  const kept = parts.fill(parts.records.map(() => "null"));
  return { ...parts, kept: parts.records.map(() => kept) };
};

function notification(dice: Dice, shape: PlatformShape): Envelope {
  const { fill, paths, records } = conversation(dice, shape);
  const isSnake = isHit(dice, 20);
  const body = isSnake ? "event_body" : "eventBody";
  const topic = `${isSnake ? "topic_name" : "topicName"}":"v2.users.1.conversations`;
  return whole({
    fill: (texts) =>
      `{"${topic}","version":"2","${body}":${fill(texts)},"metadata":${anyMetadata}}`,
    paths: paths.map((path) => path.replace("$", `$.${body}`)),
    records,
  });
}

const anyMetadata = '{"CorrelationId":"00000000-0000-4000-8000-0000000000c7"}';

/** Anything that records of the shape may come in, down to a bare one. */
export function makeEnvelope(dice: Dice, shape: PlatformShape, depth = 0): Envelope {
  const isEngage = shape === "engage-callback-interaction";
  switch (dice.nextInt(isEngage ? 2 : 0, depth === 0 ? 5 : 3)) {
    case 0:
      return conversation(dice, shape);
    case 1:
      return depth === 0 ? notification(dice, shape) : conversation(dice, shape);
    case 4: {
      const parts = several(dice, () =>
        isEngage ? bare(record(dice, shape)) : conversation(dice, shape),
      );
      return together(parts, ".entities", (list) => `{"entities":${list},"pageSize":25,"total":1}`);
    }
    case 5:
      return together(
        several(dice, () => makeEnvelope(dice, shape, 1)),
        "",
        (list) => list,
      );
    default:
      return bare(record(dice, shape));
  }
}

const several = <T>(dice: Dice, make: () => T): readonly T[] =>
  Array.from({ length: dice.nextInt(1, 3) }, make);

/** A record under ids of its own; a flattened one is the agent's and tells something of a callback. */
function record(dice: Dice, shape: PlatformShape): string {
  const { root } = makeRecord(dice, shape, anyId(dice));
  const isKept = ({ name }: Entry) =>
    !/^(?:conversation_?id|participant_?id|communication_?id|purpose|skip_?enabled)$/i.test(name);
  const entries = root.entries.filter(isKept);
  if (shape === "callback-media-participant") {
    entries.push(plain("purpose", pick(dice, ['"agent"', '"user"', '"Agent"'])));
    entries.push(plain("skipEnabled", "false"));
  }
  return textOf({ ...root, entries });
}

const plain = (name: string, text: string): Entry => ({
  name,
  spelled: JSON.stringify(name),
  kind: null,
  home: null,
  part: { text, means: null },
  isTwin: false,
});

import { describe, expect, test } from "vitest";
import { untold } from "#core/told.ts";
import { openEnvelope } from "#formats/envelopes.ts";

const told = (value: unknown) =>
  openEnvelope(value, "auto").map((found) => (found.is === "record" ? found.told : found.reason));

const communication = { id: "c", callbackNumbers: ["+15550100"] };
const conversation = (more: object = {}) => ({
  id: "conv",
  participants: [{ id: "p", purpose: "agent", callbacks: [communication] }],
  ...more,
});
const topicName = "v2.users.kim.conversations";
const notice = (more: object, body: object = {}) => ({
  topicName,
  eventBody: conversation(body),
  ...more,
});
const eventTime = "2026-11-20T09:00:00.500Z";
const at = Date.UTC(2026, 10, 20, 9, 0, 0, 500);

describe("what an envelope says of its age", () => {
  test.each([
    ["a version as text", notice({ version: "3" }), { topic: topicName, version: 3, at: null }],
    ["a version as number", notice({ version: 12 }), { topic: topicName, version: 12, at: null }],
    [
      "the conversation's own version before the notification's",
      notice({ version: "2" }, { version: 7 }),
      { topic: topicName, version: 7, at: null },
    ],
    ["the time of the event", notice({ eventTime }), { topic: topicName, version: null, at }],
    [
      "the time in its metadata, in milliseconds",
      notice({ version: "2", metadata: { timestamp: at } }),
      { topic: topicName, version: 2, at },
    ],
    [
      "the time in its body",
      notice({}, { timestamp: String(at) }),
      { topic: topicName, version: null, at },
    ],
    [
      "a conversation's version",
      conversation({ version: 4 }),
      { topic: "conversation", version: 4, at: null },
    ],
  ])("%s", (_name, value, expected) => {
    expect(told(value)).toEqual([expected]);
  });

  test.each([
    ["a bare record", { ...communication, version: 3, timestamp: at }],
    ["an envelope without any", notice({})],
    [
      "what is no version and no time",
      notice({ version: "two", eventTime: "yesterday", timestamp: -5, metadata: 7 }),
    ],
    ["a version too large to count", notice({ version: "99999999999999999999" })],
  ])("is nothing for %s", (_name, value) => {
    expect(told(value)).toEqual([untold]);
  });

  test("is told of every record in it, also of a listing's", () => {
    expect(
      told({ entities: [conversation({ version: 4 }), conversation({ version: 5 })] }),
    ).toMatchObject([{ version: 4 }, { version: 5 }]);
  });
});

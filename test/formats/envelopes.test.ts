import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { platformShapes } from "#core/callback.ts";
import { openEnvelope, type Found } from "#formats/envelopes.ts";
import { readRecord } from "#formats/read-record.ts";

const brief = (found: readonly Found[]) =>
  found.map((each) => {
    if (each.is === "refused") return `refused ${each.path}`;
    const { conversationId, participantId, communicationId, interactionId } = readRecord(
      each.value,
      each.shape,
      each.around,
    ).callback.identity;
    const ids = [conversationId, participantId, communicationId, interactionId];
    return `${each.shape} ${ids.map((id) => id ?? "-").join(" ")}`;
  });

const opened = (value: unknown) => brief(openEnvelope(value, "auto"));

const communication = (id: string) => ({
  id,
  callbackNumbers: ["+15550100"],
  callerId: "+15550199",
});
const flat = (id: string, purpose?: string) => ({ id, purpose, callbackNumbers: ["+15550100"] });

describe("what a JSON value holds", () => {
  test("a bare record is one, whatever its shape", () => {
    expect(opened(communication("c"))).toEqual(["callback - - c -"]);
    expect(opened({ interaction_id: "i", udata: {} })).toEqual([
      "engage-callback-interaction - - - i",
    ]);
  });

  test("a list is its elements, and junk in it is refused at its place", () => {
    expect(opened([communication("c"), 7, null, "x", [communication("d")]])).toEqual([
      "callback - - c -",
      "refused $[1]",
      "refused $[2]",
      "refused $[3]",
      "refused $[4]",
    ]);
  });

  test("a conversation gives its agent's callbacks, with the ids around them", () => {
    const participants = [
      { id: "p1", purpose: "customer", callbacks: [communication("c1")] },
      { id: "p2", purpose: "acd", callbacks: [communication("c2")] },
      { id: "p3", purpose: "agent", callbacks: [communication("c3")], calls: [{ id: "call" }] },
      { id: "p4", purpose: "agent", callbacks: [communication("c4")] },
      { id: "p5", purpose: "agent", calls: [{ id: "call" }], callbacks: [] },
    ];
    expect(opened({ id: "conv", participants })).toEqual([
      "callback conv p3 c3 -",
      "callback conv p4 c4 -",
    ]);
  });

  test("a conversation that waits for an agent gives the queue's callback alone", () => {
    const participants = [
      { id: "p1", purpose: "customer", callbacks: [communication("c1")] },
      { id: "p2", purpose: "acd", callbacks: [communication("c2")] },
    ];
    expect(opened({ id: "conv", participants })).toEqual(["callback conv p2 c2 -"]);
    expect(opened({ id: "conv", participants: participants.slice(0, 1) })).toEqual([
      "callback conv p1 c1 -",
    ]);
  });

  test("a callback conversation gives its flattened participants", () => {
    const participants = [flat("p1", "customer"), flat("p2", "agent"), flat("p3")];
    expect(opened({ id: "conv", participants })).toEqual([
      "callback-media-participant conv p2 - -",
      "callback-media-participant conv p3 - -",
    ]);
    expect(opened({ id: "conv", participants: [{ id: "p1", state: "alerting" }] })).toEqual([
      "callback-media-participant conv p1 - -",
    ]);
  });

  test("an entity listing gives every conversation's", () => {
    const entities = [
      { id: "v1", participants: [flat("p1", "agent")] },
      "junk",
      {
        id: "v2",
        participants: [{ id: "p2", purpose: "agent", callbacks: [communication("c2")] }],
      },
      communication("c3"),
    ];
    expect(opened({ entities: [], total: 0 })).toEqual([]);
    expect(opened({ entities, pageSize: 25 })).toEqual([
      "callback-media-participant v1 p1 - -",
      "refused $.entities[1]",
      "callback v2 p2 c2 -",
      "callback - - c3 -",
    ]);
  });

  test("a notification gives the callbacks in its body, in either case of its names", () => {
    const participants = [
      { id: "p", purpose: "agent", callbacks: [{ id: "c", state: "OFFERING" }] },
    ];
    const topic = "v2.users.u.conversations";
    const wanted = ["conversation-notification-callback v p c -"];
    const body = { id: "v", participants };
    expect(opened({ topicName: topic, version: "2", eventBody: body, metadata: {} })).toEqual(
      wanted,
    );
    expect(opened({ topic_name: topic, event_body: body })).toEqual(wanted);
    const flatBody = { id: "v", participants: [flat("p", "agent")] };
    expect(opened({ topicName: `${topic}.callbacks`, eventBody: flatBody })).toEqual([
      "callback-media-participant v p - -",
    ]);
  });

  test("a participant alone gives its callbacks", () => {
    expect(opened({ id: "p", callbacks: [communication("c"), 1] })).toEqual([
      "callback - p c -",
      "refused $.callbacks[1]",
    ]);
  });

  test.each([
    [
      "a heartbeat",
      { topicName: "channel.metadata", eventBody: { message: "WebSocket Heartbeat" } },
    ],
    ["a conversation without callbacks", { id: "v", participants: [{ id: "p", calls: [{}] }] }],
    ["a conversation without participants", { id: "v", participants: [] }],
    ["nothing", null],
    ["a participant without callbacks", { id: "p", callbacks: [] }],
    ["a number", 42],
  ])("%s is refused once, with a reason", (_, value) => {
    const [only, ...others] = openEnvelope(value, "auto");
    expect(others).toEqual([]);
    expect(only).toMatchObject({ is: "refused" });
    expect(only?.is === "refused" && only.reason).toMatch(/^expected /);
  });
});

describe("a shape that was asked for", () => {
  test("is taken for every bare record", () => {
    for (const shape of platformShapes) {
      expect(openEnvelope({ id: "x" }, shape)).toMatchObject([{ is: "record", shape }]);
    }
  });

  test("is refused where the envelope cannot hold it", () => {
    const ofParticipants = { id: "v", participants: [flat("p", "agent")] };
    const ofCommunications = {
      id: "v",
      participants: [{ id: "p", callbacks: [communication("c")] }],
    };
    expect(brief(openEnvelope(ofParticipants, "callback"))).toEqual(["refused $.participants[0]"]);
    expect(brief(openEnvelope(ofCommunications, "callback-media-participant"))).toEqual([
      "refused $.participants[0].callbacks[0]",
    ]);
    expect(brief(openEnvelope(ofCommunications, "callback-basic"))).toEqual([
      "callback-basic v p c -",
    ]);
  });
});

test("a communication takes from its participant what it does not say itself", () => {
  const participant = {
    id: "p",
    purpose: "agent",
    queueId: "q",
    queueName: "Router orders",
    userId: "u",
    attributes: { note: "hello" },
    wrapupPrompt: "forcedTimeout",
    wrapupTimeoutMs: 60_000,
    wrapup: { code: "outer" },
    callbacks: [{ id: "c", wrapup: { code: "inner" } }],
  };
  const [found] = openEnvelope({ id: "v", participants: [participant] }, "auto");
  if (found?.is !== "record") throw new Error("no record");
  const { callback, problems } = readRecord(found.value, found.shape, found.around);
  expect(problems).toEqual([]);
  expect(callback).toMatchObject({
    purpose: "agent",
    queue: { id: "q", name: "Router orders" },
    user: { id: "u" },
    attributes: { note: "hello" },
    wrapUpPrompt: { value: "forcedTimeout" },
    wrapUpTimeoutMs: 60_000,
    wrapUp: { code: "inner" },
  });
});

describe("a part of an envelope that is not what it should be", () => {
  const agent = { id: "p", purpose: "agent", callbacks: [communication("c")] };

  test.each([
    ["entities", { entities: "x" }, ["refused $.entities"]],
    [
      "an entity",
      { entities: [7, communication("c")] },
      ["refused $.entities[0]", "callback - - c -"],
    ],
    ["participants", { id: "v", participants: { p: agent } }, ["refused $.participants"]],
    [
      "participants of one entity",
      { entities: [{ id: "v", participants: 7 }, communication("c")] },
      ["refused $.entities[0].participants", "callback - - c -"],
    ],
    [
      "a participant",
      { id: "v", participants: [null, agent] },
      ["refused $.participants[0]", "callback v p c -"],
    ],
    [
      "callbacks",
      { id: "v", participants: [{ id: "q", callbacks: "x" }, agent] },
      ["refused $.participants[0].callbacks", "callback v p c -"],
    ],
    ["callbacks of a participant alone", { id: "p", callbacks: true }, ["refused $.callbacks"]],
    [
      "a callback",
      { id: "v", participants: [{ ...agent, callbacks: ["x", communication("c")] }] },
      ["refused $.participants[0].callbacks[0]", "callback v p c -"],
    ],
    ["the body", { topicName: "t", eventBody: "x" }, ["refused $"]],
  ])("is refused at its place and costs nothing else: %s", (_, value, wanted) => {
    expect(opened(value)).toEqual(wanted);
  });

  test("is no part of an envelope when it is a column of a team's own table", () => {
    expect(opened({ phone: "+15550100", participants: "3" })).toEqual(["csv - - - -"]);
  });

  test("is flagged with each record that it belongs to, when it is an id or a fact around them", () => {
    const value = { id: 7, participants: [{ ...agent, id: {}, queueId: 8 }] };
    const [found] = openEnvelope(value, "auto");
    if (found?.is !== "record") throw new Error("no record");
    const { callback, problems } = readRecord(found.value, found.shape, found.around);
    expect(problems.map(({ path }) => path)).toEqual([
      "$conversation.id",
      "$participant.id",
      "$participant.queueId",
    ]);
    expect(callback.identity).toMatchObject({ conversationId: "7", participantId: null });
    const flattened = openEnvelope({ id: 7, participants: [flat("p")] }, "auto");
    expect(flattened[0]).toMatchObject({ around: { problems: [{ path: "$conversation.id" }] } });
  });
});

test("any JSON is opened into records and refusals with path and reason", () => {
  const name = fc.constantFrom(
    "id",
    "participants",
    "callbacks",
    "entities",
    "eventBody",
    "topicName",
  );
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom("x", 1, null, true),
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(name, tie("tree")),
    ),
  }));
  fc.assert(
    fc.property(
      fc.oneof(tree, fc.jsonValue()),
      fc.constantFrom("auto", ...platformShapes),
      (value, wanted) => {
        const found = openEnvelope(value, wanted);
        for (const each of found) {
          if (each.is === "refused") {
            expect(each.path.startsWith("$")).toBe(true);
            expect(each.reason).toMatch(/^expected /);
          }
        }
      },
    ),
    { numRuns: 300 },
  );
});

import { describe, expect, test } from "vitest";
import { platformShapes } from "#core/callback.ts";
import { detectShape } from "#formats/detect.ts";
import { inSnakeCase, wholeRecord } from "./documents.ts";

describe("the shape of a bare record", () => {
  test.each(platformShapes)("%s is told by its whole document, in either case", (shape) => {
    expect(detectShape(wholeRecord(shape))).toBe(shape);
    expect(detectShape(inSnakeCase(wholeRecord(shape)) as Record<string, unknown>)).toBe(shape);
  });

  test.each([
    ["callback-basic", { id: "x" }],
    ["callback-basic", { id: "x", state: "alerting", segments: [] }],
    ["callback", { id: "x", callerId: "+15550199" }],
    ["callback", { id: "x", initial_state: "none" }],
    ["callback-media-participant", { id: "x", purpose: "agent", callbackNumbers: [] }],
    ["callback-media-participant", { id: "x", wrapup_prompt: "optional" }],
    ["conversation-notification-callback", { id: "x", state: "ALERTING", callbackNumbers: [] }],
    ["conversation-notification-callback", { id: "x", state: "OFFERING", segments: [] }],
    ["conversation-notification-callback", { id: "x", additionalProperties: null }],
    ["engage-callback-interaction", { interaction_id: "x" }],
    ["engage-callback-interaction", { interactionId: "x", customerNumber: "+15550161" }],
    ["callback-basic", {}],
    ["callback-basic", { constructor: 1, toString: 2 }],
  ] as const)("%s is told by %j", (shape, record) => {
    expect(detectShape(record)).toBe(shape);
  });
});

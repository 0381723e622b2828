import { Core } from "sip.js";
import { describe, expect, test } from "vitest";
import { endOfBye, endOfResponse, readReason, readRetryAfter } from "#sip/final-response.ts";

function response(status: number, phrase: string, headers: Record<string, string> = {}) {
  const message = new Core.IncomingResponseMessage();
  message.statusCode = status;
  message.reasonPhrase = phrase;
  for (const [name, value] of Object.entries(headers)) message.addHeader(name, value);
  return message;
}

const via = { Via: "SIP/2.0/WS far.invalid" };

describe("a Reason header", () => {
  test.each([
    ['Q.850;cause=21;text="Call rejected"', 21, "Call rejected"],
    ["Q.850 ;cause=16 ;text=bye", 16, "bye"],
    ['SIP;cause=200;text="Answered, elsewhere", Q.850;cause=17', 17, "Answered, elsewhere"],
    ["q.850;cause=1", 1, null],
    ["Q.850;cause=999", null, null],
    ["Q.850;cause=0", null, null],
    ["SIP;cause=486", null, null],
    ['Q.850;cause=16;text="unfinished', 16, '"unfinished'],
    ["", null, null],
    [";;;=,,,", null, null],
  ])("%s means cause %s, text %s", (header, q850Cause, text) => {
    expect(readReason([header])).toEqual({ q850Cause, text });
  });
});

describe("a final response", () => {
  test("of a busy telephone is the far end's", () => {
    expect(endOfResponse(response(486, "Busy Here", via), true)).toEqual({
      by: "far-end",
      sipStatus: 486,
      sipReason: "Busy Here",
      q850Cause: null,
      retryAfterSeconds: null,
      fault: null,
    });
  });

  test("with a cause and a Retry-After keeps both", () => {
    const headers = { ...via, Reason: "Q.850;cause=34", "Retry-After": "120 (later);duration=5" };
    expect(endOfResponse(response(503, "Service Unavailable", headers), true)).toMatchObject({
      by: "network",
      sipStatus: 503,
      q850Cause: 34,
      retryAfterSeconds: 120,
      fault: null,
    });
  });

  test("503 made here says that we were not connected, not that a server is out of order", () => {
    expect(endOfResponse(response(503, "Service Unavailable"), true)).toMatchObject({
      sipStatus: null,
      fault: "not-connected",
    });
  });

  test("408 made here is no status: nobody has answered", () => {
    expect(endOfResponse(response(408, "Request Timeout"), true)).toMatchObject({
      by: "network",
      sipStatus: null,
      sipReason: "no answer came from the server",
      fault: null,
    });
    expect(endOfResponse(response(408, "Request Timeout", via), true).sipStatus).toBe(408);
  });

  test("that is a redirection names where it points", () => {
    const message = response(302, "Moved Temporarily", via);
    message.addHeader("Contact", "<sip:+15550199@example.invalid>;q=0.7");
    message.addHeader("Contact", "sip:other@example.invalid");
    expect(endOfResponse(message, true).sipReason).toBe(
      "Moved Temporarily; sip:+15550199@example.invalid; sip:other@example.invalid",
    );
  });

  test("with warnings keeps their words", () => {
    const Warning = '305 proxy.invalid "Incompatible media format", 399 x "say \\"hi\\""';
    const message = response(488, "Not Acceptable Here", { ...via, Warning });
    expect(endOfResponse(message, true).sipReason).toBe(
      'Not Acceptable Here; warning 305: Incompatible media format; warning 399: say "hi"',
    );
  });

  test("without a phrase is read by its Reason text", () => {
    const headers = { ...via, Reason: 'Q.850;cause=1;text="Unallocated number"' };
    expect(endOfResponse(response(404, "", headers), true).sipReason).toBe("Unallocated number");
  });
});

test("a BYE is the far end's, unless its cause is of the network", () => {
  expect(endOfBye(["Q.850;cause=16"])).toMatchObject({
    by: "far-end",
    sipStatus: 200,
    q850Cause: 16,
  });
  expect(endOfBye([]).by).toBe("far-end");
  expect(endOfBye(["Q.850;cause=41"]).by).toBe("network");
  expect(endOfBye(["Q.850;cause=27"]).by).toBe("network");
  // Said by equipment that knows no better, after any BYE.
  expect(endOfBye(["Q.850;cause=127"]).by).toBe("far-end");
});

test.each([
  ["60", 60],
  [undefined, null],
  ["soon", null],
  ["-1", null],
])("Retry-After %s is %s", (header, seconds) => {
  expect(readRetryAfter(header)).toBe(seconds);
});

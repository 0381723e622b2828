import { expect, test } from "vitest";
import { readServiceRoute, routeSet } from "#sip/routes.ts";

test("the addresses of Service-Route are read one by one, in order", () => {
  expect(
    readServiceRoute(["<sip:a.invalid;lr>, <sip:b.invalid;lr>;x=1", "<sip:c.invalid;lr>", "junk"]),
  ).toEqual(["<sip:a.invalid;lr>", "<sip:b.invalid;lr>;x=1", "<sip:c.invalid;lr>"]);
});

test.each<[string | undefined, string[], string[]]>([
  [undefined, [], []],
  [undefined, ["<sip:b.invalid;lr>"], ["<sip:b.invalid;lr>"]],
  ["sip:proxy.invalid", [], ["<sip:proxy.invalid;lr>"]],
  ["sip:proxy.invalid;transport=ws;lr", [], ["<sip:proxy.invalid;transport=ws;lr>"]],
  ["sip:proxy.invalid", ["<sip:b.invalid;lr>"], ["<sip:proxy.invalid;lr>", "<sip:b.invalid;lr>"]],
  ["sip:proxy.invalid", ["<sip:x@PROXY.invalid;lr>"], ["<sip:x@PROXY.invalid;lr>"]],
])("by %s and %j a request goes by %j", (proxy, service, routes) => {
  expect(routeSet(proxy, service)).toEqual(routes);
});

import { expect, test } from "vitest";
import type { Account } from "#contract/account.ts";
import { callerIdOf, type WantedCallerId } from "#sip/caller-id.ts";

const kim: Account = {
  id: "desk",
  displayName: 'Kim "K" Agent\r\n',
  uri: "sip:kim@example.invalid",
  server: "wss://sip.example.invalid",
  authUser: "",
  iceServers: [],
};

/** What an INVITE says, in one line. */
function shown(account: Partial<Account>, wanted: WantedCallerId = {}): string {
  const said = callerIdOf({ ...kim, ...account }, "example.invalid", wanted);
  const { fromUri, fromDisplayName, headers } = said;
  return fromUri === undefined
    ? headers.join("|")
    : `From "${fromDisplayName}" ${fromUri.toString()}`;
}

const service = { callerId: "+15550199", callerIdName: "HomeLink service" };

test.each<[Partial<Account>, WantedCallerId, string]>([
  [{}, {}, ""],
  [{}, service, ""],
  [
    { callerId: "+15550111" },
    {},
    'P-Preferred-Identity: "Kim K Agent" <sip:+15550111@example.invalid>',
  ],
  [
    { callerId: "+15550111" },
    service,
    'P-Preferred-Identity: "Kim K Agent" <sip:+15550111@example.invalid>',
  ],
  [
    { callerId: "+15550111", callerIdIn: "From" },
    {},
    'From "Kim K Agent" sip:+15550111@example.invalid',
  ],
  [
    { callerIdFromCallback: true },
    service,
    'P-Preferred-Identity: "HomeLink service" <sip:+15550199@example.invalid>',
  ],
  [
    { callerIdFromCallback: true, callerIdIn: "From", callerId: "+15550111" },
    { callerId: "+15550199" },
    'From "Kim K Agent" sip:+15550199@example.invalid',
  ],
  [
    { callerIdFromCallback: true, callerId: "sip:service@example.org" },
    { callerId: "5550199", callerIdName: "not a full number" },
    'P-Preferred-Identity: "Kim K Agent" <sip:service@example.org>',
  ],
  [
    { callerIdFromCallback: true, displayName: "" },
    { callerId: "+15550199", callerIdName: 'x"\r\nVia: y' },
    'P-Preferred-Identity: "xVia: y" <sip:+15550199@example.invalid>',
  ],
  [
    { displayName: "", callerId: "+15550111" },
    {},
    "P-Preferred-Identity: <sip:+15550111@example.invalid>",
  ],
])("an account with %j and a callback with %j show: %s", (account, wanted, line) => {
  expect(shown(account, wanted)).toBe(line);
});

import { account } from "#contract/account.ts";
import { settings } from "#contract/settings.ts";
import type { CallId } from "#core/call-id.ts";
import { createPhone } from "#sip/phone.ts";
import { FakeMedia } from "#test/sip/support/fake-media.ts";
import * as v from "valibot";

/** A line that registers at the URL given, calls somebody, and says so when it was answered. */
const phone = createPhone({
  account: v.parse(account, {
    id: "bench",
    uri: "sip:kim@example.invalid",
    server: process.argv[2],
  }),
  password: null,
  isDemo: false,
  media: new FakeMedia(),
  call: v.parse(settings, {}).call,
  report: () => undefined,
});
phone.subscribe((fact) => {
  if (fact.type === "registration-changed" && fact.registration.at === "registered") {
    phone.invite("bench" as CallId, "+15550100");
  }
  if (fact.type === "answered" || fact.type === "ended") process.send?.(fact.type);
});
phone.start();

import { account } from "#contract/account.ts";
import { settings } from "#contract/settings.ts";
import type { CallId } from "#core/call-id.ts";
import { createPhone } from "#sip/phone.ts";
import { FakeMedia } from "#test/sip/support/fake-media.ts";
import * as v from "valibot";
import { watchLoop } from "./loop-blocks.ts";

/**
 * A line that registers at the URL given, calls somebody, and says so when it was answered. From then
 * on it watches its loop, and tells what it saw when it is asked.
 */
const media = new FakeMedia();
const phone = createPhone({
  account: v.parse(account, {
    id: "bench",
    uri: "sip:kim@example.invalid",
    server: process.argv[2],
  }),
  password: null,
  isDemo: false,
  media,
  call: v.parse(settings, {}).call,
  report: () => undefined,
});
const call = "bench" as CallId;
phone.subscribe((fact) => {
  if (fact.type === "registration-changed") {
    if (fact.registration.at === "registered") phone.invite(call, "+15550100");
    return;
  }
  if (fact.call !== call) return;
  if (fact.type === "ended") process.exit(1);
  if (fact.type !== "answered") return;
  // Without that the line would offer the far end new addresses before long.
  media.tell("connection", { session: phone.sessionOf(call) ?? "", state: "connected" });
  const { longest } = watchLoop();
  process.on("message", () => process.send?.(longest));
  process.send?.("answered");
});
phone.start();

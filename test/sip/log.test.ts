import { expect, test } from "vitest";
import { discreet, logInto, redact, sparing } from "#sip/log.ts";
import { openLine } from "./support/line.ts";

test.each([
  ['From: "Ada Sample" <sip:+15550100@example.org>;tag=1', 'From: "…" <sip:…>;tag=1'],
  ["dialling +1 555 01 00 now", "dialling … now"],
  ["tel:+493023125000;x=y failed", "tel:…;x=y failed"],
  ["INVITE sip:a@b SIP/2.0\r\nFrom: secret", "INVITE sip:… SIP/2.0"],
  ["status 486 after 32 s", "status 486 after 32 s"],
])("%j is logged as %j", (text, logged) => {
  expect(redact(text)).toBe(logged);
});

test("chatter stays out of the log", () => {
  const seen: string[] = [];
  const connector = logInto((what) => void seen.push(what), "warn");
  connector("debug", "sip.x", undefined, "chatter");
  connector("log", "sip.x", undefined, "chatter");
  connector("warn", "sip.x", undefined, "careful");
  connector("error", "sip.x", undefined, "broken");
  expect(seen).toEqual(["SIP warn (sip.x): careful", "SIP error (sip.x): broken"]);
});

test("a flood is cut short, and what was left out is counted", () => {
  const seen: string[] = [];
  let now = 0;
  const report = sparing(
    (what) => void seen.push(what),
    () => now,
  );
  for (let n = 0; n < 1_000; n += 1) report("again");
  expect(seen).toHaveLength(30);
  now = 60_000;
  report("later");
  expect(seen.slice(30)).toEqual([
    "970 more words about messages were left out of the log",
    "later",
  ]);
});

test("an error is told by its kind and its place, without a word of what it says", () => {
  const seen: unknown[] = [];
  const report = discreet((what, error) => void seen.push(what, error));
  const words = "no way\r\nFrom: <sip:+15550100@example.org>\n    at sip:ann@example.org";
  report("it failed", new TypeError(words));
  report("it failed", words);
  report("it is so");
  const [, first, , second, , third] = seen as Error[];
  expect(first?.name).toBe("TypeError");
  expect(first?.stack).toMatch(/^TypeError\n +at .*log\.test\.ts/);
  expect(second?.stack).toBe("thrown: string");
  expect([first, second].map((error) => `${error?.message}${error?.stack}`).join()).not.toMatch(
    /sip:|15550100/,
  );
  expect(third).toBeUndefined();
});

test("whatever fails within the line is told without what it says", async () => {
  const told: { what: string; error: unknown }[] = [];
  const { phone, fact } = openLine({
    url: "ws://127.0.0.1:9",
    onReport: (what, error) => told.push({ what, error }),
  });
  phone.subscribe(() => {
    throw new Error("BYE sip:+15550100@example.org");
  });
  phone.start();
  await fact("registration-changed");
  expect(told).toMatchObject([
    { what: "a listener of the phone failed", error: { name: "Error", message: "" } },
  ]);
});

import { expect, test } from "vitest";
import { show } from "#test/support/product.ts";
import { PLAIN_PEER } from "./support/numbers.ts";
import type { Tapped } from "./support/tap.ts";
import { RigStory, useRigStory } from "./support/story.ts";

const REGISTER_SECONDS = 7;
const story = useRigStory({ settings: { call: { registerSeconds: REGISTER_SECONDS } } });

/** The registrations of a product begun after `known` was heard: each keeps to one Call-ID. */
const registersOfOther = (known: readonly Tapped[]): readonly Tapped[] => {
  const ours = new Set(known.map(({ callId }) => callId));
  return story()
    .rig.tap.all("REGISTER")
    .filter(({ callId }) => !ours.has(callId));
};

test("the line registers with a digest, again before that runs out, and says its password nowhere", async () => {
  const { tap } = story().rig;
  const first = await tap.next("REGISTER", "product");
  expect(first.start).toBe("REGISTER sip:rig.test SIP/2.0");
  expect(first.header("Authorization")).toBeNull();
  const challenge = await tap.next("401 REGISTER", "server");
  const nonce = /nonce="([^"]+)"/.exec(challenge.header("WWW-Authenticate") ?? "")?.[1];
  const second = await tap.next("REGISTER", "product");
  const answer = second.header("Authorization") ?? "";
  expect(answer).toMatch(/^Digest /);
  expect(answer).toContain('username="alice"');
  expect(answer).toContain('realm="rig.test"');
  expect(answer).toContain(`nonce="${nonce ?? ""}"`);
  expect(answer).toMatch(/response="[0-9a-f]{32}"/);
  expect(second.header("Expires")).toBe(String(REGISTER_SECONDS));
  const granted = await tap.next("200 REGISTER", "server");
  expect(granted.header("Contact")).toMatch(new RegExp(`expires=${REGISTER_SECONDS}\\b`));
  const refreshed = await tap.next("200 REGISTER", "server");
  expect(refreshed.callId).toBe(first.callId);
  expect(refreshed.at - granted.at).toBeLessThan(REGISTER_SECONDS * 1_000);
  expect(await story().window.registration.textContent()).toMatch(/^\s*registered\s*$/);
  expect(tap.all().some(({ text }) => text.includes("alice-secret"))).toBe(false);
  expect(story().product.log()).not.toContain("alice-secret");
});

test("a wrong password is shown as that and not tried again and again", async () => {
  const { rig } = story();
  const known = [await rig.tap.next("REGISTER", "product")];
  const other = await RigStory.begin(rig, { password: "not-hers", isLineExpected: false });
  try {
    await other.window.registration.filter({ hasText: "failed" }).waitFor();
    expect(await other.window.registration.textContent()).toContain(
      "user name or password is wrong",
    );
    const [asked, answered] = registersOfOther(known);
    expect(asked?.header("Authorization")).toBeNull();
    expect(answered?.header("Authorization")).toMatch(/^Digest .*username="alice"/);
    const refusals = rig.tap.all("401 REGISTER", "server");
    expect(refusals.filter(({ callId }) => callId === asked?.callId)).toHaveLength(2);
    // Nothing goes out on such a line, and nothing is kept as tried.
    const customer = await other.customer(PLAIN_PEER);
    await other.call(customer);
    const alert = other.window.page.getByRole("alert");
    await alert.filter({ hasText: "The line is not registered" }).first().waitFor();
    expect((await show(other.folder, customer.id)).attempts).toEqual([]);
    expect(rig.tap.all("INVITE")).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    // One to be challenged, one that answers.
    expect(registersOfOther(known)).toHaveLength(2);
  } finally {
    await other.end();
  }
});

test("the registration is taken back when the app is quit", async () => {
  const { rig } = story();
  const known = [await rig.tap.next("REGISTER", "product")];
  const other = await RigStory.begin(rig);
  await other.end();
  const last = registersOfOther(known).at(-1);
  expect(last?.header("Expires")).toBe("0");
  const confirmed = rig.tap.all("200 REGISTER").findLast(({ callId }) => callId === last?.callId);
  expect(confirmed?.at).toBeGreaterThanOrEqual(last?.at ?? Number.NaN);
});

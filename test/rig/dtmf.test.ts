import { expect, test } from "vitest";
import type { AgentWindow } from "#test/support/agent-window.ts";
import { PLAIN_PEER, SIPP } from "./support/numbers.ts";
import { takesInfo } from "./support/sipp-scenarios.ts";
import { RigStory, useRigStory } from "./support/story.ts";

const story = useRigStory({ peers: { plain: {} } });

/** Three by key, two from the keyboard, three from the clipboard with what people write between digits. */
const wanted = ["1", "*", "#", "2", "0", "3", "4", "5"];

const answered = { outcome: "answered", disconnectType: "client", sipStatus: 200 };

async function enterDigits(window: AgentWindow): Promise<void> {
  const { page } = window;
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await window.button("Keypad").click();
  const keypad = page.getByRole("group", { name: "Keypad" });
  for (const name of ["1", "Star", "Hash"]) {
    await keypad.getByRole("button", { name, exact: true }).click();
  }
  const digits = keypad.getByRole("textbox", { name: "Digits" });
  await digits.press("2");
  await digits.press("0");
  await page.evaluate(() => navigator.clipboard.writeText("3 4-5"));
  await digits.press("Control+V");
  expect(await digits.inputValue()).toBe(wanted.join(""));
}

test("digits go within the audio, each once and in order", async () => {
  const { window, rig } = story();
  const peer = rig.peer("plain");
  const customer = await story().dial(PLAIN_PEER);
  await window.waitForCall("talking");
  for (const [kind, from] of [
    ["INVITE", "product"],
    ["200 INVITE", "server"],
  ] as const) {
    expect((await rig.tap.next(kind, from)).body).toMatch(/^a=rtpmap:\d+ telephone-event\/8000/m);
  }
  await enterDigits(window);
  for (const digit of wanted) expect(await peer.event("CALL_DTMF_START")).toBe(digit);
  await window.button("Hang up").click();
  // Its end comes after whatever was sent before it.
  await expect.poll(() => peer.events()).toContain("CALL_CLOSED");
  expect(peer.events()).not.toContain("CALL_DTMF_START");
  expect(rig.tap.all("INFO")).toEqual([]);
  expect(await story().attemptOf(customer)).toMatchObject(answered);
  await story().showsEnd("Answered", PLAIN_PEER, { sip: 200, isTalked: true });
});

test("digits go by INFO where that is set", async () => {
  const { rig } = story();
  const other = await RigStory.begin(rig, { settings: { call: { dtmf: "info" } } });
  try {
    const sipp = await rig.answer(takesInfo(wanted.length));
    const customer = await other.dial(SIPP);
    await other.window.waitForCall("talking");
    await enterDigits(other.window);
    const infos = [];
    while (infos.length < wanted.length) infos.push(await rig.tap.next("INFO", "product"));
    expect(infos.map((info) => info.header("Content-Type"))).toEqual(
      wanted.map(() => "application/dtmf-relay"),
    );
    expect(infos.map(({ body }) => /^Signal=(.)\r\nDuration=\d+\r\n$/.exec(body)?.[1])).toEqual(
      wanted,
    );
    await other.window.button("Hang up").click();
    await sipp.finished();
    expect(rig.tap.all("200 INFO", "server")).toHaveLength(wanted.length);
    expect(await other.attemptOf(customer)).toMatchObject(answered);
    await other.showsEnd("Answered", SIPP, { sip: 200, isTalked: true });
  } finally {
    await other.end();
  }
});

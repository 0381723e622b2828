import { afterAll, afterEach, expect, test } from "vitest";
import { ANSWERS, callback } from "#test/support/records.ts";
import { beginStory, closeBrowser, type Story } from "#test/support/story.ts";

let story: Story;
afterEach(() => story.end());
afterAll(() => closeBrowser());

test("digits for somebody consulted go to that call and no other, by key, keyboard and clipboard", async () => {
  story = await beginStory({
    records: [callback({ id: "digits-1", name: "Maria Keller", numbers: [ANSWERS] })],
    settings: { call: { dtmf: "info" } },
  });
  const window = story.window();
  const { page } = window;
  const infos: { callId: string; signal: string }[] = [];
  story.demo.onSip((text) => {
    if (!text.startsWith("INFO ")) return;
    const callId = /^Call-ID: (.+)\r$/im.exec(text)?.[1] ?? "";
    infos.push({ callId, signal: /^Signal=(.)\r$/m.exec(text)?.[1] ?? "" });
  });
  await window.accept("Maria Keller");
  await window.button("Call").click();
  await window.waitForCall("talking");
  await window.button("Transfer").click();
  await page.getByRole("textbox", { name: "Transfer to" }).fill("+1 555 0161");
  await window.button("Consult first").click();
  const side = page.getByRole("region", { name: /^Call with / });
  await side.getByRole("status").filter({ hasText: "Talking" }).waitFor();

  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await side.getByRole("button", { name: /^Keypad for / }).click();
  await side.getByRole("button", { name: "Hash" }).click();
  const digits = side.getByRole("textbox", { name: "Digits" });
  await digits.press("2");
  await page.evaluate(() => navigator.clipboard.writeText("3 4-5"));
  await digits.press("Control+V");
  expect(await digits.inputValue()).toBe("#2345");
  await expect.poll(() => infos.map(({ signal }) => signal).join("")).toBe("#2345");
  const [, consulted] = story.demo.invites;
  expect(new Set(infos.map(({ callId }) => callId))).toEqual(new Set([consulted?.callId]));
  await page.keyboard.press("Escape");
  await digits.waitFor({ state: "detached" });
  await side.getByRole("button", { name: /^Hang up on / }).click();
  await side.waitFor({ state: "detached" });
  await window.button("Hang up").click();
  await window.wrapUp.waitFor();
});

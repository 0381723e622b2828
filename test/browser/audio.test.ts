import { AxeBuilder } from "@axe-core/playwright";
import type { Locator } from "playwright";
import { afterAll, afterEach, expect, test } from "vitest";
import { ANSWERS, callbackMediaParticipant } from "#test/support/records.ts";
import { beginStory, closeBrowser, type Story } from "#test/support/story.ts";

let story: Story;
afterEach(() => story.end());
afterAll(() => closeBrowser());

const maria = callbackMediaParticipant(
  { id: "audio-1", name: "Maria Keller", numbers: [ANSWERS], timeoutSeconds: 500 },
  { prompt: "mandatory" },
);

test("devices are chosen while the agent talks, the call goes on, and the choice is kept", async () => {
  story = await beginStory({ records: [maria] });
  const window = story.window();
  const { page } = window;
  await window.accept("Maria Keller");
  await page.getByRole("button", { name: "Call", exact: true }).click();
  await expect.poll(() => window.call.textContent(), { timeout: 15_000 }).toBe("talking");

  await page.getByRole("button", { name: "Audio settings" }).click();
  const modal = page.getByRole("dialog", { name: "Audio" });
  const microphone = modal.getByRole("combobox", { name: "Microphone" });
  await expect.poll(() => microphone.evaluate((it) => it === document.activeElement)).toBe(true);
  const device = (await namesIn(microphone)).at(-1) ?? "";
  await microphone.selectOption(device);
  await modal.getByText("Used from now on.").waitFor();
  await modal.getByRole("switch", { name: "Noise suppression" }).click();
  const quality = modal.getByRole("group", { name: "Sound quality" });
  await expect.poll(() => quality.textContent(), { timeout: 20_000 }).toContain("Quality good");
  const { violations } = await new AxeBuilder({ page }).exclude("iframe").analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await page.keyboard.press("Escape");
  await modal.waitFor({ state: "detached" });
  expect(await window.call.textContent()).toBe("talking");

  await story.crashAndRestart();
  await story.window().page.getByRole("button", { name: "Audio settings" }).click();
  const again = story.window().page.getByRole("dialog", { name: "Audio" });
  const kept = again.getByRole("combobox", { name: "Microphone" });
  await kept.waitFor();
  expect(await kept.inputValue()).toBe(device);
  const noise = again.getByRole("switch", { name: "Noise suppression" });
  expect(await noise.isChecked()).toBe(false);
});

/** The values that can be chosen. */
const namesIn = (field: Locator): Promise<string[]> =>
  field
    .locator("option")
    .evaluateAll((options) => options.map((each) => each.getAttribute("value") ?? ""));

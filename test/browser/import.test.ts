import { AxeBuilder } from "@axe-core/playwright";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, expect, test } from "vitest";
import { importText } from "#test/support/product.ts";
import { callback } from "#test/support/records.ts";
import { beginStory, closeBrowser, type Story } from "#test/support/story.ts";

let story: Story;
afterEach(() => story.end());
afterAll(() => closeBrowser());

const pictures = join(import.meta.dirname, "../../test-results/screens");
mkdirSync(pictures, { recursive: true });

const here = callback({ id: "import-0", name: "Ann Lee", numbers: ["+15550110"] });
const linesOf = (count: number, note = ""): string =>
  Array.from({ length: count }, (_, n) =>
    JSON.stringify({
      ...callback({ id: `import-${n + 1}`, name: `Customer c${n + 1}c`, numbers: ["+15550111"] }),
      note,
    }),
  ).join("\n");

const parts = () => {
  const { page } = story.window();
  const dialog = page.getByRole("dialog", { name: "Import callbacks" });
  const choose = async (name: string, text: string) => {
    const input = dialog.getByLabel("Choose a file, or drop it here");
    await input.setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
  };
  const say = async (words: string | RegExp) => dialog.getByText(words).first().waitFor();
  return { page, dialog, choose, say };
};

/** Nothing that axe finds, and a picture to look at. */
async function isAccessible(name: string): Promise<void> {
  const { page } = parts();
  await page.screenshot({ path: join(pictures, `import-${name}.png`) });
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
}

test("a file is looked through, imported and found, from the keyboard", async () => {
  story = await beginStory({ records: [here] });
  const { page, dialog, choose, say } = parts();
  await page.keyboard.press("Control+I");
  await dialog.waitFor();
  await isAccessible("choose");
  const bad = '{"id":"import-bad","held":"no"}';
  await choose("friday.ndjson", `${JSON.stringify(here)}\nnonsense\n${bad}\n${linesOf(300)}`);
  await say("302 records can be imported");
  await say("1 would be refused · 1 has fields that cannot be read");
  await dialog.getByRole("row", { name: /Ann Lee.*\+1 555-?0110/ }).waitFor();
  await isAccessible("looked");
  // The focus is on what comes next.
  await page.keyboard.press("Enter");
  await say("301 callbacks imported");
  await dialog.getByRole("table", { name: "2 problems" }).waitFor();
  await isAccessible("done");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  await story.window().look("Customer c300c");
});

test("a page that is loaded anew in the middle ends its import, says so, and the same file brings the rest", async () => {
  story = await beginStory({ records: [here] });
  const { page, dialog, choose, say } = parts();
  const count = 12_000;
  const text = linesOf(count, "x".repeat(800));
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await choose("saturday.ndjson", text);
  await dialog.getByRole("button", { name: "Import 12,000 records" }).click();
  const bar = dialog.getByRole("progressbar", { name: "Importing" });
  const percent = async () => Number(await bar.getAttribute("aria-valuenow"));
  await expect.poll(percent, { timeout: 30_000 }).toBeGreaterThan(2);
  await page.reload();
  await say("Import cancelled");
  await say(/Its window was closed or loaded anew/);
  await dialog.getByRole("button", { name: "OK" }).click();
  await dialog.waitFor({ state: "detached" });
  const again = await importText(story.folder, text);
  expect(again.read).toBe(count);
  expect(again.unchanged).toBeGreaterThan(0);
  expect(again.added).toBeGreaterThan(0);
  expect(again.added + again.unchanged).toBe(count);
});

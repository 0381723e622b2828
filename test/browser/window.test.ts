import { AxeBuilder } from "@axe-core/playwright";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, expect, test } from "vitest";
import type { AgentWindow } from "#test/support/agent-window.ts";
import { show } from "#test/support/product.ts";
import {
  ANSWERS,
  callback,
  callbackBasic,
  callbackMediaParticipant,
  notificationCallback,
} from "#test/support/records.ts";
import { beginStory, closeBrowser, type Story } from "#test/support/story.ts";

let story: Story;
afterEach(() => story.end());
afterAll(() => closeBrowser());

const pictures = join(import.meta.dirname, "../../test-results/screens");
mkdirSync(pictures, { recursive: true });

const maria = (timeoutSeconds: number) =>
  callbackMediaParticipant(
    {
      id: "window-1",
      name: "Maria Keller",
      numbers: [ANSWERS, "+493023125020"],
      timeoutSeconds,
      skipEnabled: true,
    },
    { prompt: "mandatory" },
  );
const others = [
  callbackBasic({ id: "window-2", name: "J. O'Neil", numbers: ["+15550110"] }),
  notificationCallback({ id: "window-3", name: "Łukasz Wójcik", numbers: ["+447700900123"] }),
];

test("a whole callback is worked from the keyboard alone", async () => {
  story = await beginStory({ records: [maria(0), ...others] });
  const { page, button, wrapUp, call } = partsOf(story.window());
  await page.keyboard.press("Control+K");
  await page.keyboard.type("keller");
  const rest = story.window().option(/^J. O'Neil/);
  await rest.waitFor({ state: "detached" });
  await story
    .window()
    .option(/^Maria Keller/)
    .waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Maria Keller" }).waitFor();
  await button("Accept").waitFor();
  await page.keyboard.press("Enter");
  await button("Call").waitFor();
  await page.waitForTimeout(400);
  await page.keyboard.press("Enter");
  await call("talking");
  await page.keyboard.type("Typed without a mouse.");
  const hangUp = await button("Hang up").getAttribute("aria-keyshortcuts");
  expect(hangUp).not.toBeNull();
  await page.keyboard.press(hangUp ?? "");
  await wrapUp.waitFor();
  const code = page.getByRole("combobox", { name: "Wrap-up code" });
  await tabTo(page, code);
  await page.keyboard.type("resol");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+Enter");
  await wrapUp.waitFor({ state: "detached" });
  expect(await show(story.folder, "window-1")).toMatchObject({
    attempts: [{ outcome: "answered" }],
    wrapUp: { code: "resolved", notes: "Typed without a mouse." },
  });
});

test("nothing moves while the countdown runs", async () => {
  story = await beginStory({ records: [maria(500), ...others] });
  const { page, countdown } = partsOf(story.window());
  await story.window().accept("Maria Keller");
  await countdown.waitFor();
  await page.waitForTimeout(500);
  const shift = await page.evaluate(async () => {
    let sum = 0;
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) sum += (entry as unknown as { value: number }).value;
    });
    observer.observe({ type: "layout-shift" });
    await new Promise((resolve) => setTimeout(resolve, 3_500));
    observer.disconnect();
    return sum;
  });
  expect(shift).toBe(0);
});

test("every tab of the queue is within reach of the mouse, however many callbacks there are", async () => {
  const many = Array.from({ length: 3_200 }, (_, n) => ({
    ...callback({ id: `many-${n}`, name: `Customer ${n}`, numbers: ["+15550110"] }),
    ...(n % 2 === 0 && { callbackScheduledTime: "2099-01-01T09:00:00.000Z" }),
  }));
  story = await beginStory({ records: many });
  const { page } = story.window();
  const tabs = page.getByRole("tablist", { name: "Which callbacks" });
  await expect.poll(() => tabs.innerText()).toMatch(/1\.6k[^]*1\.6k/);
  for (const width of [1280, 1024, 980, 760]) {
    await page.setViewportSize({ width, height: 700 });
    for (const name of ["Scheduled", "Mine", "Closed", "All", "Now"]) {
      const tab = page.getByRole("tab", { name });
      await tab.click({ timeout: 5_000 });
      expect(await tab.getAttribute("aria-selected"), `${name} at ${width}`).toBe("true");
      const overhang = await tab.evaluate((each) => {
        const bar = each.parentElement?.getBoundingClientRect();
        return each.getBoundingClientRect().right - (bar?.right ?? 0);
      });
      expect(overhang, `${name} at ${width}`).toBeLessThanOrEqual(0);
    }
  }
});

test.each([
  { theme: "light", width: 1280, height: 800 },
  { theme: "dark", width: 1024, height: 640 },
] as const)(
  "every state is accessible and fits its window: $theme, $width × $height",
  async ({ theme, width, height }) => {
    story = await beginStory({
      records: [maria(500), ...others],
      window: { theme, width, height },
    });
    const window = story.window();
    const { page, button, wrapUp, call, countdown } = partsOf(window);
    const look = async (state: string) => {
      await page.screenshot({ path: join(pictures, `${state}-${theme}.png`) });
      const { violations } = await new AxeBuilder({ page }).exclude("iframe").analyze();
      const grave = violations.filter(
        ({ impact }) => impact === "serious" || impact === "critical",
      );
      expect(
        grave.map(
          ({ id, nodes }) => `${state}: ${id} at ${nodes.map((node) => node.html).join(" ")}`,
        ),
      ).toEqual([]);
      const overflow = await page.evaluate(() => {
        const { scrollWidth, scrollHeight } = document.documentElement;
        return [scrollWidth - innerWidth, scrollHeight - innerHeight];
      });
      expect(overflow, `${state} is larger than its window`).toEqual([0, 0]);
    };
    await look("queue");
    await window.look("Maria Keller");
    await look("looked-at");
    await button("Accept").click();
    await countdown.waitFor();
    await look("preview");
    await button("Call").click();
    await call("ringing");
    await look("ringing");
    await call("talking");
    await look("talking");
    await button("Hold").click();
    await call("on hold");
    await look("on-hold");
    await button("Hang up").click();
    await wrapUp.waitFor();
    await look("wrap-up");
  },
);

function partsOf(window: AgentWindow) {
  return {
    page: window.page,
    button: (name: string) => window.button(name),
    call: (state: string) => window.waitForCall(state),
    countdown: window.countdown,
    wrapUp: window.wrapUp,
  };
}

/** Moves the focus with Tab, as a keyboard user does; fails when it cannot be reached. */
async function tabTo(
  page: AgentWindow["page"],
  target: ReturnType<AgentWindow["page"]["getByRole"]>,
) {
  for (let step = 0; step < 40; step += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("the field cannot be reached with Tab");
}

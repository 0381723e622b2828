import type { Browser } from "playwright";
import { startDemoSwitch, type DemoSwitch } from "#demo/switch.ts";
import { AgentWindow, launchChromium } from "./agent-window.ts";
import {
  discard,
  freshFolder,
  importRecords,
  startProduct,
  useSwitch,
  type Product,
} from "./product.ts";

/** One agent, one product process on a folder of its own, and the switch in the test's hands. */
export interface Story {
  readonly folder: string;
  readonly demo: DemoSwitch;
  product(): Product;
  window(): AgentWindow;
  /** Kills the product as a crash would and starts it anew on the same folder, with a new window. */
  crashAndRestart(): Promise<void>;
  /** Opens another window on the running product. */
  openWindow(options?: Parameters<typeof AgentWindow.open>[2]): Promise<AgentWindow>;
  end(): Promise<void>;
}

export interface StoryOptions {
  readonly records: readonly unknown[];
  readonly settings?: Record<string, unknown>;
  readonly window?: Parameters<typeof AgentWindow.open>[2];
}

let browser: Browser | null = null;

/** The one Chromium of a test file; closed by `closeBrowser`. */
async function sharedBrowser(): Promise<Browser> {
  browser ??= await launchChromium();
  return browser;
}

export async function closeBrowser(): Promise<void> {
  await browser?.close();
  browser = null;
}

/** Imports the records, starts the product on a switch of the test's own and opens the window. */
export async function beginStory(options: StoryOptions): Promise<Story> {
  const folder = freshFolder();
  const demo = await startDemoSwitch({ report: () => undefined });
  useSwitch(folder, demo, options.settings);
  await importRecords(folder, options.records);
  let product = await startProduct(folder);
  const openFirst = async () => {
    const opened = await AgentWindow.open(await sharedBrowser(), product.url, options.window);
    await opened.waitForLine();
    return opened;
  };
  let window = await openFirst().catch(async (error: unknown) => {
    // A story that never began has nobody to end it.
    await product.kill();
    await demo.stop();
    throw error;
  });
  return {
    folder,
    demo,
    product: () => product,
    window: () => window,
    async crashAndRestart() {
      await product.kill();
      await window.close();
      product = await startProduct(folder);
      window = await openFirst();
    },
    openWindow: async (wanted) => AgentWindow.open(await sharedBrowser(), product.url, wanted),
    async end() {
      await window.close();
      await product.stop();
      await demo.stop();
      discard(folder);
    },
  };
}

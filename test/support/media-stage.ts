import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll } from "vitest";
import type { LabDevice } from "./media-lab.ts";
import { buildMediaPage, launchBrowser, openMediaEnd, type MediaEnd } from "./media-page.ts";

/** The tones of the two who talk in most tests, and the name of their session. */
export const ANN = 440;
export const BEN = 1_000;
export const session = "one";

/** The media page, built once for a file of tests, and a browser; windows last for one test. */
export interface MediaStage {
  /** A window with these devices; null: those of the browser, whose microphone beeps. */
  open(devices?: readonly LabDevice[] | null): Promise<MediaEnd>;
  /** A window whose default microphone hums one tone, so that a far end can tell who is heard. */
  hum(hertz: number, others?: readonly LabDevice[]): Promise<MediaEnd>;
  /** The agent's window and the far end's, each humming its tone. */
  pair(others?: readonly LabDevice[]): Promise<[ann: MediaEnd, ben: MediaEnd]>;
  /** A window of a browser without any microphone. */
  openBare(): Promise<MediaEnd>;
}

export function mediaStage(): MediaStage {
  let pages: Awaited<ReturnType<typeof buildMediaPage>>;
  let browser: Browser;
  const ends: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    pages = await buildMediaPage();
    browser = await launchBrowser(true);
  });
  afterEach(async () => {
    await Promise.all(ends.splice(0).map((end) => end.close()));
  });
  afterAll(async () => {
    await browser.close();
    pages.remove();
  });

  async function open(devices: readonly LabDevice[] | null = null): Promise<MediaEnd> {
    const end = await openMediaEnd(browser, pages.folder, devices);
    ends.push(end);
    return end;
  }

  const hum = (hertz: number, others: readonly LabDevice[] = []): Promise<MediaEnd> =>
    open([
      { kind: "audioinput", label: `Hum of ${hertz}`, hertz },
      { kind: "audiooutput", label: "Ear" },
      ...others,
    ]);

  return {
    open,
    hum,
    pair: (others) => Promise.all([hum(ANN, others), hum(BEN)]),
    async openBare() {
      const bare = await launchBrowser(false);
      ends.push(bare);
      return openMediaEnd(bare, pages.folder);
    },
  };
}

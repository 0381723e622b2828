import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright";
import { build } from "vite";
import { startBrowserHost, type BrowserHost } from "#browser-host/server.ts";
import {
  mediaFacts,
  type MediaAskName,
  type MediaFact,
  type MediaFactName,
  type MediaInput,
  type MediaOutput,
} from "#contract/media.ts";
import type { MediaLink } from "#desk/ports.ts";
import { createMediaLink } from "#ipc/media-link.ts";
import { standInDesk } from "./desk-service.ts";
import { installLab, type LabDevice } from "./media-lab.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Builds the media page alone, as it ships; the caller removes the folder. */
export async function buildMediaPage(): Promise<{ folder: string; remove: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), "ringback-media-"));
  await build({
    root: join(root, "src-renderer"),
    publicDir: join(root, "resources/public"),
    configFile: false,
    logLevel: "warn",
    build: {
      outDir: folder,
      emptyOutDir: true,
      rolldownOptions: { input: join(root, "src-renderer/media.html") },
    },
  });
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}

/** A browser whose microphone is Chromium's beep, or which has none. */
export function launchBrowser(hasMicrophone: boolean): Promise<Browser> {
  return chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--use-fake-ui-for-media-stream",
      ...(hasMicrophone ? ["--use-fake-device-for-media-stream"] : []),
      "--allow-loopback-in-peer-connection",
      "--autoplay-policy=no-user-gesture-required",
      "--disable-background-networking",
      "--disable-component-update",
    ],
  });
}

/** One media window with main's end of it: what a test of a call needs twice. */
export interface MediaEnd {
  readonly link: MediaLink;
  readonly page: Page;
  readonly facts: { readonly name: MediaFactName; readonly fact: unknown }[];
  /** What pages complained about: refused by the policy, or failed. */
  readonly complaints: string[];
  /** As `MediaLink.ask`, for asks that have to succeed. */
  ask<K extends MediaAskName>(name: K, input: MediaInput<K>): Promise<MediaOutput<K>>;
  /** Resolves with the first fact, past or to come, that `fits`. */
  until<K extends MediaFactName>(name: K, fits: (fact: MediaFact<K>) => boolean): Promise<void>;
  /** The facts of that name, in order. */
  told<K extends MediaFactName>(name: K): MediaFact<K>[];
  /** Ends the host as if main had died; the page stays. */
  stopHost(): Promise<void>;
  close(): Promise<void>;
}

/** `devices`: a bench of devices of this page alone, in the place of the browser's. */
export async function openMediaEnd(
  browser: Browser,
  folder: string,
  devices: readonly LabDevice[] | null = null,
): Promise<MediaEnd> {
  const complaints: string[] = [];
  const report = (what: string, error?: unknown) =>
    void complaints.push(error instanceof Error ? `${what}: ${error.message}` : what);
  const { link, attach } = createMediaLink({
    timers: {
      after: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
    },
    report,
  });
  const facts: { name: MediaFactName; fact: unknown }[] = [];
  const watchers = new Set<() => void>();
  for (const name of Object.keys(mediaFacts) as MediaFactName[]) {
    link.on(name, (fact) => {
      facts.push({ name, fact });
      for (const look of [...watchers]) look();
    });
  }
  const host = await startBrowserHost({
    rendererFolder: folder,
    desk: standInDesk().service,
    attachMedia: attach,
    port: 0,
    token: "media-test",
    report,
  });
  const context = await openContext(browser, host, devices);
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  const present = new Promise<void>((resolve) => {
    link.onPresence((isPresent) => {
      if (isPresent) resolve();
    });
  });
  await page.goto(`http://127.0.0.1:${host.port}/media.html?processing=off`);
  await present;

  return {
    link,
    page,
    facts,
    complaints,
    async ask(name, input) {
      const reply = await link.ask(name, input);
      if (!reply.ok) throw new Error(`${name}: ${reply.failure.code}: ${reply.failure.reason}`);
      return reply.value;
    },
    until: (name, fits) =>
      new Promise((resolve) => {
        const look = () => {
          if (!facts.some((each) => each.name === name && fits(each.fact as never))) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
      }),
    told: <K extends MediaFactName>(name: K) =>
      facts.filter((each) => each.name === name).map((each) => each.fact as MediaFact<K>),
    stopHost: () => host.close(),
    async close() {
      await context.close();
      await host.close();
    },
  };
}

/** A context that has the cookie already: there is no desk's page here to trade the token. */
async function openContext(
  browser: Browser,
  host: BrowserHost,
  devices: readonly LabDevice[] | null,
): Promise<BrowserContext> {
  const origin = `http://127.0.0.1:${host.port}`;
  const context = await browser.newContext();
  await context.addInitScript(installLab, devices);
  await context.request.post(`${origin}/session`, {
    headers: { Origin: origin },
    data: "media-test",
  });
  return context;
}

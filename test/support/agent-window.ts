import { chromium, type Browser, type BrowserContext, type Frame, type Page } from "playwright";

const chromiumPath = process.env["RINGBACK_CHROMIUM"] ?? "/usr/bin/chromium";

/** Chromium with a fake microphone that beeps once a second and audio that needs no click. */
export function launchChromium(args: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--use-fake-device-for-media-stream",
      "--use-fake-ui-for-media-stream",
      "--allow-loopback-in-peer-connection",
      "--autoplay-policy=no-user-gesture-required",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-quic",
      "--no-first-run",
      ...args,
    ],
  });
}

/** Keeps every open peer connection of a frame where the test can ask it for its statistics, and the microphone's tracks. */
const keepMedia = `
  const Real = globalThis.RTCPeerConnection;
  globalThis.keptPeers = [];
  globalThis.RTCPeerConnection = class extends Real {
    constructor(...parts) { super(...parts); globalThis.keptPeers.push(this); }
    close() { super.close(); globalThis.keptPeers = globalThis.keptPeers.filter((peer) => peer !== this); }
  };
  globalThis.keptTracks = [];
  const keep = (track) => {
    globalThis.keptTracks = [...globalThis.keptTracks.filter((one) => one.readyState === "live"), track];
    return track;
  };
  const devices = globalThis.MediaDevices?.prototype;
  const open = devices?.getUserMedia;
  if (open !== undefined) {
    devices.getUserMedia = async function (...parts) {
      const stream = await open.apply(this, parts);
      stream.getTracks().forEach(keep);
      return stream;
    };
  }
  const clone = MediaStreamTrack.prototype.clone;
  MediaStreamTrack.prototype.clone = function () { return keep(clone.call(this)); };
`;

export interface AudioReport {
  readonly connections: number;
  readonly packetsSent: number;
  readonly packetsReceived: number;
  /** 0 to 1, the loudest of some looks a little apart. */
  readonly levelSent: number;
  readonly levelReceived: number;
}

/** The agent's window as she meets it: by roles and names. */
export class AgentWindow {
  readonly page: Page;
  readonly #context: BrowserContext;

  private constructor(page: Page, context: BrowserContext) {
    this.page = page;
    this.#context = context;
  }

  static async open(
    browser: Browser,
    url: string,
    options: { width?: number; height?: number; theme?: "light" | "dark" } = {},
  ): Promise<AgentWindow> {
    const context = await browser.newContext({
      viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
      colorScheme: options.theme ?? "light",
      reducedMotion: "reduce",
      locale: "en-GB",
      timezoneId: "Europe/Berlin",
    });
    await context.addInitScript(keepMedia);
    const page = await context.newPage();
    await page.goto(url);
    const window = new AgentWindow(page, context);
    await window.queue.waitFor();
    return window;
  }

  get queue() {
    return this.page.getByRole("listbox", { name: "Callbacks" });
  }
  get call() {
    return this.page.getByRole("status", { name: "Call", exact: true });
  }
  get registration() {
    return this.page.getByRole("status", { name: "SIP registration" });
  }
  get countdown() {
    return this.page.getByRole("timer", { name: "Auto-call countdown" });
  }
  get wrapUp() {
    return this.page.getByRole("form", { name: "Wrap-up" });
  }
  button(name: string) {
    return this.page.getByRole("button", { name, exact: true });
  }
  option(name: string | RegExp) {
    return this.queue.getByRole("option", { name });
  }

  /** Waits for the line, as an agent would before her first call. */
  async waitForLine(): Promise<void> {
    await this.registration.filter({ hasText: "registered" }).waitFor();
  }

  /** Finds a callback by the search box and opens it; a row that moved under the pointer is clicked again. */
  async look(name: string): Promise<void> {
    const search = this.page.getByRole("searchbox", { name: "Search callbacks" });
    await this.page.getByRole("tab", { name: /^All/ }).click();
    await search.fill(name);
    const heading = this.page.getByRole("heading", { name, exact: true }).first();
    for (let tries = 0; tries < 5; tries += 1) {
      await this.option(new RegExp(`^${name},`))
        .first()
        .click();
      const isOpen = await heading.waitFor({ timeout: 2_000 }).then(
        () => true,
        () => false,
      );
      if (isOpen) return search.fill("");
    }
    throw new Error(`"${name}" did not open`);
  }

  async accept(name: string): Promise<void> {
    await this.look(name);
    await this.button("Accept").click();
  }

  async waitForCall(state: string): Promise<void> {
    await this.call.filter({ hasText: new RegExp(`^\\s*${state}\\s*$`) }).waitFor();
  }

  /** Sums what the page's live connections carried, with the loudest level of ten looks in two seconds. */
  async audio(): Promise<AudioReport> {
    let loudest = await this.#audioNow();
    for (let look = 0; look < 10; look += 1) {
      await this.page.waitForTimeout(200);
      const now = await this.#audioNow();
      loudest = {
        ...now,
        levelSent: Math.max(now.levelSent, loudest.levelSent),
        levelReceived: Math.max(now.levelReceived, loudest.levelReceived),
      };
    }
    return loudest;
  }

  /** The frame that carries the audio. @throws when there is none. */
  get mediaFrame(): Frame {
    const frame = this.page.frames().find((candidate) => candidate.url().includes("media.html"));
    if (frame === undefined) throw new Error("the window has no media frame");
    return frame;
  }

  async #audioNow(): Promise<AudioReport> {
    return this.mediaFrame.evaluate(async () => {
      const kept = (globalThis as unknown as { keptPeers: RTCPeerConnection[] }).keptPeers;
      const live = kept.filter((peer) => peer.connectionState !== "closed");
      const sum = { packetsSent: 0, packetsReceived: 0, levelSent: 0, levelReceived: 0 };
      for (const peer of live) {
        for (const stat of (await peer.getStats()).values() as Iterable<Record<string, unknown>>) {
          const number = (name: string) => Number(stat[name] ?? 0);
          if (stat["type"] === "outbound-rtp") sum.packetsSent += number("packetsSent");
          if (stat["type"] === "inbound-rtp") {
            sum.packetsReceived += number("packetsReceived");
            sum.levelReceived = Math.max(sum.levelReceived, number("audioLevel"));
          }
          if (stat["type"] === "media-source") {
            sum.levelSent = Math.max(sum.levelSent, number("audioLevel"));
          }
        }
      }
      return { connections: live.length, ...sum };
    });
  }

  async close(): Promise<void> {
    await this.#context.close();
  }
}

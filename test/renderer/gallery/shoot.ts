import { createServer } from "node:http";
import { mkdir, readFile, rm } from "node:fs/promises";
import { extname, join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { chromium, type Browser } from "playwright";
import { build } from "vite";
import { scenes } from "./scenes.ts";

/**
 * Takes a picture of every state of the window in both themes, and says what is wrong with it:
 * accessibility, what leaves its box, what the page's policy blocks, what moves while a countdown runs
 * or when something comes unasked, and a Hang up that is not always in the same place.
 * `node test/renderer/gallery/shoot.ts [STATE…] [--quick]`; pictures go to test-results/gallery.
 */
const root = new URL("../../..", import.meta.url).pathname;
const built = join(root, "test-results/gallery-page");
const pictures = join(root, "test-results/gallery");
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'";
const types: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
};

const usual = { width: 1280, height: 800 };
const others = [
  { width: 1024, height: 640 },
  { width: 1920, height: 1080 },
  { width: 980, height: 700 },
  { width: 760, height: 600 },
  // 1280 × 800 at 200 % zoom.
  { width: 640, height: 400 },
];
const everywhere = [
  "welcome",
  "many-due",
  "looked-at",
  "preview",
  "talking",
  "wrap-up",
  "long",
  "looking-elsewhere",
  "call-waiting",
  "consulting",
  "transfer",
  "keypad",
  "consent",
  "poor-sound",
  "rings-elsewhere",
  "audio-in-call",
  "import-looked",
];
/** States of one call, from dialing to talking: Hang up stands in one place in all of them. */
const oneCall = [
  "dialing",
  "ringing",
  "early-media",
  "talking",
  "muted",
  "hold-asked",
  "on-hold",
  "hold-failed",
  "held-by-far-end",
  "call-waiting",
  "consulting",
  "conference",
  "poor-sound",
  "ending",
];

async function serve() {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://127.0.0.1").pathname;
    readFile(join(built, path)).then(
      (body) => {
        response.setHeader("content-type", types[extname(path)] ?? "application/octet-stream");
        response.setHeader("content-security-policy", policy);
        response.end(body);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { server, origin: `http://127.0.0.1:${address.port}` };
}

/** Where Hang up stands at each width, and in which states. */
const hangUps = new Map<number, Map<string, string>>();

interface Shot {
  readonly state: string;
  readonly theme: string;
  readonly width: number;
  readonly height: number;
}

async function shoot(browser: Browser, origin: string, shot: Shot): Promise<string[]> {
  const { state, theme, width, height } = shot;
  const context = await browser.newContext({
    viewport: { width, height },
    locale: "en-GB",
    timezoneId: "Europe/London",
    colorScheme: theme === "dark" ? "dark" : "light",
    reducedMotion: "no-preference",
  });
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") {
      wrong.push(`console: ${message.text()}`);
    }
  });
  await page.goto(`${origin}/test/renderer/gallery/index.html?state=${state}&theme=${theme}`);
  await page.waitForTimeout(750);
  const size = width === usual.width ? "" : `-${width}`;
  await page.screenshot({ path: join(pictures, `${state}-${theme}${size}.png`) });
  wrong.push(...(await page.evaluate(overflowing)));
  wrong.push(...(await page.evaluate(covered)));
  const { violations } = await new AxeBuilder({ page }).analyze();
  for (const { id, impact, nodes } of violations) {
    if (impact !== "serious" && impact !== "critical") continue;
    wrong.push(`axe ${impact} ${id}: ${nodes.map(({ target }) => target.join(" ")).join(" | ")}`);
  }
  if (state === "preview" && width === usual.width) {
    wrong.push(...(await page.evaluate(layoutShift)));
  }
  if (oneCall.includes(state)) {
    const box = await page.locator(".controls:not(.compact) .stop").boundingBox();
    const place = box === null ? "nowhere" : `${Math.round(box.x)} ${Math.round(box.y)}`;
    const places = hangUps.get(width) ?? new Map<string, string>();
    hangUps.set(width, places.set(place, [places.get(place), state].filter(Boolean).join(", ")));
  }
  await context.close();
  return wrong.map((what) => `${state} ${theme} ${width}: ${what}`);
}

/** Runs in the page: elements whose text sticks out of the window or of a box that hides nothing. */
function overflowing(): string[] {
  const wide = document.documentElement.scrollWidth > innerWidth;
  const out = [...document.querySelectorAll<HTMLElement>("button, h1, h2, h3, label, td")].filter(
    (element) => {
      const { overflowX } = getComputedStyle(element);
      return (
        overflowX === "visible" &&
        element.scrollWidth > element.clientWidth + 1 &&
        element.clientWidth > 0
      );
    },
  );
  return [
    ...(wide ? ["the page is wider than the window"] : []),
    ...out.map((element) => `overflows: ${element.tagName} ${element.innerText.slice(0, 40)}`),
  ];
}

/** Runs in the page: controls that something else lies over; what a box that scrolls has put away is none. */
function covered(): string[] {
  const modal = document.querySelector("[role=dialog][aria-modal=true]");
  const controls = [...document.querySelectorAll<HTMLElement>("button, input, select, textarea")];
  return controls.flatMap((control) => {
    if (modal !== null && !modal.contains(control)) return [];
    if (!control.checkVisibility({ visibilityProperty: true })) return [];
    const { left, top, width, height } = control.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + height / 2];
    const isPutAway = [...ancestors(control)].some((box) => {
      const seen = box.getBoundingClientRect();
      const isScrolling = /auto|scroll|hidden/.test(getComputedStyle(box).overflowY);
      return isScrolling && (y < seen.top || y > seen.bottom || x < seen.left || x > seen.right);
    });
    const hit = document.elementFromPoint(x, y);
    if (isPutAway || width === 0 || hit === null) return [];
    const isReached = control.contains(hit) || control.closest("label")?.contains(hit) === true;
    return isReached
      ? []
      : [`covered: ${control.innerText || control.ariaLabel} by ${hit.className}`];
  });

  function* ancestors(of: HTMLElement): Generator<HTMLElement> {
    for (let at = of.parentElement; at !== null; at = at.parentElement) yield at;
  }
}

/** Runs in the page: watches three seconds of a countdown for anything that moves. */
async function layoutShift(): Promise<string[]> {
  let shift = 0;
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      shift += (entry as PerformanceEntry & { value: number }).value;
  });
  observer.observe({ type: "layout-shift", buffered: false });
  await new Promise((done) => setTimeout(done, 4_000));
  observer.disconnect();
  return shift === 0 ? [] : [`layout shift ${shift} while the countdown runs`];
}

await rm(built, { recursive: true, force: true });
await mkdir(pictures, { recursive: true });
await build({
  root,
  configFile: false,
  logLevel: "warn",
  plugins: [svelte({ configFile: false })],
  build: {
    outDir: built,
    target: "chrome138",
    modulePreload: { polyfill: false },
    rolldownOptions: { input: join(root, "test/renderer/gallery/index.html") },
  },
});
const { server, origin } = await serve();
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});

const only = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const isQuick = process.argv.includes("--quick");
const states = Object.keys(scenes).filter((state) => only.length === 0 || only.includes(state));
/** The usual window in both themes; the others in one, and there a call only where it may have moved. */
const shots: Shot[] = states.flatMap((state) => [
  ...["light", "dark"].map((theme) => ({ state, theme, ...usual })),
  ...others
    .filter(({ width }) => everywhere.includes(state) || (width < 1_180 && oneCall.includes(state)))
    .filter(() => !isQuick)
    .map((size) => ({ state, theme: "light", ...size })),
]);
const wrong: string[] = [];
for (const shot of shots) wrong.push(...(await shoot(browser, origin, shot)));
for (const [width, places] of hangUps) {
  if (places.size < 2) continue;
  const told = [...places].map(([place, where]) => `at ${place} when ${where}`);
  wrong.push(`Hang up moves at ${width}: ${told.join("; ")}`);
}
await browser.close();
server.close();
process.stdout.write(
  [
    `${shots.length} pictures in ${pictures}`,
    ...wrong,
    wrong.length === 0 ? "nothing wrong" : "",
  ].join("\n") + "\n",
);
process.exitCode = wrong.length === 0 ? 0 : 1;

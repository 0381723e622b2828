import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { chromium } from "playwright";
import { getChromium, systemParts } from "../run/chromium.ts";
import { icnsOf, icoOf } from "./icon-files.ts";

/**
 * `npm run icons`: draws every picture of `resources/icons` and `resources/tray` anew. The mark is a
 * ring that turns back to its beginning, with the caller in the middle.
 */
const resources = join(import.meta.dirname, "../../resources");
const GREEN = "#0b7a53";

/** The mark in a box of 24 by 24. Small pictures get a bolder pen, or nothing of it would be left. */
function mark(ink: string, pen: number): string {
  return `<g fill="none" stroke="${ink}" stroke-width="${pen}" stroke-linecap="round" stroke-linejoin="round">
    <path d="M20.4 12A8.4 8.4 0 1 1 17.94 6.06L19.5 7.6"/>
    <path d="M19.5 2.4V7.6H14.3"/>
    <circle cx="12" cy="12" r="${pen * 1.15}" fill="${ink}" stroke="none"/>
  </g>`;
}

/** The mark in white on a plate. macOS wants room around the plate, the others want it full. */
function appIcon(width: number, margin: number): string {
  const isSmall = width <= 48;
  const side = 1024 - 2 * margin;
  const scale = (side * (isSmall ? 0.78 : 0.66)) / 24;
  const at = (1024 - 24 * scale) / 2;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1024 1024" width="${width}" height="${width}">
  <rect x="${margin}" y="${margin}" width="${side}" height="${side}" rx="${side * 0.225}" fill="${GREEN}"/>
  <g transform="translate(${at} ${at}) scale(${scale})">${mark("#ffffff", isSmall ? 2.6 : 2)}</g>
</svg>`;
}

const trayIcon = (width: number, ink: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="1 1 22 22" width="${width}" height="${width}">${mark(ink, 2.6)}</svg>`;

async function draw(): Promise<number> {
  const executablePath = await getChromium(systemParts);
  if (executablePath === null) return 1;
  const args = systemParts.isRoot ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({ executablePath, args });
  const page = await browser.newPage();
  const png = async (svg: string, width: number): Promise<Buffer> => {
    await page.setViewportSize({ width, height: width });
    await page.setContent(`<style>body{margin:0}svg{display:block}</style>${svg}`);
    return page.screenshot({ omitBackground: true });
  };
  const pictures = async (widths: readonly number[], margin: number) => {
    const drawn = new Map<number, Buffer>();
    for (const width of widths) drawn.set(width, await png(appIcon(width, margin), width));
    return drawn;
  };
  const keep = (name: string, content: Buffer | string) => {
    mkdirSync(dirname(join(resources, name)), { recursive: true });
    writeFileSync(join(resources, name), content);
  };

  const full = await pictures([16, 24, 32, 48, 64, 128, 256, 512], 0);
  const mac = await pictures([32, 64, 128, 256, 512, 1024], 100);
  keep("icons/icon.svg", `${appIcon(1024, 0)}\n`);
  keep("icons/icon.ico", icoOf(full));
  keep("icons/icon.icns", icnsOf(mac));
  for (const [width, picture] of full) {
    if (width !== 24) keep(`icons/linux/${width}x${width}.png`, picture);
  }
  for (const [suffix, width] of [
    ["", 16],
    ["@2x", 32],
  ] as const) {
    keep(`tray/tray${suffix}.png`, await png(trayIcon(width, GREEN), width));
    keep(`tray/trayTemplate${suffix}.png`, await png(trayIcon(width, "#000000"), width));
  }
  await browser.close();
  return 0;
}

process.exitCode = await draw();

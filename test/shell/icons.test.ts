import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { trayImage } from "#shell/tray.ts";

const resources = fileURLToPath(new URL("../../resources", import.meta.url));
const read = (name: string) => readFileSync(join(resources, name));

/** Width, height and whether it has transparency, as the header of a PNG says. */
function pngFacts(png: Buffer) {
  expect(png.subarray(1, 4).toString("latin1")).toBe("PNG");
  const hasAlpha = png[25] === 6;
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20), hasAlpha };
}

describe("the icons", () => {
  test("of Linux have the size that their name says", () => {
    const files = globSync("icons/linux/*.png", { cwd: resources });
    expect(files.length).toBeGreaterThanOrEqual(6);
    for (const file of files) {
      const width = Number(/^(\d+)x\1\.png$/.exec(basename(file))?.[1]);
      expect(pngFacts(read(file))).toEqual({ width, height: width, hasAlpha: true });
    }
  });
  test("of Windows hold every size up to 256, each where the index says", () => {
    const ico = read("icons/icon.ico");
    const count = ico.readUInt16LE(4);
    const widths = Array.from({ length: count }, (_, index) => {
      const entry = 6 + index * 16;
      const start = ico.readUInt32LE(entry + 12);
      const { width } = pngFacts(ico.subarray(start, start + ico.readUInt32LE(entry + 8)));
      expect(width % 256).toBe(ico[entry]);
      return width;
    });
    expect(widths).toEqual([16, 24, 32, 48, 64, 128, 256]);
  });
  test("of macOS hold every size up to 1024 and end where they say", () => {
    const icns = read("icons/icon.icns");
    expect(icns.subarray(0, 4).toString("latin1")).toBe("icns");
    expect(icns.readUInt32BE(4)).toBe(icns.length);
    const widths: number[] = [];
    for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
      widths.push(pngFacts(icns.subarray(at + 8)).width);
    }
    expect(widths).toEqual([32, 64, 128, 256, 256, 512, 512, 1024]);
  });
  test.each(["linux", "win32", "darwin"] as const)(
    "of the tray on %s come in plain and double density",
    (platform) => {
      const file = trayImage(platform, "tray");
      expect(pngFacts(read(file))).toEqual({ width: 16, height: 16, hasAlpha: true });
      const doubled = file.replace(".png", "@2x.png");
      expect(pngFacts(read(doubled))).toEqual({ width: 32, height: 32, hasAlpha: true });
    },
  );
});

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { fitPlacement, readPlacement, writePlacement } from "#shell/bounds.ts";

const left = { x: 0, y: 24, width: 1920, height: 1056 };
const right = { x: 1920, y: 0, width: 2560, height: 1440 };
const folder = mkdtempSync(join(tmpdir(), "ringback-bounds-"));
afterAll(() => rmSync(folder, { recursive: true }));

const fit = (bounds: unknown, displays = [left, right]) =>
  fitPlacement({ bounds, isMaximized: false }, displays).bounds;

describe("the window's place", () => {
  test("is where it was, on whichever display", () => {
    for (const x of [100, 2_500]) {
      const bounds = { x, y: 100, width: 1200, height: 800 };
      expect(fit(bounds)).toEqual(bounds);
    }
  });
  test("is chosen anew when its display is gone", () => {
    expect(fit({ x: 2_500, y: 100, width: 1200, height: 800 }, [left])).toBeNull();
  });
  test("is chosen anew when no hand could drag it back", () => {
    expect(fit({ x: 1_850, y: 100, width: 1200, height: 800 }, [left])).toBeNull();
    expect(fit({ x: 100, y: 10, width: 1200, height: 800 }, [left])).toBeNull();
    expect(fit({ x: 100, y: 1_070, width: 1200, height: 800 }, [left])).toBeNull();
  });
  test("is cut to its display and never smaller than the desk can be used", () => {
    expect(fit({ x: 0, y: 24, width: 9_000, height: 9_000 })).toEqual(left);
    expect(fit({ x: 0, y: 24, width: 10, height: 10 })).toBeNull();
    expect(fit({ x: 0, y: 24, width: 200, height: 10 })).toMatchObject({ width: 960, height: 600 });
  });
  test.each([null, 7, "x", [], { x: 1 }, { x: "1", y: 1, width: 1000, height: 700 }])(
    "is chosen anew after %j",
    (bounds) => {
      expect(fit(bounds)).toBeNull();
      expect(fitPlacement(bounds, [left])).toEqual({ bounds: null, isMaximized: false });
    },
  );
  test("survives the end of the process, and a file that is no JSON", () => {
    const file = join(folder, "window.json");
    expect(readPlacement(file, [left])).toEqual({ bounds: null, isMaximized: false });
    const placement = { bounds: { x: 5, y: 30, width: 1000, height: 700 }, isMaximized: true };
    writePlacement(file, placement);
    expect(readPlacement(file, [left])).toEqual(placement);
    expect(readdirSync(folder)).toEqual(["window.json"]);
    writeFileSync(file, "{ torn");
    expect(readPlacement(file, [left])).toEqual({ bounds: null, isMaximized: false });
  });
});

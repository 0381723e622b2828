import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Rectangle } from "electron";

export const MIN_WIDTH = 960;
export const MIN_HEIGHT = 600;
const DEFAULT_SIZE = { width: 1280, height: 800 };

/** So much of the window's upper edge must be on a display that a hand can drag it. */
const GRIP = { width: 120, height: 32 };

export interface Placement {
  /** Null lets the system place a window of the default size. */
  readonly bounds: Rectangle | null;
  readonly isMaximized: boolean;
}

const unplaced: Placement = { bounds: null, isMaximized: false };

export const sizeOf = ({ bounds }: Placement) => bounds ?? DEFAULT_SIZE;

/** Where the window was when it was last moved; the default when the file is absent or unreadable. */
export function readPlacement(file: string, displays: readonly Rectangle[]): Placement {
  try {
    return fitPlacement(JSON.parse(readFileSync(file, "utf8")), displays);
  } catch {
    return unplaced;
  }
}

/** Replaces the file as a whole, so that a crash leaves the old or the new one. */
export function writePlacement(file: string, placement: Placement): void {
  const draft = `${file}.new`;
  writeFileSync(draft, JSON.stringify(placement));
  renameSync(draft, file);
}

/**
 * What of a saved placement still holds on these displays: a window that would lie beyond them, on a
 * monitor that is gone, is placed anew; one larger than its display is cut to it.
 */
export function fitPlacement(saved: unknown, displays: readonly Rectangle[]): Placement {
  if (typeof saved !== "object" || saved === null) return unplaced;
  const isMaximized = "isMaximized" in saved && saved.isMaximized === true;
  const bounds = "bounds" in saved ? saved.bounds : null;
  const home = isRectangle(bounds)
    ? displays.find((area) => canBeGripped(bounds, area))
    : undefined;
  if (!isRectangle(bounds) || home === undefined) return { bounds: null, isMaximized };
  const width = clamp(bounds.width, MIN_WIDTH, home.width);
  const height = clamp(bounds.height, MIN_HEIGHT, home.height);
  return { bounds: { x: bounds.x, y: bounds.y, width, height }, isMaximized };
}

/** The smallest size wins over a display that is smaller still. */
const clamp = (value: number, least: number, most: number) =>
  Math.max(least, Math.min(value, most));

function isRectangle(value: unknown): value is Rectangle {
  if (typeof value !== "object" || value === null) return false;
  const { x, y, width, height } = value as Partial<Record<keyof Rectangle, unknown>>;
  return [x, y, width, height].every(Number.isSafeInteger);
}

function canBeGripped(bounds: Rectangle, area: Rectangle): boolean {
  const seenWidth =
    Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  const isEdgeInside = bounds.y >= area.y && bounds.y + GRIP.height <= area.y + area.height;
  return isEdgeInside && seenWidth >= GRIP.width;
}

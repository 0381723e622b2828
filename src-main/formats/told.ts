import { isObject } from "./reading.ts";

/** Lists and maps without anything in them tell as little as null. */
export const isTold = (value: unknown): boolean =>
  value !== null &&
  value !== undefined &&
  !(Array.isArray(value) && value.length === 0) &&
  !(isObject(value) && Object.keys(value).length === 0);

/** What stands at a home; undefined and null alike mean that nothing does. */
export function valueAt(source: object, home: readonly string[]): unknown {
  let value: unknown = source;
  for (const step of home) value = isObject(value) ? value[step] : null;
  return value;
}

/** Values nested deeper than this are not looked into, for that would overflow the stack. */
const DEEPEST = 1_000;

/** True when both say the same; never for what is nested too deeply to tell. */
export function isAlike(a: unknown, b: unknown, depth = 0): boolean {
  if (a === b) return true;
  if (depth > DEEPEST) return false;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((each, at) => isAlike(each, b[at], depth + 1));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isAlike(a[name], b[name], depth + 1))
  );
}

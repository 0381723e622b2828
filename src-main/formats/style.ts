/** How a document, or one record of it, spells what it tells. */
export interface Style {
  readonly names: "camelCase" | "snake_case";
  /** `plain`: a value's own name; `shouted`: in UPPER_SNAKE; `listed`: the first spelling of its set. */
  readonly enums: "plain" | "shouted" | "listed";
  /** Some date-time in the form to write: ISO 8601 text, or epoch milliseconds. */
  readonly instant: string | number;
  /** Some Engage code in the form to write. */
  readonly code: string | number;
}

const UTC_MS = "1970-01-01T00:00:00.000Z";

/** The style of a document: date-times in UTC to the millisecond, codes as numbers. */
export const documentStyle = (names: Style["names"], enums: Style["enums"]): Style => ({
  names,
  enums,
  instant: UTC_MS,
  code: 0,
});

export const toSnake = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
export const toCamel = (name: string): string =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

export const nameIn = (style: Style, name: string): string =>
  style.names === "camelCase" ? toCamel(name) : toSnake(name);

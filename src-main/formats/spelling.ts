import { isValueLost, type Spellings } from "./enums.ts";
import { toSnake, type Style } from "./style.ts";

const SHOUTED = /^[A-Z]+(?:[_.][A-Z]+)*$/;
/** As the analytics interface has it: `noAnswerTransfer`. */
const CAMEL = /^[a-z]+(?:[A-Z][a-z]*)+$/;
const CAPITAL = /^[A-Z][a-z]/;

/** The value spelled as `was` is, the spelling it replaces; where there was none, as the style has it. */
export function spellingLike<T extends string>(
  was: unknown,
  value: T,
  set: Spellings<T>,
  enums: Style["enums"],
): string {
  if (typeof was !== "string" || was.trim() === "" || isValueLost(was)) {
    return spelled(value, set, enums);
  }
  if (SHOUTED.test(was)) return spelled(value, set, "shouted");
  if (CAMEL.test(was) && value.includes(".")) {
    return set[value].find((each) => CAMEL.test(each)) ?? value;
  }
  if (CAPITAL.test(was)) {
    const listed = spelled(value, set, "listed");
    return listed.charAt(0).toUpperCase() + listed.slice(1);
  }
  return value;
}

function spelled<T extends string>(value: T, set: Spellings<T>, enums: Style["enums"]): string {
  if (enums === "shouted") return toSnake(value).replaceAll(".", "_").toUpperCase();
  return enums === "listed" ? (set[value][0] ?? value) : value;
}

/** Which of the styles a spelling that came is in. */
export const enumsLike = (raw: string): Style["enums"] => (SHOUTED.test(raw) ? "shouted" : "plain");

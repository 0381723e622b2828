import { shapes, type Shape } from "#core/callback.ts";
import { UsageError } from "./call.ts";
import { plain } from "./print.ts";

/** @throws UsageError when the value of the option names no shape. */
export function shapeNamed(option: string, text: string): Shape {
  const shape = shapes.find((each) => each === text);
  if (shape === undefined) throw new UsageError(`${option} ${plain(text)} is none of those known`);
  return shape;
}

import fc from "fast-check";

/** Any text at all, half characters included; fast-check's own takes seconds to set up on a busy machine. */
export const anyText = fc.string({
  unit: fc.nat({ max: 0xffff }).map((unit) => String.fromCharCode(unit)),
});

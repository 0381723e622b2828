import { expect, test } from "vitest";
import { isSameTrouble, type LineTrouble } from "#contract/line-trouble.ts";

const offers = (...offered: string[]): LineTrouble => ({ is: "login-unknown", offered });

test.each<[LineTrouble | null, LineTrouble | null, boolean]>([
  [null, null, true],
  [null, { is: "no-answer" }, false],
  [{ is: "no-answer" }, { is: "no-answer" }, true],
  [{ is: "no-answer" }, { is: "no-network" }, false],
  [offers("Basic", "Bearer"), offers("Basic", "Bearer"), true],
  [offers("Basic"), offers("Bearer"), false],
])("%j and %j are the same trouble: %s", (one, other, isSame) => {
  expect(isSameTrouble(one, other)).toBe(isSame);
});

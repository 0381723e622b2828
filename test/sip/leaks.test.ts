import { expect, test } from "vitest";
import { answered, dialled } from "./support/call.ts";
import { countHeld } from "./support/held.ts";

test("a phone that has stopped holds no timer, no socket and no listener", async () => {
  const before = countHeld();
  for (const setting of [await answered(), await dialled()]) {
    setting.server.kick();
    await setting.fact("registration-changed");
    setting.phone.prepare();
    await setting.phone.stop();
    await setting.server.stop();
    expect(setting.media.countListeners()).toBe(0);
  }
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(countHeld()).toBeLessThanOrEqual(before);
});

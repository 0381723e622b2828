import { expect, test } from "vitest";
import { answered, dialled } from "./support/call.ts";
import { ringing, taken } from "./support/far-caller.ts";
import { countHeld } from "./support/held.ts";

test("a phone that has stopped holds no timer, no socket and no listener", async () => {
  const before = countHeld();
  const settings = [await answered(), await dialled(), await ringing(), await taken()];
  for (const setting of settings) {
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

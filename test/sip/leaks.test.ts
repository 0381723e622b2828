import { expect, test } from "vitest";
import { answered, dialled } from "./support/call.ts";

/** Timers and sockets that keep the process alive. */
function countHeld(): number {
  const kinds = process.getActiveResourcesInfo();
  return kinds.filter((kind) => kind === "Timeout" || kind.startsWith("TCPSocket")).length;
}

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

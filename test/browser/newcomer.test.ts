import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { AgentWindow, launchChromium } from "#test/support/agent-window.ts";
import { discard, freshFolder, show, startProduct, type Product } from "#test/support/product.ts";
import { allSamples } from "#demo/samples/all-samples.ts";
import { platformShapes } from "#core/callback.ts";
import { epochMs } from "#core/time.ts";

const browser = await launchChromium();
let folder: string;
let product: Product;
let window: AgentWindow;

beforeEach(async () => {
  folder = freshFolder();
  product = await startProduct(folder);
  window = await AgentWindow.open(browser, product.url);
});
afterEach(async () => {
  await window.close();
  await product.stop();
  discard(folder);
});
afterAll(() => browser.close());

test("a newcomer without account, server or settings returns a call at once, with sound both ways", async () => {
  await window.waitForLine();
  await window.page.getByText("Demo line").waitFor();
  const samples = allSamples(epochMs(0));
  expect(new Set(samples.map(({ shape }) => shape))).toEqual(new Set(platformShapes));

  await window.accept("Maria Keller");
  await window.button("Call").click();
  await window.waitForCall("talking");
  const audio = await window.audio();
  expect(audio.packetsSent).toBeGreaterThan(50);
  expect(audio.packetsReceived).toBeGreaterThan(50);
  expect(audio.levelSent).toBeGreaterThan(0.01);
  expect(audio.levelReceived).toBeGreaterThan(0.01);
  await window.button("Hang up").click();
  await window.wrapUp.waitFor();
  await window.button("Done").click();
  await window.wrapUp.waitFor({ state: "detached" });

  const told = await show(folder, communicationOf(samples, "Maria Keller"));
  expect(told.attempts).toMatchObject([{ outcome: "answered", number: "+15550100" }]);
  // What belongs to the demo is owed to nobody.
  expect(told.outbox).toEqual([]);
});

/** The id the sample of that customer came with, wherever its envelope keeps it. */
function communicationOf(samples: ReturnType<typeof allSamples>, name: string): string {
  const text = JSON.stringify(samples);
  const before = text.slice(0, text.indexOf(`"callback_user_name":"${name}"`));
  const id = /.*"state":"[a-z]+","id":"([^"]+)"/.exec(before)?.[1];
  if (id === undefined) throw new Error(`no sample is named ${name}`);
  return id;
}

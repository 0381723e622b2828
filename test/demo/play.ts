import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { AgentWindow, launchChromium } from "#test/support/agent-window.ts";
import { discard, freshFolder, importRecords, show, startProduct } from "#test/support/product.ts";
import { callbackMediaParticipant } from "#test/support/records.ts";
import { prepareBrowserTests } from "#test/run/prepare.ts";

/**
 * `npm run demo`: one whole callback on a machine without a screen, told line by line as it happens,
 * with the demo account and real audio. Screenshots go to `test-results/demo/`.
 */
const pictures = new URL("../../test-results/demo/", import.meta.url).pathname;
const COUNTDOWN_SECONDS = 5;
const startedAt = performance.now();

function say(line: string): void {
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1).padStart(5);
  console.log(`${seconds} s  ${line}`);
}

const decibels = (level: number) =>
  level <= 0 ? "silence" : `${(20 * Math.log10(level)).toFixed(0)} dBFS`;

await prepareBrowserTests();
mkdirSync(pictures, { recursive: true });
const folder = freshFolder();
const browser = await launchChromium();
const record = callbackMediaParticipant(
  {
    id: "told-by-the-demo-1",
    name: "Rosa Lindqvist",
    numbers: ["+15550110", "+493023125020"],
    timeoutSeconds: COUNTDOWN_SECONDS,
  },
  { prompt: "mandatory" },
);
const summary = await importRecords(folder, [record]);
say(`imported ${summary.added} callback, ${summary.refused.length} refused`);

const product = await startProduct(folder);
say("the desk is up in the browser host, with the demo account and its sample callbacks");
const window = await AgentWindow.open(browser, product.url);
await window.waitForLine();
say("the line is registered with the demo switch");

async function picture(name: string): Promise<void> {
  const file = join(pictures, `${name}.png`);
  await window.page.screenshot({ path: file });
  say(`  picture: test-results/demo/${name}.png`);
}

async function tellAudio(): Promise<void> {
  const before = await window.audio();
  const after = await window.audio();
  const sent = after.packetsSent - before.packetsSent;
  const received = after.packetsReceived - before.packetsReceived;
  say(
    `  audio: sent ${sent} packets at ${decibels(after.levelSent)}, ` +
      `received ${received} packets at ${decibels(after.levelReceived)}`,
  );
}

try {
  await window.look("Rosa Lindqvist");
  await picture("1-looked-at");
  await window.button("Accept").click();
  await window.countdown.waitFor();
  say(`accepted; it will be called by itself in ${COUNTDOWN_SECONDS} seconds`);
  await picture("2-countdown");
  await window.waitForCall("ringing");
  say("the countdown ended, one INVITE went out, it rings");
  await picture("3-ringing");
  await window.waitForCall("talking");
  say("answered");
  await tellAudio();
  await picture("4-talking");
  await window.button("Hold").click();
  await window.waitForCall("on hold");
  say("on hold, confirmed by the far end");
  await tellAudio();
  await picture("5-on-hold");
  await window.button("Resume").click();
  await window.waitForCall("talking");
  say("resumed");
  await tellAudio();
  await window.button("Hang up").click();
  await window.wrapUp.waitFor();
  say("hung up; the wrap-up is open and asks for a code");
  await window.page
    .getByRole("textbox", { name: "Notes" })
    .fill("New date agreed: Thursday morning.");
  await window.page.getByRole("combobox", { name: "Wrap-up code" }).fill("Resolved");
  await window.page.getByRole("option", { name: "Resolved" }).click();
  await picture("6-wrap-up");
  await window.button("Done").click();
  await window.wrapUp.waitFor({ state: "detached" });
  await picture("7-done");
  const told = await show(folder, "told-by-the-demo-1");
  const [attempt] = told.attempts;
  say(
    `wrapped up; the ledger says: ${told.attempts.length} attempt, outcome ${attempt?.outcome}, ` +
      `SIP ${attempt?.sipStatus}, call result ${attempt?.callResult}, ${attempt?.disconnectType}`,
  );
} finally {
  await window.close();
  await product.stop();
  await browser.close();
  discard(folder);
}
say("ended; nothing is left running");

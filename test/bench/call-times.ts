import { fork } from "node:child_process";
import { once } from "node:events";
import { beginStory, closeBrowser, type Story } from "#test/support/story.ts";
import { callback, NO_ANSWER } from "#test/support/records.ts";
import { show } from "#test/support/product.ts";
import { quantile, row, type Row } from "./report.ts";

/** Calls of each kind before any counts: code is compiled and the disk's file is there, as in an agent's day. */
const WARM_UPS = 3;
/** Seconds of the countdowns that dial by themselves; the media is gathered well before. */
const COUNTDOWN_SECONDS = 2;

/** Names that no other name begins with, so that a search finds exactly one. */
const clickName = (n: number) => `Click c${n}c`;
const deadlineName = (n: number) => `Deadline d${n}d`;

/**
 * From the agent's click, and from the deadline of a countdown, to the INVITE's arrival at the
 * switch, beside a bare SIP.js script calling through the same switch in the same minutes.
 */
export async function callTimes(runs: number): Promise<Row[]> {
  const records = Array.from({ length: runs + WARM_UPS }, (_, n) => [
    callback({ id: `click-${n}`, name: clickName(n), numbers: [NO_ANSWER] }),
    callback({
      id: `deadline-${n}`,
      name: deadlineName(n),
      numbers: [NO_ANSWER],
      timeoutSeconds: COUNTDOWN_SECONDS,
    }),
  ]).flat();
  const story = await beginStory({ records });
  const { account, password } = story.demo;
  const bare = fork(
    new URL("bare-sip.ts", import.meta.url).pathname,
    [account.server, account.uri, password],
    { stdio: ["ignore", "ignore", "inherit", "ipc"] },
  );
  await once(bare, "message");

  const clicks: number[] = [];
  const deadlines: number[] = [];
  const bares: number[] = [];
  try {
    for (let n = 0; n < runs + WARM_UPS; n += 1) {
      if (n === WARM_UPS) for (const cold of [clicks, deadlines, bares]) cold.length = 0;
      clicks.push(await clickToInvite(story, n));
      const arrived = nextInvite(story);
      bare.send(NO_ANSWER);
      const [told] = (await once(bare, "message")) as [{ askedAt: number }];
      bares.push((await arrived) - told.askedAt);
      deadlines.push(await deadlineToInvite(story, n));
    }
  } finally {
    bare.kill();
    await story.end();
    await closeBrowser();
  }

  // What the product adds, call by call: its own click beside the script's call right after it.
  const added = clicks.map((click, n) => click - (bares[n] ?? Number.NaN));
  const compared = (share: number) => ({
    name: "bare SIP.js script, same handler and switch",
    value: quantile(bares, share),
  });
  return [
    row("click to INVITE, median", quantile(clicks, 0.5), "ms", compared(0.5), null),
    row("click to INVITE, p95", quantile(clicks, 0.95), "ms", compared(0.95), 10),
    row("  of which the app adds, p95", quantile(added, 0.95), "ms", compared(0.95), 5),
    row("deadline to INVITE, median", quantile(deadlines, 0.5), "ms", compared(0.5), null),
    row("deadline to INVITE, p95", quantile(deadlines, 0.95), "ms", compared(0.95), 10),
  ];
}

/** Resolves with the wall-clock milliseconds at which the switch received the next INVITE. */
async function nextInvite(story: Story): Promise<number> {
  const before = story.demo.invites.length;
  for (;;) {
    const invite = story.demo.invites[before];
    if (invite !== undefined) return invite.at;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function clickToInvite(story: Story, n: number): Promise<number> {
  const window = story.window();
  await window.accept(clickName(n));
  const call = window.button("Call");
  await call.waitFor();
  await window.page.waitForTimeout(500);
  const arrived = nextInvite(story);
  // A click of the mouse, as hers: its way through the browser counts from the page's word of it on.
  await call.evaluate((button: HTMLElement) => {
    const { dataset } = button.ownerDocument.body;
    const note = () => (dataset["clickedAt"] = String(performance.timeOrigin + performance.now()));
    button.addEventListener("click", note, { capture: true, once: true });
  });
  await call.hover();
  await window.page.mouse.down();
  await window.page.waitForTimeout(80);
  const released = window.page.mouse.up();
  const invitedAt = await arrived;
  await released;
  const clickedAt = Number(await window.page.locator("body").getAttribute("data-clicked-at"));
  await giveUp(story);
  return invitedAt - clickedAt;
}

async function deadlineToInvite(story: Story, n: number): Promise<number> {
  const window = story.window();
  const arrived = nextInvite(story);
  await window.accept(deadlineName(n));
  const invitedAt = await arrived;
  await giveUp(story);
  const told = (await show(story.folder, `deadline-${n}`)) as unknown as {
    timeline: { at: string; what: string }[];
  };
  const accepted = told.timeline.find(({ what }) => what === "accepted");
  return invitedAt - (Date.parse(accepted?.at ?? "") + COUNTDOWN_SECONDS * 1_000);
}

async function giveUp(story: Story): Promise<void> {
  const window = story.window();
  await window.button("Hang up").click();
  await window.wrapUp.waitFor();
  await window.button("Done").click();
  await window.wrapUp.waitFor({ state: "detached" });
}

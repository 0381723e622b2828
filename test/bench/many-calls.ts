import { join } from "node:path";
import Database from "better-sqlite3";
import { SIPP } from "#test/rig/support/numbers.ts";
import { Rig } from "#test/rig/support/rig.ts";
import { callees, hangsUp } from "#test/rig/support/sipp-scenarios.ts";
import { RigStory, type Customer } from "#test/rig/support/story.ts";
import { askProbe, PROBE_FILE, resourceProbe } from "./probed.ts";
import { row, type Row } from "./report.ts";
import type { Held } from "./resource-probe.ts";

const CALLS = 500;
/** Before anything counts: caches fill up, and code is compiled. */
const WARM_UPS = 60;
/** SIPp, beside the number that waits until the agent hangs up. */
const HANGS_UP = "+15550131";
const HANGS_UP_AFTER_MS = 150;
/** SIP.js, as RFC 6026 asks, keeps what it knows of an answered INVITE for 64 × T1, which is 32 seconds. */
const REST_MS = 34_000;

/** What the window holds. */
interface PageHeld {
  readonly connections: number;
  readonly tracks: number;
  readonly listeners: number;
}

/**
 * Five hundred calls in a row, every second one ended by the far end: what became of each, and what
 * main and the window still hold at the end that they did not hold before.
 */
export async function manyCalls(): Promise<Row[]> {
  const rig = await Rig.start();
  const probeFile = join(rig.folder, "probe.json");
  process.env[PROBE_FILE] = probeFile;
  const story = await RigStory.begin(rig, { nodeArgs: resourceProbe });
  try {
    const all = WARM_UPS + CALLS;
    await rig.answer(callees.talks, SIPP, all / 2);
    await rig.answer(hangsUp([], HANGS_UP_AFTER_MS), HANGS_UP, all / 2);
    const numbers = Array.from({ length: all }, (_, n) => (n % 2 === 0 ? SIPP : HANGS_UP));
    const customers = await story.customers(numbers);
    const hold = async () => {
      await new Promise((resolve) => setTimeout(resolve, REST_MS));
      const page = await pageHolds(story);
      return { main: await askProbe<Held>(story.product.pid, probeFile), page };
    };
    const callAll = async (from: number, to: number) => {
      for (let n = from; n < to; n += 1) {
        await callOnce(story, customers[n] as Customer, numbers[n] ?? SIPP);
      }
    };
    const middle = WARM_UPS + CALLS / 2;
    await callAll(0, WARM_UPS);
    const before = await hold();
    const startedAt = performance.now();
    await callAll(WARM_UPS, middle);
    const firstHalfMs = performance.now() - startedAt;
    const halfway = await hold();
    const goneOnAt = performance.now();
    await callAll(middle, all);
    const tookMs = firstHalfMs + performance.now() - goneOnAt;
    const after = await hold();
    const answered = attemptsIn(story.folder).filter(
      ({ outcome, sipStatus }) => outcome === "answered" && sipStatus === 200,
    );
    const grown = (which: keyof Held) => after.main[which] - before.main[which];
    const kept = (which: keyof PageHeld) => after.page[which] - before.page[which];
    const perCall = (which: keyof Held) => grown(which) / 1_024 / CALLS;
    // What is let go of early on, once and for all, could hide what each call leaves behind.
    const perLateCall = (which: keyof Held) =>
      (after.main[which] - halfway.main[which]) / 1_024 / (all - middle);
    const was = (name: string, value: number) => ({ name: `${name} before them`, value });
    const grows = (name: string, which: "heap" | "resident") => [
      row(
        `  ${name} of main grows by, per call`,
        perCall(which),
        "kB",
        was("kB", before.main[which] / 1_024),
        20,
      ),
      row(
        `  the same, in the second half alone`,
        perLateCall(which),
        "kB",
        { name: "kB halfway", value: halfway.main[which] / 1_024 },
        20,
      ),
    ];
    return [
      row(
        `${CALLS} calls in a row, not answered or not on disk`,
        all - answered.length,
        "",
        null,
        0,
      ),
      row("  time of each, clicks included", tookMs / CALLS, "ms", null, null),
      ...grows("heap", "heap"),
      ...grows("memory", "resident"),
      row("  sessions that main still holds", grown("sessions"), "", null, 0),
      ...(["sockets", "timers", "listeners"] as const).map((what) =>
        row(`  ${what} of main more than before`, grown(what), "", was(what, before.main[what]), 0),
      ),
      ...(["connections", "tracks", "listeners"] as const).map((what) =>
        row(
          `  ${what} in the window more than before`,
          kept(what),
          "",
          was(what, before.page[what]),
          0,
        ),
      ),
    ];
  } finally {
    await story.end();
    await rig.stop();
  }
}

async function callOnce(story: RigStory, { name }: Customer, number: string): Promise<void> {
  const { window, rig } = story;
  rig.tap.forget();
  await window.page.getByRole("searchbox", { name: "Search callbacks" }).fill(name);
  await window.option(new RegExp(`^${name},`)).click();
  await window.page.getByRole("heading", { name, exact: true }).first().waitFor();
  await window.button("Accept").click();
  await window.button("Call").click();
  if (number === SIPP) {
    await window.waitForCall("talking");
    await window.button("Hang up").click();
  }
  await story.finish();
}

/** What is on disk of every attempt. */
function attemptsIn(folder: string): { outcome: string | null; sipStatus: number | null }[] {
  const db = new Database(join(folder, "ringback.db"), { readonly: true });
  try {
    const rows = db.prepare("SELECT outcome, sip_status AS sipStatus FROM attempt").all();
    return rows as ReturnType<typeof attemptsIn>;
  } finally {
    db.close();
  }
}

/** Counted after everything that nobody needs was let go. */
async function pageHolds({ window }: RigStory): Promise<PageHeld> {
  const devtools = await window.page.context().newCDPSession(window.page);
  for (let round = 0; round < 3; round += 1) await devtools.send("HeapProfiler.collectGarbage");
  const { jsEventListeners: listeners } = await devtools.send("Memory.getDOMCounters");
  await devtools.detach();
  const media = await window.mediaFrame.evaluate(() => {
    const { keptPeers, keptTracks } = globalThis as unknown as {
      keptPeers: RTCPeerConnection[];
      keptTracks: MediaStreamTrack[];
    };
    return {
      connections: keptPeers.length,
      tracks: keptTracks.filter(({ readyState }) => readyState === "live").length,
    };
  });
  return { ...media, listeners };
}

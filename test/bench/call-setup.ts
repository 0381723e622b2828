import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { Account } from "#contract/account.ts";
import { colleague, DOMAIN } from "#test/rig/support/accounts.ts";
import { SIPP } from "#test/rig/support/numbers.ts";
import { Rig } from "#test/rig/support/rig.ts";
import { callees } from "#test/rig/support/sipp-scenarios.ts";
import { RigStory } from "#test/rig/support/story.ts";
import { quantile, row, type Row } from "./report.ts";
import { startStockCaller, type StockCaller } from "./stock-caller.ts";

/** How long the agent reads before she calls, in the one case of the two. */
const READS_MS = 1_200;
/** Each is called a few times before anything counts: devices and connections are cold at first. */
const WARM_UPS = 2;

/** From the click to the INVITE and to the 200, as the wire showed them. Milliseconds. */
interface SetUp {
  readonly invite: number;
  readonly answer: number;
}

/** Who calls in turn with whom: each gets the same number of calls, one after another. */
type Caller = "stock" | "prepared" | "at once";
type Measured = Readonly<Record<Caller, readonly SetUp[]>>;

/**
 * From the click on Call to the INVITE and to the 200 on the wire, beside a page with SIP.js and its
 * own description handler, at the same Kamailio, in the same browser, in turns. Once without STUN,
 * once with a STUN server that never answers. The agent has read the callback first, or calls at once.
 */
export async function callSetup(runs: number): Promise<Row[]> {
  const plain = await measure(Math.min(runs, 20), []);
  const silent = createSocket("udp4");
  silent.bind(0, "127.0.0.1");
  await once(silent, "listening");
  const { port } = silent.address();
  const stunned = await measure(Math.min(runs, 8), [{ urls: [`stun:127.0.0.1:${port}`] }]);
  silent.close();
  return [
    ...rowsOf(plain, "no STUN", 5),
    ...rowsOf(stunned, "a STUN server that never answers", 8),
  ];
}

function rowsOf(measured: Measured, network: string, timesFaster: number): Row[] {
  const median = (caller: Caller, what: keyof SetUp) =>
    quantile(
      measured[caller].map((each) => each[what]),
      0.5,
    );
  const names = { invite: "INVITE", answer: "200" } as const;
  return (["invite", "answer"] as const).flatMap((what) => {
    const stock = { name: "SIP.js's stock handler, same server", value: median("stock", what) };
    return (["prepared", "at once"] as const).map((caller) => {
      const how = caller === "prepared" ? "after reading" : "at once";
      const name = `click to ${names[what]}, ${how}, ${network}, median`;
      return row(name, median(caller, what), "ms", stock, stock.value / timesFaster);
    });
  });
}

async function measure(runs: number, iceServers: Account["iceServers"]): Promise<Measured> {
  const rig = await Rig.start();
  const story = await RigStory.begin(rig, { iceServers });
  const stock = await startStockCaller(story.browser, {
    server: rig.tap.url,
    uri: `sip:${colleague.user}@${DOMAIN}`,
    password: colleague.password,
    iceServers,
  });
  const measured = { stock: [], prepared: [], "at once": [] } satisfies Record<Caller, SetUp[]>;
  const kept: Record<Caller, SetUp[]> = measured;
  try {
    const calls = (runs + WARM_UPS) * 3;
    await rig.answer(callees.talks, SIPP, calls);
    for (let n = 0; n < runs + WARM_UPS; n += 1) {
      const turn: Record<Caller, SetUp> = {
        stock: await callByStock(rig, stock),
        prepared: await callByAgent(story, READS_MS),
        "at once": await callByAgent(story, 0),
      };
      if (n < WARM_UPS) continue;
      for (const caller of Object.keys(turn) as Caller[]) kept[caller].push(turn[caller]);
    }
  } finally {
    await stock.close();
    await story.end();
    await rig.stop();
  }
  return kept;
}

/** What the wire shows of the next call, once it is answered. */
async function onTheWire(rig: Rig, clickedAt: number): Promise<SetUp> {
  const { at: invitedAt } = await rig.tap.next("INVITE", "product");
  const { at: answeredAt } = await rig.tap.next("200 INVITE", "server");
  await rig.tap.next("ACK", "product");
  return { invite: invitedAt - clickedAt, answer: answeredAt - clickedAt };
}

async function callByStock(rig: Rig, stock: StockCaller): Promise<SetUp> {
  rig.tap.forget();
  const setUp = await onTheWire(rig, await stock.call(SIPP));
  await stock.talking();
  await stock.hangUp();
  await rig.tap.next("200 BYE", "server");
  return setUp;
}

async function callByAgent(story: RigStory, readsMs: number): Promise<SetUp> {
  const { window, rig } = story;
  const customer = await story.customer(SIPP);
  rig.tap.forget();
  await window.accept(customer.name);
  const call = window.button("Call");
  await call.waitFor();
  await window.page.waitForTimeout(readsMs);
  const clickedAt = await call.evaluate((button: HTMLElement) => {
    const at = performance.timeOrigin + performance.now();
    button.click();
    return at;
  });
  const setUp = await onTheWire(rig, clickedAt);
  await window.waitForCall("talking");
  await window.button("Hang up").click();
  await story.finish();
  return setUp;
}

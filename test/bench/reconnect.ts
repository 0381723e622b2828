import { account } from "#contract/account.ts";
import { settings } from "#contract/settings.ts";
import type { Phone } from "#desk/phone-port.ts";
import { createPhone } from "#sip/phone.ts";
import { FakeMedia } from "#test/sip/support/fake-media.ts";
import { RawServer } from "#test/sip/support/raw-server.ts";
import * as v from "valibot";
import { WebSocket } from "ws";
import { quantile, row, type Row } from "./report.ts";

/** A server is away for at most this long. */
const LONGEST_AWAY_MS = 4_000;
const FROZEN = 2;

function lineTo(url: string): Phone {
  return createPhone({
    account: v.parse(account, { id: "bench", uri: "sip:kim@example.invalid", server: url }),
    password: null,
    isDemo: false,
    media: new FakeMedia(),
    call: v.parse(settings, {}).call,
    report: () => undefined,
  });
}

/** How long a bare WebSocket takes that knows when the server is back. */
async function bareOpenMs(url: string): Promise<number> {
  const startedAt = performance.now();
  const socket = new WebSocket(url, "sip");
  await new Promise((resolve) => socket.once("open", resolve));
  const took = performance.now() - startedAt;
  socket.terminate();
  return took;
}

/**
 * How soon a line is registered again once its server is back, however long it was away, and how
 * soon it leaves a server that hangs with its socket open; all at the usual settings.
 */
export async function reconnect(runs: number): Promise<Row[]> {
  let server = await RawServer.start();
  const { port, url } = server;
  const phone = lineTo(url);
  phone.start();
  await server.next("REGISTER");
  const backs: number[] = [];
  const bares: number[] = [];
  for (let n = 0; n < Math.min(runs, 20); n += 1) {
    await server.stop();
    await new Promise((resolve) => setTimeout(resolve, Math.random() * LONGEST_AWAY_MS));
    server = await RawServer.start(port);
    const backAt = performance.now();
    await server.next("REGISTER");
    backs.push(performance.now() - backAt);
    const beside = await RawServer.start();
    bares.push(await bareOpenMs(beside.url));
    await beside.stop();
  }
  const noticed: number[] = [];
  for (let n = 0; n < FROZEN; n += 1) {
    // Not in step with the probes.
    await new Promise((resolve) => setTimeout(resolve, 1_000 + Math.random() * 2_000));
    const frozenAt = performance.now();
    server.freeze();
    await server.next("REGISTER");
    noticed.push((performance.now() - frozenAt) / 1_000);
  }
  await phone.stop();
  await server.stop();
  const compared = { name: "bare WebSocket opened at that moment", value: quantile(bares, 0.5) };
  return [
    row("server back to registered, median", quantile(backs, 0.5), "ms", compared, null),
    row("server back to registered, worst", Math.max(...backs), "ms", compared, 1_000),
    row("server hangs to registered anew, worst", Math.max(...noticed), "s", null, 20),
  ];
}

import type { UserAgent } from "sip.js";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { LineTrouble } from "#contract/line-trouble.ts";
import { settings } from "#contract/settings.ts";
import { Connection } from "#sip/connection.ts";
import { timingOf } from "#sip/timing.ts";
import * as v from "valibot";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const timing = timingOf(v.parse(settings, {}).call);

/** A connection to a server that meets each try as told; `tries` are the milliseconds of its clock. */
function connectionTo(meet: () => Promise<void>) {
  const tries: number[] = [];
  const told: LineTrouble[] = [];
  const connect = (): Promise<void> => {
    tries.push(Date.now());
    return meet();
  };
  const ua = {
    start: connect,
    reconnect: connect,
    isConnected: () => false,
  } as unknown as UserAgent;
  const connection = new Connection({
    ua,
    timing,
    cut: () => undefined,
    doubt: () => undefined,
    onUnreachable: (reason) => told.push(reason),
  });
  return { connection, tries, told };
}

const fault = (code: string, message = code) => Object.assign(new Error(message), { code });
const gaps = (tries: readonly number[]) => tries.slice(1).map((at, n) => at - (tries[n] ?? 0));

test("a server that refuses connections, for however long, is tried again within 800 ms", async () => {
  const { connection, tries, told } = connectionTo(() => Promise.reject(fault("ECONNREFUSED")));
  connection.start();
  await vi.advanceTimersByTimeAsync(10 * 60_000);
  connection.stop();
  expect(Math.max(...gaps(tries))).toBeLessThanOrEqual(800);
  expect(Math.min(...gaps(tries).slice(5))).toBeGreaterThanOrEqual(400);
  expect(new Set(told.map(({ is }) => is))).toEqual(new Set(["no-server-there"]));
  const spread = new Set(gaps(tries).map((gap) => Math.round(gap / 50)));
  expect(spread.size).toBeGreaterThan(4);
});

test.each([
  ["a name that is not known", fault("ENOTFOUND"), 5_000],
  ["no network", fault("ENETUNREACH"), 5_000],
  ["a proxy that reports a fault behind it", new Error("Unexpected server response: 502"), 5_000],
  ["a certificate that is not trusted", fault("CERT_HAS_EXPIRED"), 30_000],
  ["a page where the server should be", new Error("Unexpected server response: 404"), 30_000],
])("%s is asked about more and more seldom", async (_, error, longestMs) => {
  const { connection, tries } = connectionTo(() => Promise.reject(error));
  connection.start();
  await vi.advanceTimersByTimeAsync(10 * 60_000);
  connection.stop();
  expect(Math.max(...gaps(tries))).toBeLessThanOrEqual(longestMs);
  expect(Math.min(...gaps(tries).slice(10))).toBeGreaterThanOrEqual(longestMs / 2);
});

test.each([
  [fault("EHOSTUNREACH"), { is: "no-way-to-server" }],
  [fault("EAI_AGAIN"), { is: "server-name-not-found-now" }],
  [fault("CERT_HAS_EXPIRED"), { is: "certificate-not-trusted" }],
  [new Error("Unexpected server response: 404"), { is: "connection-refused", status: 404 }],
  [new Error("Opening handshake has timed out"), { is: "no-answer" }],
  [new SyntaxError("Invalid URL"), { is: "bad-server-address" }],
  [new Error("Server sent no subprotocol"), { is: "no-sip-server" }],
  [fault("ESOMETHING"), { is: "unreachable" }],
])("%s is told as %j", async (error, trouble) => {
  const { connection, told } = connectionTo(() => Promise.reject(error));
  connection.start();
  await vi.advanceTimersByTimeAsync(0);
  connection.stop();
  expect(told).toEqual([trouble]);
});

test("a connection that was lost is tried at once, one that never lasts is not stormed", async () => {
  const { connection, tries } = connectionTo(() => {
    queueMicrotask(() => queueMicrotask(() => queueMicrotask(() => connection.lost())));
    return Promise.resolve();
  });
  connection.start();
  await vi.advanceTimersByTimeAsync(60_000);
  connection.stop();
  expect(gaps(tries)[0]).toBeLessThanOrEqual(200);
  expect(Math.min(...gaps(tries).slice(5))).toBeGreaterThanOrEqual(400);
  expect(Math.max(...gaps(tries))).toBeLessThanOrEqual(800);
});

test("waking up ends any wait", async () => {
  const { connection, tries } = connectionTo(() => Promise.reject(fault("CERT_HAS_EXPIRED")));
  connection.start();
  await vi.advanceTimersByTimeAsync(5 * 60_000);
  const before = tries.length;
  connection.woke();
  await vi.advanceTimersByTimeAsync(0);
  connection.networkChanged();
  await vi.advanceTimersByTimeAsync(0);
  expect(tries.length).toBe(before + 2);
  connection.stop();
  connection.woke();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(tries.length).toBe(before + 2);
  expect(vi.getTimerCount()).toBe(0);
});

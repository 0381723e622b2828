import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { startSwitchThread } from "#demo/switch-thread.ts";
import { afterwards, openLine } from "#test/sip/support/line.ts";

const folder = mkdtempSync(join(tmpdir(), "ringback-thread-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A worker of the same manners with another life. */
function workerThat(name: string, does: string): string {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, `import { parentPort } from "node:worker_threads";\n${does}\n`);
  return file;
}

test("the thread lets a line with its account in, and is gone when it is stopped", async () => {
  const reports: string[] = [];
  const thread = startSwitchThread((what) => reports.push(what));
  afterwards(() => thread.stop());
  const { account, password } = await thread.started;
  const line = openLine({ url: account.server, account, password });
  line.phone.start();
  await line.registered();
  await thread.stop();
  await thread.stop();
  for (;;) {
    const { registration } = await line.fact("registration-changed");
    if (registration.reason?.is === "connection-lost") break;
  }
  expect(reports.filter((what) => what.includes("has ended"))).toEqual([]);
});

test("a thread that dies is reported, with what it died of", async () => {
  const reports: [string, unknown][] = [];
  const dies = workerThat(
    "dies",
    `parentPort.postMessage({ is: "started", account: {}, password: "" });
     setTimeout(() => { throw new Error("worn out"); }, 1);`,
  );
  const thread = startSwitchThread((what, error) => reports.push([what, error]), dies);
  await thread.started;
  await vi.waitFor(() => expect(reports.length).toBe(1), 5_000);
  expect(reports[0]?.[0]).toContain("the demo switch has ended");
  expect(reports[0]?.[1]).toMatchObject({ message: "worn out" });
});

test("a thread that never comes up rejects instead of keeping the desk waiting", async () => {
  const reports: string[] = [];
  const thread = startSwitchThread(
    (what) => reports.push(what),
    workerThat("ends", "process.exit(0);"),
  );
  await expect(thread.started).rejects.toThrow("the demo switch has ended");
  expect(reports).toHaveLength(1);
});

test("what the thread reports is reported here", async () => {
  const told = Promise.withResolvers<unknown[]>();
  const says = workerThat(
    "says",
    `parentPort.postMessage({ is: "report", what: "a fault", error: new Error("why") });
     setInterval(() => undefined, 1_000);`,
  );
  const thread = startSwitchThread((what, error) => told.resolve([what, error]), says);
  thread.started.catch(() => undefined);
  afterwards(() => thread.stop());
  expect(await told.promise).toMatchObject(["a fault", { message: "why" }]);
});

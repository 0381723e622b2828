import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { launchChromium } from "#test/support/agent-window.ts";
import { discard, freshFolder, importRecords } from "#test/support/product.ts";
import { callback } from "#test/support/records.ts";
import type { Blocks } from "./loop-blocks.ts";
import { askProbe, loopProbe, PROBE_FILE } from "./probed.ts";
import { quantile, row, type Row } from "./report.ts";

const RECORDS = 1_000;
const root = new URL("../..", import.meta.url).pathname;

/** What any app of this kind costs at least: Node, one page with a script, one WebSocket. */
const bareHost = `
  const { createServer } = require("node:http");
  const { WebSocketServer } = require("ws");
  const page = '<!doctype html><title>bare</title><ul id="list"></ul><script>' +
    'new WebSocket("ws://" + location.host).onmessage = (m) => {' +
    'list.setAttribute("role", "listbox"); list.setAttribute("aria-label", "Callbacks");' +
    'for (const n of JSON.parse(m.data)) { const li = document.createElement("li");' +
    'li.setAttribute("role", "option"); li.textContent = n; list.append(li); } };</script>';
  const http = createServer((_, response) => response.setHeader("content-type", "text/html").end(page));
  new WebSocketServer({ server: http }).on("connection", (socket) =>
    socket.send(JSON.stringify(Array.from({ length: 30 }, (_, n) => "Customer " + n))));
  http.listen(0, "127.0.0.1", () => console.log("http://127.0.0.1:" + http.address().port + "/"));
`;

/**
 * From starting the process to a queue that shows its rows in a browser that is already open, with
 * 1,000 callbacks on disk; and the longest block of main's event loop meanwhile.
 */
export async function coldStart(runs: number): Promise<Row[]> {
  const rounds = Math.max(5, Math.min(runs, 10));
  const folder = freshFolder();
  const records = Array.from({ length: RECORDS }, (_, n) =>
    callback({ id: `cold-${n}`, name: `Customer ${n}`, numbers: ["+15550110"] }),
  );
  await importRecords(folder, records);
  const browser = await launchChromium();
  const probeFile = join(folder, "loop-probe");
  const ours: number[] = [];
  const bares: number[] = [];
  const blocks: Blocks[] = [];
  for (let n = 0; n < rounds; n += 1) {
    const measure = async (args: string[], isOurs: boolean): Promise<number> => {
      const startedAt = performance.now();
      const child = spawn(process.execPath, args, {
        cwd: root,
        stdio: ["ignore", "pipe", "ignore"],
        env: { ...process.env, [PROBE_FILE]: probeFile },
      });
      const url = await new Promise<string>((resolve) => {
        createInterface({ input: child.stdout }).on("line", (line) => {
          const found = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(line)?.[0];
          if (found !== undefined) resolve(found);
        });
      });
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(url, { waitUntil: "commit" });
      await page.getByRole("listbox", { name: "Callbacks" }).getByRole("option").first().waitFor();
      const tookMs = performance.now() - startedAt;
      if (isOurs) {
        blocks.push(await askProbe<Blocks>(child.pid ?? 0, probeFile));
      }
      await context.close();
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await gone;
      return tookMs;
    };
    const host = join(root, "out/main/browser.js");
    ours.push(
      await measure(["--import", loopProbe, host, "--port", "0", "--user-data", folder], true),
    );
    bares.push(await measure(["-e", bareHost], false));
  }
  await browser.close();
  discard(folder);
  const compared = { name: "bare Node host with one page", value: quantile(bares, 0.5) };
  const longest = (which: keyof Blocks) => Math.max(...blocks.map((each) => each[which]));
  return [
    row("cold start to a queue of 1,000, median", quantile(ours, 0.5), "ms", compared, 1_000),
    row("cold start to a queue of 1,000, worst", Math.max(...ours), "ms", compared, null),
    row("longest block of main's loop meanwhile", longest("blockMs"), "ms", null, 50),
    row("  with waits for a processor others had", longest("shownMs"), "ms", null, null),
    row("  most work of main itself in one turn", longest("workMs"), "ms", null, null),
  ];
}

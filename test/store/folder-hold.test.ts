import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { statSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { expect, test } from "vitest";
import { holdFolder } from "#store/folder-hold.ts";
import { freshFolder, freshStore, put, recordOf } from "./fixtures.ts";

const child = new URL("./hold-folder.ts", import.meta.url).pathname;

/** Another process that asks for the folder, and the first line it says. */
async function ask(folder: string) {
  const asker: ChildProcessByStdio<Writable, Readable, null> = spawn(
    process.execPath,
    [child, folder],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  const [line] = (await once(asker.stdout.setEncoding("utf8"), "data")) as [string];
  const end = async (how: () => unknown) => {
    const gone = once(asker, "close");
    how();
    await gone;
  };
  return {
    line: line.trim(),
    kill: () => end(() => asker.kill("SIGKILL")),
    finish: () => end(() => asker.stdin.end()),
  };
}

test("a folder has one desk: a second process is told which folder is in use, and writes nothing", async () => {
  const folder = freshFolder();
  const first = await ask(folder);
  expect(first.line).toBe("held");
  const second = await ask(folder);
  await second.finish();
  expect(second.line).toContain(`Another Ringback uses the folder ${folder}`);
  expect(readdirSync(folder)).toEqual(["desk.lock"]);
  const { mode, size } = statSync(join(folder, "desk.lock"));
  expect({ mode: mode & 0o777, size }).toEqual({ mode: 0o600, size: 0 });
  await first.finish();
});

test.each(["killed", "ended"])("a desk that was %s lets the next one start", async (how) => {
  const folder = freshFolder();
  const first = await ask(folder);
  await (how === "killed" ? first.kill() : first.finish());
  const second = await ask(folder);
  await second.finish();
  expect(second.line).toBe("held");
});

test("a command line writes beside the desk that holds the folder", () => {
  const folder = freshFolder();
  const letGo = holdFolder(folder);
  expect(put(freshStore(folder), recordOf("a")).did).toBe("added");
  letGo();
});

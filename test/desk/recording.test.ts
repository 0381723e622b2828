import type * as Fs from "node:fs";
import { readFileSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { CallbackKey } from "#core/callback.ts";
import { RECORDINGS_FOLDER } from "#recordings/recordings.ts";
import { endWith } from "#test/support/builders.ts";
import { DeskInTest, refusalOf } from "#test/support/desk-in-test.ts";

/** A disk that takes half of what it is given, and then nothing. */
const disk = vi.hoisted(() => ({ isFull: false }));
vi.mock("node:fs", async (original) => {
  const fs = await original<typeof Fs>();
  const writeSync = (file: number, bytes: Uint8Array, at: number): number => {
    if (!disk.isFull) return fs.writeSync(file, bytes, at);
    if (at > 0) throw Object.assign(new Error("no space"), { code: "ENOSPC" });
    return fs.writeSync(file, bytes, at, Math.ceil(bytes.length / 2));
  };
  return { ...fs, default: fs, writeSync };
});

let at: DeskInTest;
let key: CallbackKey;
let session: string;
beforeEach(() => {
  disk.isFull = false;
  at = new DeskInTest({ recording: { isAllowed: true } });
  at.media.answers.set("record", {});
  key = at.put();
  at.talk(key);
  const { turn } = at.view();
  if (turn?.at !== "talking") throw new Error("no call");
  session = at.phone.sessionOf(turn.attempt);
});
afterEach(() => at.end());

const record = (isOn: boolean) =>
  refusalOf(at.act("call.record", { key, isOn, hasCustomerAgreed: true }));
const piece = (sequence: number, text: string, isLast = false) => {
  at.media.tell("recorded", { session, sequence, chunk: btoa(text), isLast });
};
const folder = () => join(at.folder, RECORDINGS_FOLDER);
/** What every file holds, in the order of their names: the first recording of a call has the shortest. */
const texts = () =>
  readdirSync(folder())
    .sort((a, b) => a.length - b.length)
    .map((name) => readFileSync(join(folder(), name), "utf8"));
/** Recordings that this process has open; as `/proc` tells, so elsewhere none. */
const openFiles = () => {
  try {
    return readdirSync("/proc/self/fd").flatMap((fd) => {
      try {
        return [readlinkSync(`/proc/self/fd/${fd}`)].filter((path) => path.startsWith(folder()));
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
};
const failed = { recorded: [], hasRecordingFailed: true };

describe("a recording that goes wrong", () => {
  test("for a lost piece keeps what came before it, is closed, and the agent is told", () => {
    record(true);
    piece(0, "one ");
    piece(2, "three");
    piece(3, "four");
    expect(at.view().sound).toMatchObject(failed);
    expect(at.media.asked.at(-1)).toBe("record off");
    piece(4, "", true);
    expect({ texts: texts(), open: openFiles() }).toEqual({ texts: ["one "], open: [] });
  });
  test("for a full disk holds whole pieces alone, is closed, and the agent is told", () => {
    record(true);
    piece(0, "one ");
    disk.isFull = true;
    piece(1, "two ");
    expect(at.view().sound).toMatchObject(failed);
    disk.isFull = false;
    piece(2, "three", true);
    expect({ texts: texts(), open: openFiles() }).toEqual({ texts: ["one "], open: [] });
  });
  test("for a media window that went is closed with what came, and the agent is told", () => {
    record(true);
    piece(0, "one ");
    expect(at.view().sound).toMatchObject({
      recorded: [expect.any(String)],
      hasRecordingFailed: false,
    });
    at.media.disappear();
    expect(at.view().sound).toMatchObject(failed);
    expect({ texts: texts(), open: openFiles() }).toEqual({ texts: ["one "], open: [] });
  });
  test("for a last piece that never comes is closed all the same", () => {
    record(true);
    piece(0, "one ");
    at.tellLine({ type: "ended", end: endWith({ by: "far-end", sipStatus: 200 }) });
    at.time.pass(10_000);
    expect(at.view().sound).toMatchObject(failed);
    expect({ texts: texts(), open: openFiles() }).toEqual({ texts: ["one "], open: [] });
  });
  test("because the media window refuses it is off again, and told", async () => {
    at.media.answers.delete("record");
    record(true);
    await vi.waitFor(() => expect(at.view().sound).toMatchObject(failed));
    expect(openFiles()).toEqual([]);
  });
  test("is followed by another in a file of its own, into which nothing of the first gets", () => {
    record(true);
    piece(0, "one ");
    piece(2, "three");
    expect(record(true)).toBeNull();
    expect(at.view().sound).toMatchObject({
      recorded: [expect.any(String)],
      hasRecordingFailed: false,
    });
    piece(3, "four", true);
    piece(0, "again ");
    record(false);
    piece(1, "and over", true);
    expect(texts()).toEqual(["one ", "again and over"]);
    expect(at.view().sound).toMatchObject({ recorded: [], hasRecordingFailed: false });
  });
});

test("a recording begun while the last piece of the one before is awaited takes none of that one's", () => {
  record(true);
  piece(0, "one ");
  record(false);
  record(true);
  piece(1, "two", true);
  piece(0, "three");
  expect(texts()).toEqual(["one two", "three"]);
  expect(at.view().sound).toMatchObject({
    recorded: [expect.any(String)],
    hasRecordingFailed: false,
  });
});

import { describe, expect, test } from "vitest";
import { StoreBusy } from "#store/errors.ts";
import { freshStore, listAll, NOW, put, recordOf, tryOnce, usedFolder } from "./fixtures.ts";

describe("two connections", () => {
  test("each sees what the other did, and that something was done", () => {
    const folder = usedFolder();
    const app = freshStore(folder);
    const cli = freshStore(folder);
    const before = app.revision();
    expect(app.callbacks.counts(NOW).all).toBe(1);
    const { key } = put(cli, recordOf("b", { customerName: "from the command line" }));
    expect(app.revision()).toBeGreaterThan(before);
    expect(app.callbacks.counts(NOW).all).toBe(2);
    tryOnce(app, key, "one");
    expect(cli.ledger.attempts(key)).toHaveLength(1);
    expect(cli.revision()).toBe(app.revision());
  });

  test("the second waits for the first, and says so when that takes too long", () => {
    const folder = usedFolder();
    const app = freshStore(folder, { busyTimeoutMs: 0 });
    const cli = freshStore(folder);
    cli.callbacks.batch(() => {
      put(cli, recordOf("b"));
      expect(() => put(app, recordOf("c"))).toThrow(StoreBusy);
      // Reading goes on, of what was committed.
      expect(listAll(app)).toHaveLength(1);
    });
    expect(put(app, recordOf("c")).did).toBe("added");
  });

  test("revision never falls back, not even over a restart", () => {
    const folder = usedFolder();
    const first = freshStore(folder);
    put(first, recordOf("b"));
    const last = first.revision();
    first.close();
    const second = freshStore(folder);
    expect(second.revision()).toBe(last);
    put(second, recordOf("c"));
    expect(second.revision()).toBeGreaterThan(last);
  });
});

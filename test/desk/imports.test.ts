import { randomUUID } from "node:crypto";
import * as v from "valibot";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { IMPORT_CHUNK_BYTES, importView, type ImportView } from "#contract/imports.ts";
import { commands, type Input } from "#contract/ipc.ts";
import { epochMs } from "#core/time.ts";
import { createImports } from "#desk/imports.ts";
import { freshFolder, freshStore, NOW } from "#test/store/fixtures.ts";
import { after } from "../../src-main/after.ts";
import { importsInto } from "../../src-main/import-thread.ts";

const file: Input<"import.open"> = {
  name: "records.ndjson",
  totalBytes: 100,
  format: "auto",
  purpose: "keep",
};
const record = (id: string) => `{"id":"${id}","callbackNumbers":["+15550100"],"callerId":"x"}\n`;
const base64 = (text: string) => Buffer.from(text).toString("base64");

/** The service over a real store and the real thread. */
function service() {
  const folder = freshFolder();
  const store = freshStore(folder);
  const imports = createImports({
    start: importsInto(store, { folder, country: "US" }, () => undefined),
    clock: () => epochMs(Date.now()),
    after,
    ids: randomUUID,
  });
  onTestFinished(() => imports.stop());
  const views: (ImportView | null)[] = [];
  imports.subscribe((view) => views.push(view === null ? null : v.parse(importView, view)));
  const { handlers } = imports;
  const open = async (sender?: symbol, input = file) => {
    const reply = await handlers["import.open"](input, sender);
    if (!reply.ok) throw new Error(JSON.stringify(reply.refusal.why));
    return reply.value.id;
  };
  const push = async (id: string, text: string) =>
    handlers["import.push"]({ id, chunk: base64(text) });
  /** The first view of this kind that was told. */
  const seen = (at: ImportView["at"]) =>
    vi.waitFor(() => {
      const found = views.find((view) => view?.at === at);
      if (found === undefined || found === null) throw new Error(`nothing is ${at} yet`);
      return found;
    }, 10_000);
  return { store, imports, handlers, views, open, push, seen };
}

describe("an import by a window", () => {
  test("is told from its opening to its end, until that is forgotten", async () => {
    const { store, handlers, views, open, push, seen } = service();
    const id = await open();
    expect(views).toMatchObject([{ at: "reading", id, takenBytes: 0, totalBytes: 100 }]);
    const text = `${record("a")}nonsense\n`;
    expect(await push(id, text)).toEqual({ ok: true, value: null });
    expect(await handlers["import.read"]({})).toMatchObject({
      value: { at: "reading", takenBytes: text.length },
    });
    await handlers["import.end"]({ id });
    expect(await seen("done")).toMatchObject({
      id,
      name: "records.ndjson",
      counts: { read: 2, added: 1, refused: 1 },
      problems: [{ is: "refused", index: 1, path: "$", reason: "not JSON" }],
      problemCount: 1,
    });
    expect(store.callbacks.find("a")).not.toBeNull();
    await handlers["import.forget"]({ id: randomUUID() });
    expect(await handlers["import.read"]({})).toMatchObject({ value: { at: "done" } });
    await handlers["import.forget"]({ id });
    expect(await handlers["import.read"]({})).toEqual({ ok: true, value: null });
    expect(views.at(-1)).toBeNull();
  });

  test("is the only one: a second is refused, and the first goes on", async () => {
    const { handlers, open, push, seen } = service();
    const id = await open();
    const second = await handlers["import.open"](file);
    expect(second).toMatchObject({
      ok: false,
      refusal: { code: "import-running", why: "import-running" },
    });
    await push(id, record("a"));
    await handlers["import.end"]({ id });
    await seen("done");
    await open();
  });

  test("that looked tells what it saw", async () => {
    const { store, handlers, open, push, seen } = service();
    const id = await open(undefined, { ...file, purpose: "look" });
    await push(id, record("a"));
    await handlers["import.end"]({ id });
    expect(await seen("looked")).toMatchObject({ look: { read: 1, records: [{ sourceId: "a" }] } });
    expect(store.callbacks.counts(NOW).all).toBe(0);
  });

  test("ends with the window that feeds it, and says so; what it kept stays", async () => {
    const { store, imports, open, push, seen } = service();
    const [feeding, other] = [Symbol(), Symbol()];
    const id = await open(feeding);
    await push(id, record("a"));
    imports.windowGone(other);
    await push(id, record("b"));
    imports.windowGone(feeding);
    expect(await seen("cancelled")).toMatchObject({ by: "window-gone", counts: { read: 2 } });
    expect(await push(id, record("c"))).toMatchObject({
      refusal: { code: "wrong-state", why: "import-over" },
    });
    expect(store.callbacks.counts(NOW).all).toBe(2);
  });

  test("ends when the agent says so, and when Ringback does", async () => {
    const { imports, handlers, views, open, push, seen } = service();
    const id = await open();
    await push(id, record("a"));
    expect(await handlers["import.cancel"]({ id })).toEqual({ ok: true, value: null });
    expect(await seen("cancelled")).toMatchObject({ by: "agent" });
    for (const name of ["import.cancel", "import.end"] as const) {
      expect(await handlers[name]({ id })).toMatchObject({
        refusal: { code: "wrong-state", why: "import-over" },
      });
    }
    views.length = 0;
    await open();
    await imports.stop();
    expect(await seen("cancelled")).toMatchObject({ by: "quit" });
  });

  test("that sends on without waiting for answers is refused what is too much", async () => {
    const { open, push } = service();
    const id = await open();
    const replies = await Promise.all(
      Array.from({ length: 10 }, (_, n) => push(id, record(`${n}`))),
    );
    const refused = replies.filter((reply) => !reply.ok);
    expect(refused).toHaveLength(6);
    expect(refused[0]).toMatchObject({ refusal: { code: "bad-input", why: "too-many-chunks" } });
  });

  test("takes no chunk larger than was agreed on", () => {
    const { input } = commands["import.push"];
    const ofBytes = (bytes: number) => ({
      id: randomUUID(),
      chunk: Buffer.alloc(bytes).toString("base64"),
    });
    expect(v.safeParse(input, ofBytes(IMPORT_CHUNK_BYTES)).success).toBe(true);
    expect(v.safeParse(input, ofBytes(IMPORT_CHUNK_BYTES + 3)).success).toBe(false);
  });

  test("that fails says why", async () => {
    const { handlers, open, seen } = service();
    const id = await open();
    await handlers["import.push"]({ id, chunk: base64("PK\u0003\u0004 a compressed file") });
    await handlers["import.end"]({ id });
    expect(await seen("failed")).toMatchObject({
      by: "unreadable",
      unreadable: { is: "compressed" },
    });
  });
});

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { emptyDraft } from "#core/wrap-up.ts";
import { Draft } from "#renderer/state/draft.svelte.ts";
import { attemptOf, desk, NOON, talking, wrapUp } from "./builders.ts";
import { FakeBridge } from "./fake-bridge.ts";

beforeEach(() => vi.useFakeTimers({ now: NOON }));
afterEach(() => vi.useRealTimers());

const told = (notes: string) => ({ ...emptyDraft, notes });
const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

function open() {
  const bridge = new FakeBridge({ desk: desk() });
  const draft = new Draft(bridge, () => Date.now());
  draft.start();
  draft.follow(talking());
  const saved = () => bridge.inputsOf("wrap-up.draft").map((input) => input.draft.notes);
  return { bridge, draft, saved };
}

describe("typing", () => {
  test("is saved 300 ms after the last key, once", async () => {
    const { draft, saved } = open();
    draft.edit({ notes: "a" });
    await settle(200);
    draft.edit({ notes: "ab" });
    await settle(299);
    expect(saved()).toEqual([]);
    await settle(1);
    expect(saved()).toEqual(["ab"]);
    expect(draft.saving).toBe("saved");
  });

  test("is saved at once when the field or the window is left", async () => {
    const { draft, saved } = open();
    draft.edit({ notes: "leaving" });
    await draft.flush();
    expect(saved()).toEqual(["leaving"]);
    await settle(1_000);
    expect(saved()).toEqual(["leaving"]);
  });

  test("that goes on during a save is saved after it", async () => {
    const { bridge, draft, saved } = open();
    const release = bridge.delay("wrap-up.draft");
    draft.edit({ notes: "one" });
    await settle(300);
    draft.edit({ notes: "one two" });
    await settle(300);
    release();
    bridge.hurry("wrap-up.draft");
    await settle(300);
    expect(saved()).toEqual(["one", "one two"]);
    expect(draft.saving).toBe("saved");
  });
});

describe("a snapshot", () => {
  test("that is older than the typing does not overwrite it", async () => {
    const { draft } = open();
    draft.edit({ notes: "new words" });
    draft.follow(talking({ draft: told("") }));
    expect(draft.value.notes).toBe("new words");
    await settle(400);
    draft.follow(talking({ draft: told("new words") }));
    draft.edit({ notes: "new words and more" });
    draft.follow(talking({ draft: told("new words") }));
    expect(draft.value.notes).toBe("new words and more");
  });

  test("that echoes an earlier save after the latest was confirmed changes nothing", async () => {
    const { draft } = open();
    draft.edit({ notes: "first" });
    await settle(300);
    draft.edit({ notes: "first and second" });
    await settle(300);
    draft.follow(talking({ draft: told("first") }));
    expect(draft.value.notes).toBe("first and second");
  });

  test("of a call that another window writes about is taken over", () => {
    const { draft } = open();
    draft.follow(talking({ draft: told("from the other window") }));
    expect(draft.value.notes).toBe("from the other window");
  });

  test("of the same call in wrap-up keeps what was typed", () => {
    const { draft } = open();
    draft.edit({ notes: "still typing" });
    draft.follow(wrapUp({ draft: told("") }));
    expect(draft.value.notes).toBe("still typing");
  });

  test("of another call brings its own draft", () => {
    const { draft } = open();
    draft.edit({ notes: "about the first" });
    draft.follow(talking({ attempt: attemptOf(2), draft: told("about the second") }));
    expect(draft.value.notes).toBe("about the second");
  });
});

describe("a lost connection", () => {
  test("loses nothing: it is saved when main is back", async () => {
    const { bridge, draft, saved } = open();
    bridge.connect(false);
    draft.edit({ notes: "typed in the dark" });
    await settle(300);
    expect(draft.saving).toBe("failed");
    bridge.connect(true);
    await settle();
    expect(saved().at(-1)).toBe("typed in the dark");
    expect(draft.saving).toBe("saved");
    expect(draft.value.notes).toBe("typed in the dark");
  });
});

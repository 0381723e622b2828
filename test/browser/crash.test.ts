import { afterAll, afterEach, expect, test } from "vitest";
import { createNumbers } from "#numbers/numbers.ts";
import { openStore } from "#store/open.ts";
import { show } from "#test/support/product.ts";
import { ANSWERS, callback, callbackMediaParticipant, NO_ANSWER } from "#test/support/records.ts";
import { beginStory, closeBrowser, type Story } from "#test/support/story.ts";

/** Notes of the draft as another process reads them from the disk. */
function draftOnDisk(folder: string, sourceId: string): string | null {
  const store = openStore(folder, { numbers: createNumbers("US"), isReadOnly: true });
  try {
    const key = store.callbacks.find(sourceId);
    return key === null ? null : (store.ledger.draft(key)?.notes ?? null);
  } finally {
    store.close();
  }
}

let story: Story;
afterEach(() => story.end());
afterAll(() => closeBrowser());

test("killed in preview: the callback is still in hand with its deadline, and nothing was dialled", async () => {
  story = await beginStory({
    records: [
      callback({ id: "p-1", name: "Paula Preview", numbers: [ANSWERS], timeoutSeconds: 600 }),
    ],
  });
  await story.window().accept("Paula Preview");
  await story.window().countdown.waitFor();
  await story.crashAndRestart();
  await story.window().countdown.waitFor();
  expect((await show(story.folder, "p-1")).attempts).toEqual([]);
  expect(story.demo.invites).toEqual([]);
});

test("killed in preview with the deadline passing meanwhile: it asks and does not dial", async () => {
  story = await beginStory({
    records: [callback({ id: "p-2", name: "Lena Late", numbers: [ANSWERS], timeoutSeconds: 5 })],
    settings: { countdown: { lateAfterSeconds: 0 } },
  });
  await story.window().accept("Lena Late");
  await story.window().countdown.waitFor();
  await story.product().kill();
  await new Promise((resolve) => setTimeout(resolve, 5_500));
  await story.crashAndRestart();
  await story.window().button("Call").waitFor();
  expect(await story.window().countdown.count()).toBe(0);
  expect((await show(story.folder, "p-2")).attempts).toEqual([]);
  expect(story.demo.invites).toEqual([]);
});

test.each([
  { when: "ringing", number: NO_ANSWER },
  { when: "talking", number: ANSWERS },
])(
  "killed while $when: the attempt comes back for review and is never dialled again",
  async ({ when, number }) => {
    story = await beginStory({
      records: [callback({ id: "k-1", name: "Kit Kill", numbers: [number], timeoutSeconds: 0 })],
    });
    await story.window().accept("Kit Kill");
    await story.window().button("Call").click();
    await story.window().waitForCall(when);
    await story.crashAndRestart();
    const window = story.window();
    await window.wrapUp.waitFor();
    const told = await show(story.folder, "k-1");
    expect(told.attempts).toHaveLength(1);
    expect(told.attempts[0]).toMatchObject({ outcome: "unknown", callResult: 28 });
    expect(told.attempts[0]?.endedAt).not.toBeNull();
    expect(story.demo.invites).toHaveLength(1);
  },
);

test("a page that is loaded anew in mid call has the call, and its sound both ways, with no second INVITE to anybody", async () => {
  story = await beginStory({
    records: [callback({ id: "r-1", name: "Rita Reload", numbers: [ANSWERS], timeoutSeconds: 0 })],
  });
  const window = story.window();
  await window.accept("Rita Reload");
  await window.button("Call").click();
  await window.waitForCall("talking");
  await window.audio();
  await window.page.reload();
  await window.waitForCall("talking");
  await expect
    .poll(async () => (await window.audio()).packetsReceived, { timeout: 20_000 })
    .toBeGreaterThan(0);
  const first = await window.audio();
  const later = await window.audio();
  expect(later.packetsSent).toBeGreaterThan(first.packetsSent + 50);
  expect(later.packetsReceived).toBeGreaterThan(first.packetsReceived + 50);
  expect(first.levelReceived).toBeGreaterThan(0.01);
  await window.button("Hang up").click();
  await window.wrapUp.waitFor();
  expect(story.demo.invites).toHaveLength(1);
  expect((await show(story.folder, "r-1")).attempts).toMatchObject([
    { outcome: "answered", disconnectType: "client" },
  ]);
});

test("killed in wrap-up: every word of the draft is where it was", async () => {
  story = await beginStory({
    records: [
      callbackMediaParticipant(
        { id: "w-1", name: "Wanda Wrap", numbers: [ANSWERS] },
        { prompt: "mandatory" },
      ),
    ],
  });
  const before = story.window();
  await before.accept("Wanda Wrap");
  await before.button("Call").click();
  await before.waitForCall("talking");
  await before.page.getByRole("textbox", { name: "Notes" }).fill("Typed while talking.");
  await before.button("Hang up").click();
  await before.wrapUp.waitFor();
  const notes = before.page.getByRole("textbox", { name: "Notes" });
  expect(await notes.inputValue()).toBe("Typed while talking.");
  await notes.fill("Typed while talking. And in wrap-up, ünïcode ✓.");
  await expect
    .poll(() => draftOnDisk(story.folder, "w-1"))
    .toBe("Typed while talking. And in wrap-up, ünïcode ✓.");
  await story.crashAndRestart();
  const after = story.window();
  await after.wrapUp.waitFor();
  expect(await after.page.getByRole("textbox", { name: "Notes" }).inputValue()).toBe(
    "Typed while talking. And in wrap-up, ünïcode ✓.",
  );
  expect(story.demo.invites).toHaveLength(1);
  expect((await show(story.folder, "w-1")).attempts).toMatchObject([{ outcome: "answered" }]);
});

import { afterAll, afterEach, expect, test } from "vitest";
import { show, startProduct } from "#test/support/product.ts";
import { callback, NO_ANSWER } from "#test/support/records.ts";
import { beginStory, closeBrowser, type Story } from "#test/support/story.ts";

let story: Story;
afterEach(() => story.end());
afterAll(() => closeBrowser());

test("started again beside a desk that is calling: the second says why, ends with 2, and the call goes on", async () => {
  story = await beginStory({
    records: [callback({ id: "o-1", name: "Olga One", numbers: [NO_ANSWER], timeoutSeconds: 0 })],
  });
  const window = story.window();
  await window.accept("Olga One");
  await window.button("Call").click();
  await window.waitForCall("ringing");
  await expect(startProduct(story.folder)).rejects.toThrow(
    `the browser host ended with 2:\nAnother Ringback uses the folder ${story.folder}: ` +
      "end that one first, or give another folder.\n",
  );
  expect((await show(story.folder, "o-1")).attempts).toMatchObject([{ endedAt: null }]);
  await window.button("Hang up").click();
  await window.wrapUp.waitFor();
  expect((await show(story.folder, "o-1")).attempts).toMatchObject([{ outcome: "given-up" }]);
  expect(story.demo.invites).toHaveLength(1);
});

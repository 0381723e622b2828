import { afterAll, afterEach, expect, test } from "vitest";
import { show } from "#test/support/product.ts";
import {
  BAD_NUMBER,
  BUSY,
  callback,
  DECLINES,
  HANGS_UP,
  NO_ANSWER,
} from "#test/support/records.ts";
import { beginStory, closeBrowser, type Story } from "#test/support/story.ts";

let story: Story;
afterEach(() => story.end());
afterAll(() => closeBrowser());

const cases = [
  { what: "busy", number: BUSY, outcome: "busy", callResult: 6, sipStatus: 486 },
  { what: "declined", number: DECLINES, outcome: "declined", callResult: 5, sipStatus: 603 },
  {
    what: "a bad number",
    number: BAD_NUMBER,
    outcome: "bad-number",
    callResult: 11,
    sipStatus: 404,
  },
  { what: "no answer", number: NO_ANSWER, outcome: "no-answer", callResult: 7, sipStatus: 487 },
  {
    what: "hung up by the customer",
    number: HANGS_UP,
    outcome: "answered",
    callResult: 0,
    sipStatus: 200,
  },
] as const;

test("every way a call can end leaves exactly one attempt with the right outcome", async () => {
  story = await beginStory({
    records: cases.map(({ what, number }, index) =>
      callback({ id: `end-${index}`, name: `Customer ${what}`, numbers: [number] }),
    ),
    settings: { call: { noAnswerSeconds: 4 } },
  });
  const window = story.window();
  for (const [index, { what, outcome, callResult, sipStatus }] of cases.entries()) {
    await window.accept(`Customer ${what}`);
    await window.button("Call").click();
    await window.wrapUp.waitFor();
    await window.button("Done").click();
    await window.wrapUp.waitFor({ state: "detached" });
    const told = await show(story.folder, `end-${index}`);
    expect(told.attempts).toHaveLength(1);
    expect(told.attempts[0], what).toMatchObject({ outcome, callResult, sipStatus });
    expect(told.wrapUp, what).toMatchObject({ outcome });
  }
  expect(story.demo.invites).toHaveLength(cases.length);
});

test("giving up while it rings cancels the call and nobody is left on the line", async () => {
  story = await beginStory({
    records: [callback({ id: "ring-1", name: "Rita Ring", numbers: [NO_ANSWER] })],
  });
  const window = story.window();
  await window.accept("Rita Ring");
  await window.button("Call").click();
  await window.waitForCall("ringing");
  await window.button("Hang up").click();
  await window.wrapUp.waitFor();
  const told = await show(story.folder, "ring-1");
  expect(told.attempts[0]).toMatchObject({ outcome: "given-up", sipStatus: 487 });
});

import { afterAll, afterEach, expect, test } from "vitest";
import { importRecords, show } from "#test/support/product.ts";
import {
  ANSWERS,
  callback,
  callbackBasic,
  callbackMediaParticipant,
  engageCallback,
  HOLDS,
  notificationCallback,
} from "#test/support/records.ts";
import { beginStory, closeBrowser, type Story } from "#test/support/story.ts";

let story: Story;
afterEach(() => story.end());
afterAll(() => closeBrowser());

const five = [
  callbackBasic({ id: "basic-1", name: "Maria Keller", numbers: [ANSWERS], timeoutSeconds: 4 }),
  callback({ id: "callback-1", name: "Tom Reed", numbers: ["+15550110"] }),
  callbackMediaParticipant({ id: "participant-1", name: "Doc Brown", numbers: ["+493023125020"] }),
  notificationCallback({ id: "notified-1", name: "Pat Preview", numbers: ["+15550155"] }),
  engageCallback({ id: "0001HaE9R3C4S00A", name: "Router order", numbers: ["+15550161"] }),
];

test("a callback of any shape comes in, is called when its countdown ends, talked to and wrapped up", async () => {
  story = await beginStory({ records: five });
  const window = story.window();
  await window.page.getByRole("tab", { name: /^All/ }).click();
  for (const name of ["Maria Keller", "Tom Reed", "Doc Brown", "Pat Preview", "Router order"]) {
    await window.queue.getByText(name).first().waitFor();
  }

  await window.accept("Maria Keller");
  await window.countdown.waitFor();
  expect(story.demo.invites).toEqual([]);
  await window.waitForCall("ringing");
  await window.waitForCall("talking");
  expect(story.demo.invites.map((invite) => invite.number)).toEqual([ANSWERS]);

  const first = await window.audio();
  expect(first.connections).toBe(1);
  expect(first.levelSent).toBeGreaterThan(0.01);
  expect(first.levelReceived).toBeGreaterThan(0.01);
  const later = await window.audio();
  expect(later.packetsSent).toBeGreaterThan(first.packetsSent + 50);
  expect(later.packetsReceived).toBeGreaterThan(first.packetsReceived + 50);
  const [heard] = story.demo.calls();
  expect(heard?.packetsReceived).toBeGreaterThan(50);

  await window.button("Hold").click();
  await window.waitForCall("on hold");
  const held = await window.audio();
  const stillHeld = await window.audio();
  expect(stillHeld.packetsReceived - held.packetsReceived).toBeLessThan(10);
  await window.button("Resume").click();
  await window.waitForCall("talking");
  const resumed = await window.audio();
  expect(resumed.packetsReceived).toBeGreaterThan(stillHeld.packetsReceived + 20);

  await window.button("Mute").click();
  await window.button("Unmute").click();
  await window.button("Hang up").click();
  await window.wrapUp.waitFor();
  await window.waitForCall("ended");
  await window.page.getByRole("textbox", { name: "Notes" }).fill("Wants the invoice copy by mail.");
  await window.button("Done").click();
  await window.wrapUp.waitFor({ state: "detached" });

  const told = await show(story.folder, "basic-1");
  expect(told.shape).toBe("callback-basic");
  expect(told.raw).toEqual(five[0]);
  expect(told.attempts).toHaveLength(1);
  expect(told.attempts[0]).toMatchObject({
    number: ANSWERS,
    sipStatus: 200,
    callResult: 0,
    disconnectType: "client",
    outcome: "answered",
  });
  const [attempt] = told.attempts;
  expect(Date.parse(attempt?.endedAt ?? "")).toBeGreaterThan(Date.parse(attempt?.answeredAt ?? ""));
  expect(told.wrapUp).toMatchObject({
    outcome: "answered",
    notes: "Wants the invoice copy by mail.",
  });
  expect(told.outbox).toHaveLength(1);
  expect(story.demo.invites).toHaveLength(1);
});

test("the agent's own word calls at once, and the far end's hold is shown as the far end's", async () => {
  story = await beginStory({
    records: [callback({ id: "callback-2", name: "Hattie Hold", numbers: [HOLDS] })],
  });
  const window = story.window();
  await window.accept("Hattie Hold");
  await window.button("Call").click();
  await window.waitForCall("talking");
  await window.waitForCall("held by far end");
  await window.waitForCall("talking");
  await window.button("Hang up").click();
  await window.wrapUp.waitFor();
  expect(story.demo.invites).toHaveLength(1);
});

test("a callback that may not be skipped offers no skip, one that may is skipped without a call", async () => {
  story = await beginStory({
    records: [
      notificationCallback({
        id: "n-1",
        name: "Nora Never",
        numbers: [ANSWERS],
        timeoutSeconds: 60,
      }),
      notificationCallback({
        id: "n-2",
        name: "Sam Skip",
        numbers: [ANSWERS],
        timeoutSeconds: 60,
        skipEnabled: true,
      }),
    ],
  });
  const window = story.window();
  await window.accept("Sam Skip");
  await window.countdown.waitFor();
  await window.button("Skip").click();
  await window.countdown.waitFor({ state: "detached" });
  await window.accept("Nora Never");
  await window.countdown.waitFor();
  expect(await window.button("Skip").count()).toBe(0);
  expect((await show(story.folder, "n-2")).attempts).toEqual([]);
  expect(story.demo.invites).toEqual([]);
});

test("records that come in while the app runs appear, and those without a number cannot be called", async () => {
  story = await beginStory({
    records: [callback({ id: "c-1", name: "Early Bird", numbers: [ANSWERS] })],
  });
  const window = story.window();
  const summary = await importRecords(story.folder, [
    callback({ id: "c-2", name: "Late Lark", numbers: [] }),
  ]);
  expect(summary).toMatchObject({ read: 1, added: 1, refused: [] });
  await window.page.getByRole("tab", { name: /^All/ }).click();
  await window.option(/Late Lark/).waitFor();
  await window.look("Late Lark");
  expect(await window.button("Call").count()).toBe(0);
  const accept = window.button("Accept");
  expect((await accept.count()) === 0 || (await accept.isDisabled())).toBe(true);
});

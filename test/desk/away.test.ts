import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as v from "valibot";
import type { Reply } from "#contract/ipc.ts";
import { settings as settingsSchema } from "#contract/settings.ts";
import type { DeskView } from "#contract/view.ts";
import { createDesk, dayStartAt } from "#desk/desk.ts";
import type { DeskService, Store } from "#desk/ports.ts";
import { createNumbers } from "#numbers/numbers.ts";
import { openStore } from "#store/open.ts";
import { callbackWith } from "#test/support/builders.ts";
import { FakeMedia, FakePhone, TestTime } from "#test/support/fakes.ts";
import { discard, freshFolder } from "#test/support/product.ts";

let folder: string;
let store: Store;
let time: TestTime;
let phone: FakePhone;
let desk: DeskService;

const numbers = createNumbers("US");

beforeEach(() => {
  folder = freshFolder();
  time = new TestTime();
  phone = new FakePhone();
  const media = new FakeMedia();
  store = openStore(folder, { numbers });
  desk = createDesk({
    store,
    phone,
    media,
    numbers,
    settings: v.parse(settingsSchema, {}),
    clock: time.clock,
    after: time.after,
    ids: randomUUID,
    dayStart: (now) => dayStartAt(now, 60),
    report: () => undefined,
  });
  phone.register();
  media.appear();
  desk.windowOpened();
});
afterEach(async () => {
  await desk.stop();
  discard(folder);
});

/** A callback in hand whose countdown ends in 15 seconds, with everything ready for its call. */
function countingDown() {
  const identity = {
    conversationId: null,
    participantId: null,
    communicationId: "c",
    interactionId: null,
  };
  const callback = callbackWith({ identity, timeoutSeconds: 15 });
  const record = { callback, raw: "{}", envelope: null, problems: [] };
  const { key } = store.callbacks.put(record, time.now, false);
  void desk.handlers["callback.accept"]({ key });
  return key;
}
const turn = () => {
  const reply = desk.handlers["desk.read"]({}) as Reply<DeskView>;
  return reply.ok ? reply.value.turn : null;
};
const invites = () => phone.asked.filter((asked) => asked.startsWith("invite"));

describe("an agent who locked her screen", () => {
  test("is asked when the deadline comes: nothing dials behind her back, also when she is back", () => {
    const key = countingDown();
    time.pass(5_000);
    desk.away(true);
    time.pass(10_000);
    expect(turn()).toMatchObject({
      at: "preview",
      countdown: { mode: "asking", because: "nobody-at-the-desk" },
    });
    desk.away(false);
    time.pass(60_000);
    desk.woke();
    expect(invites()).toEqual([]);
    void desk.handlers["preview.call"]({ key });
    expect(invites()).toHaveLength(1);
  });
  test("who came back in time has her call dialled at its deadline", () => {
    countingDown();
    desk.away(true);
    time.pass(14_999);
    desk.away(false);
    expect(invites()).toEqual([]);
    time.pass(1);
    expect(invites()).toEqual(["invite +15550100"]);
  });
  test("may lock it during a call: the call goes on", () => {
    countingDown();
    time.pass(15_000);
    desk.away(true);
    time.pass(5_000);
    expect(turn()).toMatchObject({ at: "dialing" });
    expect(phone.asked).not.toContain("hang-up");
  });
});

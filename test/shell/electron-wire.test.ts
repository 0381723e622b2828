import { beforeEach, describe, expect, test } from "vitest";
import { helloChannel, wireChannel } from "#contract/channels.ts";
import type { WireMessage } from "#contract/wire.ts";
import { appOrigin } from "#shell/app-protocol.ts";
import { createWindowWire, type WindowWire } from "#shell/electron-wire.ts";
import { pagesAt } from "#shell/pages.ts";
import { FakeContents } from "./stand-in.ts";

const { ui, media } = pagesAt(appOrigin);
const event: WireMessage = { kind: "event", name: "queue.changed", payload: { revision: 1 } };

let reported: string[];
let heard: unknown[];
let states: boolean[];
let window: WindowWire;
let contents: FakeContents;
beforeEach(() => {
  reported = [];
  heard = [];
  states = [];
  contents = new FakeContents(ui);
  window = createWindowWire(ui, (what) => void reported.push(what));
  window.wire.onMessage((message) => void heard.push(message));
  window.wire.onOpen((isOpen) => void states.push(isOpen));
});
const join = (joining = contents) => {
  window.attach(joining.real);
  joining.says(helloChannel);
};

describe("the wire to a window", () => {
  test("is closed until the page says that it listens", () => {
    window.attach(contents.real);
    window.wire.send(event);
    expect([states, contents.sent]).toEqual([[false], []]);
    contents.says(helloChannel);
    window.wire.send(event);
    expect(states).toEqual([false, true]);
    expect(contents.sent).toEqual([{ channel: wireChannel, message: event }]);
  });
  test("carries what the page says, unread", () => {
    join();
    contents.says(wireChannel, { kind: "anything" });
    expect(heard).toEqual([{ kind: "anything" }]);
  });
  test.each<[string, () => object | null]>([
    ["a frame that is gone", () => null],
    ["an inner frame", () => ({ url: ui })],
    ["a frame of another origin", () => ({ url: "https://shop.example/index.html" })],
  ])("hears nothing from %s", (_name, frame) => {
    join();
    contents.says(wireChannel, { kind: "ask" }, frame());
    expect(heard).toEqual([]);
    expect(reported).toHaveLength(1);
  });
  test.each([media, "https://shop.example/index.html", "ringback-app://desk.example/index.html"])(
    "hears nothing from its own window once that shows %s",
    (url) => {
      join();
      contents.mainFrame.url = url;
      contents.says(wireChannel, { kind: "ask" });
      expect(heard).toEqual([]);
    },
  );
  test("stays closed when the hello is not of our page", () => {
    window.attach(contents.real);
    contents.says(helloChannel, undefined, { url: ui });
    expect(states).toEqual([false]);
  });
  test("closes and opens when the page is loaded again", () => {
    join();
    contents.says(helloChannel);
    expect(states).toEqual([false, true, false, true]);
  });
  test.each(["render-process-gone", "destroyed"])("closes at %s", (name) => {
    join();
    contents.isGone = name === "destroyed";
    contents.emit(name, {}, { reason: "crashed" });
    window.wire.send(event);
    expect(states).toEqual([false, true, false]);
    expect(contents.sent).toEqual([]);
  });
  test("goes over to the next window and forgets the one before", () => {
    join();
    const next = new FakeContents(ui);
    join(next);
    contents.says(wireChannel, "late");
    contents.emit("destroyed");
    next.says(wireChannel, "now");
    window.wire.send(event);
    expect(heard).toEqual(["now"]);
    expect(states).toEqual([false, true, false, true]);
    expect([contents.sent.length, next.sent.length]).toEqual([0, 1]);
  });
});

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readDevices } from "#renderer/media/found-devices.ts";
import { createOutputs } from "#renderer/media/outputs.ts";
import { settled } from "#test/support/memory-wire.ts";

/** An element whose way to another device ends when, and how, the test says. */
class SlowAudio {
  sinkId = "";
  readonly asked: { readonly sink: string; readonly end: (isThere: boolean) => void }[] = [];

  constructor() {
    made.push(this);
  }
  setSinkId(sink: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (isThere: boolean): void => {
        if (isThere) this.sinkId = sink;
        if (isThere) resolve();
        else reject(new DOMException("", "AbortError"));
      };
      this.asked.push({ sink, end });
    });
  }
}

const made: SlowAudio[] = [];
beforeEach(() => void vi.stubGlobal("Audio", SlowAudio));
afterEach(() => {
  made.length = 0;
  vi.unstubAllGlobals();
});

const info = (label: string) =>
  ({ kind: "audiooutput", deviceId: `id of ${label}`, label, groupId: label }) as MediaDeviceInfo;

function outputs() {
  const lost: boolean[] = [];
  const its = createOutputs({
    find: () => Promise.resolve(readDevices(["Headset", "Desk"].map(info))),
    tellLost: () => lost.push(its.isLost()),
    report: () => undefined,
  });
  const element = new SlowAudio();
  its.attach(element as unknown as HTMLAudioElement, "speaker");
  return { its, element, lost };
}

/** Lets everything that was asked for a device so far end well, but for these elements. */
async function end(except: readonly SlowAudio[] = []): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    await settled();
    for (const audio of made) {
      if (!except.includes(audio))
        for (const { end: settle } of audio.asked.splice(0)) settle(true);
    }
  }
  await settled();
}

test("a speaker that does not take the sound counts as lost, and the default plays", async () => {
  const { its, element, lost } = outputs();
  const chosen = its.choose("speaker", "Headset");
  await end([element]);
  expect(await chosen).toBe("used");
  expect(its.inUse()).toBe("id of Headset");
  element.asked.shift()?.end(false);
  await end();
  expect([its.inUse(), its.isLost(), lost, element.sinkId]).toEqual([null, true, [true], ""]);
  await its.choose("speaker", null);
  expect([its.isLost(), lost]).toEqual([false, [true, false]]);
});

test("the choice made last wins, though the one before is settled after it", async () => {
  const { its, element } = outputs();
  const first = its.choose("speaker", "Headset");
  await settled();
  const [, slow] = made;
  const second = its.choose("speaker", "Desk");
  await end(slow === undefined ? [] : [slow]);
  expect(await second).toBe("used");
  await end();
  await first;
  await end();
  expect([its.inUse(), element.sinkId]).toEqual(["id of Desk", "id of Desk"]);
});

test("an element that was sent back while it was on its way comes back", async () => {
  const { its, element } = outputs();
  const away = its.choose("speaker", "Headset");
  await end([element]);
  await away;
  const back = its.choose("speaker", null);
  await end([element]);
  await back;
  const [onItsWay, home] = element.asked.splice(0);
  home?.end(true);
  onItsWay?.end(true);
  await end();
  expect(element.sinkId).toBe("");
});

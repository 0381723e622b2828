import { expect, test } from "vitest";
import type { SoundGraph } from "#renderer/media/graph.ts";
import { createUplink } from "#renderer/media/uplink.ts";
import { settled } from "#test/support/memory-wire.ts";

const microphone = () => ({ enabled: true }) as MediaStreamTrack;
const graph: SoundGraph = {
  use: () => {
    throw new Error("nothing is mixed here");
  },
};

/** An uplink whose sender takes the next track when the test says so. */
function uplinkOf(first: MediaStreamTrack) {
  const waiting: (() => void)[] = [];
  const replaceTrack = () => new Promise<void>((resolve) => waiting.push(resolve));
  const sender = { replaceTrack } as unknown as RTCRtpSender;
  const uplink = createUplink({ sender, microphone: first, graph });
  return { uplink, take: () => waiting.shift()?.() };
}

test.each(["mute", "hold"] as const)(
  "%s silences the microphone that is sent and the one that takes its place",
  async (how) => {
    const [former, next] = [microphone(), microphone()];
    const { uplink, take } = uplinkOf(former);
    const changing = uplink.changeMicrophone(next);
    await settled();
    uplink[how](true);
    expect([former.enabled, next.enabled]).toEqual([false, false]);
    uplink[how](false);
    expect([former.enabled, next.enabled]).toEqual([true, true]);
    take();
    await changing;
    uplink[how](true);
    expect([former.enabled, next.enabled]).toEqual([true, false]);
  },
);

test("a microphone that comes while the agent is muted is silent before it is sent", () => {
  const next = microphone();
  const { uplink } = uplinkOf(microphone());
  uplink.mute(true);
  void uplink.changeMicrophone(next);
  expect(next.enabled).toBe(false);
});

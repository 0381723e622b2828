import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { platformShapes, type Callback } from "#core/callback.ts";
import { notAutomatic, startCountdown, uncallable } from "#core/countdown.ts";
import { epochMs } from "#core/time.ts";
import { allSamples } from "#demo/samples/all-samples.ts";
import { importText } from "#intake/import-text.ts";
import { keepCallbacks } from "./kept-callbacks.ts";

const NOW = epochMs(Date.UTC(2026, 10, 20, 9, 12, 34, 567));

async function read() {
  const callbacks = keepCallbacks();
  for (const { shape, records } of allSamples(NOW)) {
    const summary = await importText(Readable.from([JSON.stringify(records)]), {
      format: shape,
      callbacks,
      clock: () => NOW,
      isDemo: true,
    });
    expect(summary).toMatchObject({ added: records.length, flagged: 0, refused: 0 });
  }
  return [...callbacks.records.values()].map(({ callback }) => callback);
}

test("every shape has two to four samples, and each is read without a problem", async () => {
  const samples = await read();
  for (const shape of platformShapes) {
    const count = samples.filter((sample) => sample.shape === shape).length;
    expect(count).toBeGreaterThanOrEqual(2);
    expect(count).toBeLessThanOrEqual(4);
  }
});

test("each callee of the demo switch is called in one sample, with a word on what will happen", async () => {
  const samples = await read();
  for (let last = 0; last <= 7; last++) {
    const callees = samples.filter(({ numbers }) => numbers.includes(`+1555010${last}`));
    expect(callees).toHaveLength(1);
    expect(callees[0]?.attributes["Try"]).toMatch(/\w/);
  }
});

test("countdowns run from the moment of acceptance: none begins in the past", async () => {
  const rules = { anchor: "platform", lateAfterMs: 2_000 } as const;
  const counting = (await read()).filter(({ timeoutSeconds }) => (timeoutSeconds ?? 0) > 0);
  expect(counting.map(({ timeoutSeconds }) => timeoutSeconds)).toEqual([15, 12, 20]);
  for (const sample of counting) {
    const countdown = startCountdown(sample, false, NOW, rules);
    expect(countdown).toMatchObject({ mode: "running" });
  }
});

test("the queue shows every kind of work", async () => {
  const samples = await read();
  const some = (is: (sample: Callback) => boolean) => {
    expect(samples.filter(is).length).toBeGreaterThanOrEqual(1);
  };
  some((sample) => sample.timeoutSeconds === 0);
  some((sample) => sample.skipEnabled === true);
  some((sample) => sample.skipEnabled === false);
  some(({ scheduledAt }) => scheduledAt !== null && scheduledAt > NOW);
  some(({ scheduledAt }) => scheduledAt !== null && scheduledAt < NOW - 30 * 60_000);
  some(({ preview }) => preview?.phoneNumberColumns.length === 2);
  some(({ voicemail }) => voicemail?.uploadStatus?.value === "complete");
  some(({ expiresAt }) => expiresAt !== null && expiresAt > NOW);
  some(({ wrapUpPrompt }) => wrapUpPrompt?.value === "forcedTimeout");
  some(({ wrapUpPrompt }) => wrapUpPrompt?.value === "mandatory");
  some(({ numbers }) => numbers.length === 3);
  some((sample) => uncallable(sample, false, NOW) === "email-only");
  for (const sample of samples) {
    expect(sample.queue?.name ?? sample.engage?.subject).toMatch(/\w/);
    expect(sample.createdAt ?? NOW).toBeLessThan(NOW);
    expect(notAutomatic(sample, false, NOW)).not.toBe("unknown-value");
  }
});

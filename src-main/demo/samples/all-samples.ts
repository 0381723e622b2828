import type { Shape } from "#core/callback.ts";
import type { EpochMs } from "#core/time.ts";
import { callbackBasicSamples } from "./callback-basic.ts";
import { callbackMediaParticipantSamples } from "./callback-media-participant.ts";
import { callbackSamples } from "./callback.ts";
import { sampleClock } from "./clock.ts";
import { conversationNotificationCallbackSamples } from "./conversation-notification-callback.ts";
import { engageCallbackInteractionSamples } from "./engage-callback-interaction.ts";

export interface Samples {
  readonly shape: Shape;
  /** Wire values: bare records or their envelopes. */
  readonly records: readonly unknown[];
}

/** A morning's queue as it stands at `now`: each of the demo switch's callees is in it once. */
export function allSamples(now: EpochMs): readonly Samples[] {
  const clock = sampleClock(now);
  return [
    { shape: "callback-basic", records: callbackBasicSamples(clock) },
    { shape: "callback", records: callbackSamples(clock) },
    { shape: "callback-media-participant", records: callbackMediaParticipantSamples(clock) },
    {
      shape: "conversation-notification-callback",
      records: conversationNotificationCallbackSamples(clock),
    },
    { shape: "engage-callback-interaction", records: engageCallbackInteractionSamples(clock) },
  ];
}

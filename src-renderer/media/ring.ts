import type { Player } from "./tones.ts";

/** The alert for a call that comes in. */
export interface Ring {
  /** Rings, or falls silent. `deviceId` is the browser's id of the device to ring on instead of the ringer. */
  set(isOn: boolean, deviceId?: string): void;
  /** Looks again whether a call is live: what rings would be heard by the customer. */
  adapt(): void;
}

export function createRing(player: Player, isLive: () => boolean): Ring {
  let isOn = false;
  let device: string | undefined;

  function adapt(): void {
    if (!isOn) player.play(null);
    else if (isLive()) player.play({ file: "waiting", role: "speaker" });
    else player.play({ file: "ring", role: "ringer", deviceId: device });
  }

  return {
    adapt,
    set(next, deviceId) {
      isOn = next;
      device = deviceId;
      adapt();
    },
  };
}

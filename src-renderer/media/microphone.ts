import type { DeviceUse, MediaFact, MediaInput, MicrophoneTrouble } from "#contract/media.ts";
import { findDevice, type FoundDevices } from "./found-devices.ts";
import type { SoundGraph } from "./graph.ts";
import { carriesSound } from "./listen.ts";
import { microphoneTroubleOf, openMicrophone } from "./open-microphone.ts";
import { MediaProblem } from "./problem.ts";

type Processing = MediaInput<"processing">;

/** The device that is open, and as what it was opened. */
interface Capture {
  readonly track: MediaStreamTrack;
  /** The system's default at the time, when that was asked for; null: a device by its id. */
  readonly asDefault: string | null;
}

/** One user's part of the open microphone. */
export interface Lease {
  /** Own to mute; another after a change of device. */
  track(): MediaStreamTrack;
  /** Whether the device itself, as no processing has touched it, gives no sound at all. */
  isDead(): Promise<boolean>;
  /** Stops the track; the device is closed with the last lease. Idempotent. */
  release(): void;
}

/** The agent's microphone: open while it is leased, whichever device it is. */
export interface Microphone {
  /**
   * Opens the microphone, or joins who has it open. At a change of device `onChange` takes the next
   * track; the one before plays until it has. @throws MediaProblem with a `MicrophoneTrouble`.
   */
  lease(onChange: (next: MediaStreamTrack) => Promise<void>): Promise<Lease>;
  /** Takes another device, by its id; null: the system's default. Without a gap, or not at all. */
  choose(id: string | null): Promise<DeviceUse>;
  /** @throws MediaProblem when the device cannot be opened so; the sound stays as it was. */
  process(wanted: Processing): Promise<void>;
  /** Looks at what is there now: falls back to the default, or returns to the device chosen. */
  adapt(): Promise<void>;
  /** The browser's id of the device that is open, null when none is. */
  inUse(): string | null;
}

/** A beep of Chromium's fake device comes twice a second; a real one is never quite silent. */
const SOUND_LIMIT_MS = 1_500;
/** A headset on the air gives nothing at first; it is looked at again, each time later, until it is left in peace. */
const AGAIN_AFTER_MS = [3_000, 10_000, 30_000];

export function createMicrophone(options: {
  graph: SoundGraph;
  processing: Processing;
  find: () => Promise<FoundDevices>;
  tell: (fact: MediaFact<"microphone">) => void;
  report: (what: string, error: unknown) => void;
}): Microphone {
  const { graph, find, report } = options;
  const users = new Set<{ take(next: MediaStreamTrack): Promise<void> }>();
  let processing = options.processing;
  let wanted: string | null = null;
  let capture: Capture | null = null;
  let last: MediaFact<"microphone"> | null = null;
  /** Users to come: between one call and the next the device stays open. */
  let leasing = 0;
  /** End of the last change: devices are opened and exchanged one after another. */
  let working: Promise<unknown> = Promise.resolve();
  /** A look that waits for its turn: it will see what any further one would. */
  let looking: Promise<void> | null = null;
  let again: ReturnType<typeof setTimeout> | undefined;

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = working.then(work);
    working = mine.catch(() => undefined);
    return mine;
  }

  function tell(label: string | null, reason: MicrophoneTrouble | null): void {
    if (last?.label === label && last.reason === reason) return;
    last = { label, reason };
    options.tell(last);
  }

  async function open(deviceId: string | null, how = processing): Promise<MediaStreamTrack> {
    try {
      return await openMicrophone(deviceId, how);
    } catch (error) {
      throw new MediaProblem("microphone", microphoneTroubleOf(error));
    }
  }

  /** Opens the device chosen, or the default when it is not there or does not open. */
  async function openUsual(found: FoundDevices): Promise<Capture> {
    const device = findDevice(found, "microphone", wanted);
    if (device !== undefined) {
      try {
        return { track: await open(device.deviceId), asDefault: null };
      } catch (error) {
        report("the microphone that was chosen cannot be opened", error);
      }
    }
    return { track: await open(null), asDefault: found.defaultMicrophone };
  }

  function keep(next: Capture): void {
    capture = next;
    next.track.addEventListener("ended", () => void adapt(), { once: true });
    tell(next.track.label, null);
  }

  /** Gives every user the next track, and only then closes the device there was. */
  async function exchange(next: Capture): Promise<void> {
    const former = capture;
    keep(next);
    await Promise.all([...users].map((user) => user.take(next.track)));
    former?.track.stop();
    closeUnused();
  }

  function closeUnused(): void {
    if (users.size > 0 || leasing > 0) return;
    capture?.track.stop();
    capture = null;
  }

  /** Listens to a device before it is taken, to its bare sound: processing makes silence of a quiet room. */
  async function isSilent(deviceId: string | null): Promise<boolean> {
    const bare = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    const probe = await open(deviceId, bare);
    try {
      return !(await carriesSound(graph, probe, SOUND_LIMIT_MS));
    } finally {
      probe.stop();
    }
  }

  /** Whether what is sent now gives sound, or would if the room were not quiet. */
  async function isHeard(): Promise<boolean> {
    if (capture === null || (await carriesSound(graph, capture.track, SOUND_LIMIT_MS))) return true;
    // One that went meanwhile is stood in for by itself.
    return capture.track.readyState === "ended" || !(await isSilent(idOf(capture)));
  }

  /** Moves to a device that gives sound, before it is taken and after; else back to the one before. */
  async function moveTo(deviceId: string | null, asDefault: string | null): Promise<DeviceUse> {
    try {
      if (await isSilent(deviceId)) return "silent";
      const former = capture;
      await exchange({ track: await open(deviceId), asDefault });
      if (await isHeard()) return "used";
      if (former !== null) {
        await exchange({ track: await open(idOf(former)), asDefault: former.asDefault });
      }
      return "silent";
    } catch (error) {
      report("another microphone cannot be opened", error);
      return "failed";
    }
  }

  /** Takes the first other device that gives sound; where none does, the call's watch tells. */
  async function moveToAnother({ listed }: FoundDevices): Promise<void> {
    const silent = capture === null ? null : idOf(capture);
    for (const { kind, deviceId, isDefault } of listed) {
      const isSame = silent === null ? isDefault : deviceId === silent;
      if (kind !== "microphone" || isSame) continue;
      if ((await moveTo(deviceId, null)) === "used") return;
    }
  }

  const isOpenAs = (deviceId: string | null, found: FoundDevices): boolean =>
    deviceId === null
      ? capture?.asDefault === found.defaultMicrophone
      : capture?.asDefault === null && capture.track.getSettings().deviceId === deviceId;

  /** Leads back to what is wanted, of what is there. */
  async function settle(): Promise<DeviceUse> {
    const found = await find();
    const device = findDevice(found, "microphone", wanted);
    const isThere = wanted === null || device !== undefined;
    if (capture === null) {
      await survey(found, device?.label ?? null);
      return isThere ? "used" : "absent";
    }
    if (capture.track.readyState === "ended") {
      await exchange(await openUsual(found));
      if (!(await isHeard())) {
        await moveToAnother(found);
        return "silent";
      }
    } else if (!isOpenAs(device?.deviceId ?? null, found)) {
      const use = await moveTo(
        device?.deviceId ?? null,
        device === undefined ? found.defaultMicrophone : null,
      );
      if (use !== "used") return use;
    }
    return isThere ? "used" : "absent";
  }

  /** Says what could be opened, without opening anything. */
  async function survey(found: FoundDevices, label: string | null): Promise<void> {
    if (!found.hasMicrophone) {
      tell(null, "missing");
      return;
    }
    const permission = await navigator.permissions.query({ name: "microphone" });
    if (permission.state === "denied") {
      tell(null, "denied");
      return;
    }
    const microphones = found.listed.filter((device) => device.kind === "microphone");
    const usual = microphones.find((device) => device.isDefault) ?? microphones[0];
    // Until the microphone was allowed once, the browser tells that there is one but not its name.
    tell(label ?? usual?.label ?? "Microphone", null);
  }

  function adapt(tries = 0): Promise<void> {
    looking ??= inTurn(async () => {
      looking = null;
      clearTimeout(again);
      const isSilentYet = (await settle()) === "silent";
      const afterMs = AGAIN_AFTER_MS[tries];
      if (!isSilentYet || afterMs === undefined) return;
      again = setTimeout(() => void adapt(tries + 1), afterMs);
    }).catch((error: unknown) => {
      if (error instanceof MediaProblem) tell(null, error.message as MicrophoneTrouble);
      report("no microphone took the place of the one that went", error);
    });
    return looking;
  }

  return {
    adapt: () => adapt(),
    inUse: () => capture?.track.getSettings().deviceId ?? null,
    lease(onChange) {
      leasing += 1;
      return inTurn(async () => {
        try {
          if (capture === null) keep(await openUsual(await find()));
          // Whoever has it already is moved as well: who leases is first to see that it went.
          else if (capture.track.readyState === "ended")
            await exchange(await openUsual(await find()));
          return leaseOf(onChange);
        } catch (error) {
          if (error instanceof MediaProblem) tell(null, error.message as MicrophoneTrouble);
          throw error;
        } finally {
          leasing -= 1;
        }
      });
    },
    choose: (id) =>
      inTurn(async () => {
        const before = wanted;
        wanted = id;
        const use = await settle();
        // A device that failed is not tried again behind the agent's back whenever another is plugged in.
        if (use === "silent" || use === "failed") wanted = before;
        return use;
      }),
    process: (next) =>
      inTurn(async () => {
        if (capture === null) {
          processing = next;
          return;
        }
        // By the time the next one is open the last lease may be gone, and this one closed.
        const former = capture;
        const track = await open(idOf(former), next);
        processing = next;
        await exchange({ track, asDefault: former.asDefault });
      }),
  };

  function leaseOf(onChange: (next: MediaStreamTrack) => Promise<void>): Lease {
    if (capture === null) throw new Error("A lease is of an open microphone.");
    let own = capture.track.clone();
    const user = {
      async take(next: MediaStreamTrack): Promise<void> {
        const former = own;
        own = next.clone();
        try {
          await onChange(own);
        } catch (error) {
          report("a call could not take another microphone", error);
        }
        former.stop();
      },
    };
    users.add(user);
    return {
      track: () => own,
      isDead: () =>
        inTurn(async () => {
          if (capture === null || !users.has(user)) return false;
          return isSilent(idOf(capture));
        }).catch(() => false),
      release() {
        own.stop();
        users.delete(user);
        closeUnused();
      },
    };
  }
}

/** What opens the same device again. */
const idOf = ({ track, asDefault }: Capture): string | null =>
  asDefault === null ? (track.getSettings().deviceId ?? null) : null;

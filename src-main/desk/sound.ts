import type { CallId } from "#core/call-id.ts";
import type { MediaFact, MediaOutput, MediaReply } from "#contract/media.ts";
import type { Settings } from "#contract/settings.ts";
import type { AudioProblem, DevicesView, Preferences, SoundView } from "#contract/sound.ts";
import { createCallRecorder } from "./call-recorder.ts";
import type { After, MediaLink, Recordings, Report } from "./ports.ts";

export interface SoundParts {
  readonly media: MediaLink;
  readonly settings: Pick<Settings, "audio" | "recording">;
  readonly preferences: {
    read(): Preferences;
    write(preferences: Preferences): void;
  };
  readonly recordings: Recordings;
  /** The machine has another network: the calls need new routes. */
  readonly networkChanged: () => void;
  readonly after: After;
  readonly report: Report;
}

/** The calls on the line, asked about whenever it counts. */
export interface SoundingLine {
  /** The sessions that carry a call, the one the agent talks in first. */
  readonly sessions: () => readonly string[];
  /** The session that carries a call now; null when none does. */
  readonly sessionOf: (call: CallId) => string | null;
}

/** `sound`: of the call on the line; `devices`: one came, went, or is in use now. */
export type SoundChange = "sound" | "devices";

/** `done`; `nothing`: it is not allowed, not possible, or so already; `no-consent`: the agent's word is missing. */
export type RecordAnswer = "done" | "nothing" | "no-consent";

/** What the agent hears and says with: devices, their faults, and the recording of calls. */
export interface Sound {
  view(): SoundView;
  devices(): Promise<MediaReply<DevicesView>>;
  /** Kept for the next start also when the device is not there now, but not when it failed. */
  use(choice: Preferences["devices"]): Promise<MediaReply<MediaOutput<"useDevices">>>;
  process(processing: Preferences["processing"]): Promise<MediaReply<unknown>>;
  /** Rings as long as a call waits to be answered. */
  ring(isOn: boolean): void;
  /** Lets the agent hear the ringer for a moment. */
  testRinger(): Promise<MediaReply<unknown>>;
  /**
   * Starts or stops recording a call; `hasCustomerAgreed` is the agent's word for it, and counts at the
   * start alone. Off again, and shown as failed, when the media window refuses.
   */
  record(call: CallId, isOn: boolean, hasCustomerAgreed: boolean): RecordAnswer;
  /** Whose sound it is; until then no call is known, and every session carries one. */
  follow(line: SoundingLine): void;
  /** Whether this is the session whose levels and quality she sees. */
  isHeard(session: string): boolean;
  /** Nothing is on the line any more: its troubles are over, its recordings are whole. */
  callsEnded(): void;
  subscribe(listener: (what: SoundChange) => void): () => void;
  stop(): void;
}

/** Long enough to hear where it rings, and how loud. */
const TEST_RING_MS = 2_000;

export function createSound(parts: SoundParts): Sound {
  const { media, settings, report } = parts;
  let preferences = parts.preferences.read();
  let line: SoundingLine | null = null;
  let quality: MediaFact<"quality"> | null = null;
  let isCalled = false;
  /** Ends the test of the ringer; null: there is none. */
  let endTest: (() => void) | null = null;
  const problems = new Map<string, Set<AudioProblem>>();
  const listeners = new Set<(what: SoundChange) => void>();
  const tell = (what: SoundChange): void => {
    for (const listener of listeners) listener(what);
  };
  const recorder = createCallRecorder({
    media,
    recordings: parts.recordings,
    withTone: settings.recording.withTone,
    sessionOf: (call) => line?.sessionOf(call) ?? null,
    after: parts.after,
    changed: () => tell("sound"),
    report,
  });

  const isHeard = (session: string): boolean => line === null || line.sessions()[0] === session;

  function qualityHeard(): SoundView["quality"] {
    if (quality === null || !isHeard(quality.session)) return null;
    const { lossPercent, jitterMs, roundTripMs, codec } = quality;
    return { lossPercent, jitterMs, roundTripMs, codec };
  }

  /** Of sessions that carry a call: what is wrong with one that ended troubles nobody. */
  function problemsNow(): AudioProblem[] {
    const living = line?.sessions() ?? [...problems.keys()];
    return [...new Set(living.flatMap((session) => [...(problems.get(session) ?? [])]))];
  }

  /** A media window that came, or came back, knows nothing of what the agent chose. */
  function tellChoices(): void {
    const { devices, processing } = preferences;
    void media.ask("useDevices", devices);
    void media.ask("processing", processing);
    void media.ask("codecs", settings.audio);
    if (isCalled) void ringAsNeeded();
  }

  const ringAsNeeded = (): Promise<MediaReply<unknown>> =>
    media.ask("ring", { isOn: isCalled || endTest !== null });

  function save(next: Preferences): void {
    preferences = next;
    try {
      parts.preferences.write(next);
    } catch (error) {
      report("what was chosen on the screen could not be kept", error);
    }
  }

  /** Where the one before stays in use it stays chosen, unless the agent has chosen again meanwhile. */
  function takeBack(
    choice: Preferences["devices"],
    before: Preferences["devices"],
    came: MediaOutput<"useDevices">,
  ): void {
    const devices = { ...preferences.devices };
    let hasFailed = false;
    for (const role of ["microphone", "speaker", "ringer"] as const) {
      const isKept = came[role] === "used" || came[role] === "absent";
      if (isKept || devices[role] !== choice[role]) continue;
      devices[role] = before[role];
      hasFailed = true;
    }
    if (hasFailed) save({ ...preferences, devices });
  }

  const subscriptions = [
    media.on("ready", tellChoices),
    media.on("devices", () => tell("devices")),
    media.on("network-changed", () => parts.networkChanged()),
    media.on("audio-problem", ({ session, kind, isNow }) => {
      const known = problems.get(session) ?? new Set<AudioProblem>();
      if (isNow) known.add(kind);
      else known.delete(kind);
      if (known.size > 0) problems.set(session, known);
      else problems.delete(session);
      tell("sound");
    }),
    media.on("quality", (told) => {
      if (!isHeard(told.session)) return;
      quality = told;
      tell("sound");
    }),
    media.onPresence((isPresent) => {
      if (isPresent) return;
      quality = null;
      problems.clear();
    }),
  ];

  return {
    view: () => ({
      isConsentAsked: settings.recording.consent === "ask",
      problems: problemsNow(),
      quality: qualityHeard(),
      recording: settings.recording.isAllowed ? "allowed" : "forbidden",
      recorded: recorder.recorded(),
      hasRecordingFailed: recorder.hasFailed(),
    }),
    async devices() {
      const told = await media.ask("devices", {});
      if (!told.ok) return told;
      const { devices: chosen, processing } = preferences;
      return { ok: true, value: { devices: told.value.devices, chosen, processing } };
    },
    async use(choice) {
      const before = preferences.devices;
      save({ ...preferences, devices: choice });
      const told = await media.ask("useDevices", choice);
      if (told.ok) takeBack(choice, before, told.value);
      return told;
    },
    process(processing) {
      save({ ...preferences, processing });
      return media.ask("processing", processing);
    },
    ring(isOn) {
      isCalled = isOn;
      endTest?.();
      endTest = null;
      void ringAsNeeded();
    },
    testRinger() {
      endTest?.();
      endTest = parts.after(TEST_RING_MS, () => {
        endTest = null;
        void ringAsNeeded();
      });
      return ringAsNeeded();
    },
    record(call, isOn, hasCustomerAgreed) {
      const { isAllowed, consent } = settings.recording;
      if (!isOn) return recorder.stop(call) ? "done" : "nothing";
      if (!isAllowed) return "nothing";
      if (consent === "ask" && !hasCustomerAgreed) return "no-consent";
      return recorder.start(call) ? "done" : "nothing";
    },
    follow: (those) => void (line = those),
    isHeard,
    callsEnded() {
      recorder.callsEnded();
      if (quality === null && problems.size === 0) return;
      quality = null;
      problems.clear();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop() {
      for (const unsubscribe of subscriptions) unsubscribe();
      endTest?.();
      recorder.close();
    },
  };
}

import type { MediaBridge, MediaHandlers, MediaReply } from "#contract/media.ts";
import type { CodecChoice } from "./codecs.ts";
import { createDevices, findDevices } from "./devices.ts";
import { findDevice } from "./found-devices.ts";
import { createSoundGraph } from "./graph.ts";
import { createKnownNetworks } from "./known-networks.ts";
import { createMicrophone } from "./microphone.ts";
import { watchNetwork } from "./network.ts";
import { createOutputs } from "./outputs.ts";
import { MediaProblem } from "./problem.ts";
import { createRing } from "./ring.ts";
import { createSessions } from "./sessions.ts";
import { createTeller, type TellOfSession } from "./tell.ts";
import { createPlayer } from "./tones.ts";

/** Long enough for a hiccup of the wire; nobody should be heard longer by a call that nobody steers. */
const UNSTEERED_LIMIT_MS = 5_000;

/**
 * Puts the media window to work for main. When main cannot be reached for five seconds, every session
 * is let go of: with main gone there is nobody who could hang up, and the microphone must not stay open.
 */
export function serveMedia(
  bridge: MediaBridge,
  options: { isProcessed: boolean; report: (what: string, error: unknown) => void },
): void {
  const { isProcessed, report } = options;
  const teller = createTeller(bridge);
  const graph = createSoundGraph();
  const networks = createKnownNetworks();
  let codecs: CodecChoice | null = null;
  const outputs = createOutputs({
    find: findDevices,
    tellLost() {
      sessions.tellSpeaker();
      devices.tellUse().catch((error: unknown) => report("the devices cannot be listed", error));
    },
    report,
  });
  const microphone = createMicrophone({
    graph,
    processing: {
      echoCancellation: isProcessed,
      noiseSuppression: isProcessed,
      autoGainControl: isProcessed,
    },
    find: findDevices,
    tell(fact) {
      teller.tell("microphone", fact);
      devices.adapt().catch((error: unknown) => report("the devices cannot be listed", error));
    },
    report,
  });
  const devices = createDevices({
    microphone,
    outputs,
    tell: (found) => teller.tell("devices", { devices: found }),
    report,
  });
  const networkChanged = (): void => {
    networks.forget();
    teller.tell("network-changed", {});
    void sessions.refresh();
  };
  const sessions = createSessions({
    microphone,
    parts: { graph, outputs, networks, codecs: () => codecs, routeLost: networkChanged, report },
    tell: (session): TellOfSession => {
      return (name, fact) => {
        teller.tell(name, { ...fact, session });
        if (name === "connection") ring.adapt();
      };
    },
  });
  const tones = createPlayer(outputs, report);
  const ring = createRing(createPlayer(outputs, report), () => sessions.isLive());
  watchNetwork({ used: () => sessions.addresses(), changed: networkChanged });

  const handlers: MediaHandlers = {
    prepare: (setup) =>
      reply(async () => {
        const { session, sdp } = await sessions.prepare(setup);
        return { microphone: session.label(), sdp };
      }),
    open: (setup) => reply(async () => ({ microphone: (await sessions.open(setup)).label() })),
    offer: ({ session, isHeld, isIceRestart }) =>
      reply(() =>
        sessions.inTurn(session, async ({ peer }) => ({
          sdp: await peer.offer(isHeld, isIceRestart),
        })),
      ),
    answer: ({ session, sdp, isHeld }) =>
      reply(() =>
        sessions.inTurn(session, async ({ peer }) => ({ sdp: await peer.answer(sdp, isHeld) })),
      ),
    accept: ({ session, sdp }) =>
      done(() => sessions.inTurn(session, ({ peer }) => peer.accept(sdp))),
    rollback: ({ session }) => done(() => sessions.inTurn(session, ({ peer }) => peer.rollback())),
    mute: ({ session, isMuted }) =>
      done(() => sessions.atOnce(session, (each) => each.mute(isMuted))),
    digits: ({ session, digits }) =>
      reply(() =>
        sessions.atOnce(session, async (each) => ({ isSent: await each.digits(digits) })),
      ),
    mix: (input) => done(() => sessions.mix(input.sessions)),
    devices: () => reply(async () => ({ devices: await devices.list() })),
    useDevices: (choice) => reply(() => devices.use(choice)),
    processing: (wanted) => done(() => microphone.process(wanted)),
    codecs: (choice) =>
      done(() => {
        codecs = choice;
      }),
    record: ({ session, isOn, withTone }) =>
      done(() => sessions.inTurn(session, (each) => each.record(isOn, withTone))),
    release: ({ session }) =>
      done(() => {
        sessions.release(session);
        ring.adapt();
      }),
    tone: ({ tone }) =>
      done(() => tones.play(tone === null ? null : { file: tone, role: "speaker" })),
    ring: ({ isOn, deviceId }) =>
      done(async () => {
        const device = findDevice(await findDevices(), "speaker", deviceId ?? null);
        ring.set(isOn, device?.deviceId);
      }),
    report: ({ session }) => reply(() => sessions.atOnce(session, (each) => each.report())),
  };

  let letGo: ReturnType<typeof setTimeout> | undefined;
  bridge.onConnection((isConnected) => {
    clearTimeout(letGo);
    if (isConnected) return;
    letGo = setTimeout(() => {
      tones.play(null);
      ring.set(false);
      for (const session of sessions.names()) {
        sessions.release(session);
        teller.tell("connection", { session, state: "failed" });
      }
    }, UNSTEERED_LIMIT_MS);
  });
  bridge.serve(handlers);
  bridge.tell("ready", {});
  devices.adapt().catch((error: unknown) => report("the devices cannot be listed", error));
}

/** Faults other than a `MediaProblem` are left to the bridge, which reports and answers them. */
async function reply<T>(work: () => Promise<T>): Promise<MediaReply<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (!(error instanceof MediaProblem)) throw error;
    return { ok: false, failure: { code: error.code, reason: error.message } };
  }
}

/** The same for work that has nothing to answer. */
const done = (work: () => void | Promise<void>): Promise<MediaReply<object>> =>
  reply(async () => {
    await work();
    return {};
  });

import type { MediaBridge, MediaHandlers, MediaReply } from "#contract/media.ts";
import { createMicrophones } from "./microphones.ts";
import { MediaProblem } from "./problem.ts";
import { createSessions } from "./sessions.ts";
import { createTones } from "./tones.ts";

/** Long enough for a hiccup of the wire; nobody should be heard longer by a call that nobody steers. */
const UNSTEERED_LIMIT_MS = 5_000;

/**
 * Puts the media window to work for main. When main cannot be reached for five seconds, the session
 * is let go of: with main gone there is nobody who could hang up, and the microphone must not stay open.
 */
export function serveMedia(
  bridge: MediaBridge,
  options: { isProcessed: boolean; report: (what: string, error: unknown) => void },
): void {
  const { report } = options;
  const microphones = createMicrophones({
    isProcessed: options.isProcessed,
    tell: (fact) => bridge.tell("microphone", fact),
  });
  const tones = createTones(report);
  const sessions = createSessions({
    microphones,
    tellConnection: (session, state) => bridge.tell("connection", { session, state }),
    tellLevels: (session, levels) => bridge.tell("levels", { session, ...levels }),
    tellRenewed: (session, sdp) => bridge.tell("renewed", { session, sdp }),
    report,
  });

  const handlers: MediaHandlers = {
    prepare: (input) =>
      reply(async () => {
        const { peer, sdp } = await sessions.prepare(input);
        return { microphone: peer.local().label, sdp };
      }),
    offer: ({ session, isHeld }) =>
      reply(() => sessions.inTurn(session, async (peer) => ({ sdp: await peer.offer(isHeld) }))),
    answer: ({ session, sdp, isHeld }) =>
      reply(() =>
        sessions.inTurn(session, async (peer) => ({ sdp: await peer.answer(sdp, isHeld) })),
      ),
    accept: ({ session, sdp }) =>
      reply(() => sessions.inTurn(session, (peer) => peer.accept(sdp).then(nothing))),
    rollback: ({ session }) =>
      reply(() => sessions.inTurn(session, (peer) => peer.rollback().then(nothing))),
    mute: ({ session, isMuted }) =>
      reply(async () => {
        await sessions.atOnce(session, (peer) => peer.mute(isMuted));
        return {};
      }),
    release: ({ session }) => {
      sessions.release(session);
      return Promise.resolve({ ok: true, value: {} });
    },
    open: later,
    digits: later,
    mix: later,
    devices: later,
    useDevices: later,
    processing: later,
    codecs: later,
    record: later,
    ring: later,
    tone: ({ tone }) => {
      tones.play(tone);
      return Promise.resolve({ ok: true, value: {} });
    },
    report: ({ session }) => reply(() => sessions.atOnce(session, (peer) => peer.report())),
  };

  let letGo: ReturnType<typeof setTimeout> | undefined;
  bridge.onConnection((isConnected) => {
    clearTimeout(letGo);
    if (isConnected) return;
    letGo = setTimeout(() => {
      tones.play(null);
      const session = sessions.current();
      if (session === null) return;
      sessions.release(session);
      bridge.tell("connection", { session, state: "failed" });
    }, UNSTEERED_LIMIT_MS);
  });
  bridge.serve(handlers);
  bridge.tell("ready", {});
  microphones.survey().catch((error: unknown) => report("the devices cannot be listed", error));
}

const nothing = () => ({});
const later = () =>
  Promise.resolve({ ok: false, failure: { code: "fault", reason: "not built yet" } } as const);

/** Faults other than a `MediaProblem` are left to the bridge, which reports and answers them. */
async function reply<T>(work: () => Promise<T>): Promise<MediaReply<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (!(error instanceof MediaProblem)) throw error;
    return { ok: false, failure: { code: error.code, reason: error.message } };
  }
}

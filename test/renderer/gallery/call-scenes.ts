import type { SideView } from "#contract/side-view.ts";
import type { CallbackView } from "#contract/view.ts";
import {
  ago,
  ahead,
  attempt,
  attemptOf,
  consulted,
  desk,
  dialing,
  preview,
  ringing,
  seconds,
  side,
  soundWith,
  talking,
  wrapUp,
} from "../builders.ts";
import { everybody, keys, maria } from "./people.ts";
import { click, look, loud, notes, perfect, scene, withDraft } from "./scene.ts";

const liveMaria: CallbackView = {
  ...maria,
  attempts: [
    ...maria.attempts,
    attempt(1, {
      startedAt: ago(seconds(142)),
      answeredAt: ago(seconds(134)),
      endedAt: null,
      outcome: null,
      sipStatus: null,
      ringMs: 6_000,
      talkMs: seconds(134),
    }),
  ],
};
const live = everybody.map((view) => (view.key === maria.key ? liveMaria : view));
const stranger = side({ at: "talking", answeredAt: ago(seconds(42)) });
const ann = side({
  call: "22222222-0000-4000-8000-000000000002" as SideView["call"],
  about: { key: keys.oneil, name: "J. O’Neil" },
  display: "+1 555 0110",
  startedAt: ago(seconds(3)),
});

/** Calls, from dialing to the last hang-up, and what may come meanwhile. */
export const callScenes = {
  dialing: scene({ desk: { turn: dialing() } }),
  ringing: scene({ desk: { turn: ringing() } }),
  "early-media": scene({ desk: { turn: ringing({ hasEarlyMedia: true }) } }),
  talking: scene({
    desk: { turn: talking({ draft: withDraft(notes) }) },
    levels: loud,
    callbacks: live,
  }),
  muted: scene({
    desk: { turn: talking({ isMuted: true, draft: withDraft(notes) }) },
    levels: loud,
    callbacks: live,
  }),
  "hold-asked": scene({ desk: { turn: talking({ hold: "asking" }) }, levels: loud }),
  "on-hold": scene({ desk: { turn: talking({ hold: "on", draft: withDraft(notes) }) } }),
  "hold-failed": scene({ desk: { turn: talking({ trouble: "hold-failed" }) }, levels: loud }),
  "held-by-far-end": scene({
    desk: { turn: talking({ isHeldByFarEnd: true }) },
    levels: { you: 0.1, customer: 0 },
  }),
  "rings-back": scene({
    desk: {
      sides: [side({ name: "Maria Keller", about: { key: maria.key, name: "Maria Keller" } })],
    },
  }),
  "call-waiting": scene({
    desk: {
      turn: talking({ draft: withDraft(notes) }),
      sides: [side({ answersAt: ahead(seconds(3)) })],
    },
    levels: loud,
  }),
  consulting: scene({
    desk: {
      turn: talking({ hold: "on", draft: withDraft(notes) }),
      sides: [consulted({ display: "+49 30 23125099" })],
    },
  }),
  caller: scene({
    desk: { sides: [stranger], sound: soundWith({ recording: "allowed" }) },
    act: click('[aria-keyshortcuts="Control+Shift+T"]'),
  }),
  "caller-keypad": scene({
    desk: { turn: talking({ hold: "on", draft: withDraft(notes) }), sides: [stranger] },
    act: click('[aria-label^="Keypad for"]'),
  }),
  "caller-consulted": scene({
    desk: {
      sides: [
        { ...stranger, hold: "on" },
        consulted({ call: ann.call, display: "+49 30 23125099", beside: stranger.call }),
      ],
      sound: soundWith({ recording: "allowed", recorded: [stranger.call] }),
    },
  }),
  conference: scene({
    desk: { turn: talking(), sides: [consulted({ display: "+49 30 23125099" })], isJoined: true },
    levels: loud,
  }),
  keypad: scene({
    desk: { turn: talking() },
    levels: loud,
    act: click('[aria-keyshortcuts="Control+Shift+K"]'),
  }),
  transfer: scene({
    desk: { turn: talking() },
    levels: loud,
    act: click('[aria-keyshortcuts="Control+Shift+T"]'),
  }),
  "one-way": scene({
    desk: {
      turn: talking(),
      sound: soundWith({
        problems: ["one-way-in"],
        recording: "allowed",
        recorded: [attemptOf(1)],
      }),
    },
  }),
  "poor-sound": scene({
    desk: {
      turn: talking({ isMuted: true, draft: withDraft(notes) }),
      sound: soundWith({
        problems: ["silent-microphone"],
        quality: { lossPercent: 6.4, jitterMs: 71, roundTripMs: 310, codec: "opus" },
      }),
    },
    levels: loud,
  }),
  consent: scene({
    desk: { turn: talking(), sound: soundWith({ quality: perfect, recording: "allowed" }) },
    levels: loud,
    act: click('[aria-keyshortcuts="Control+Shift+R"]'),
  }),
  "rings-in-preview": scene({
    desk: { turn: preview() },
    isSteady: true,
    act: (bridge) => bridge.publish(desk({ turn: preview(), sides: [ann] })),
  }),
  "rings-in-wrap-up": scene({
    desk: { turn: wrapUp({ draft: withDraft(notes) }) },
    isSteady: true,
    act: (bridge) =>
      bridge.publish(desk({ turn: wrapUp({ draft: withDraft(notes) }), sides: [ann] })),
  }),
  "rings-elsewhere": scene({
    desk: { turn: talking({ draft: withDraft(notes) }) },
    callbacks: live,
    levels: loud,
    act: (bridge, document) => {
      look(keys.oneil)(bridge, document);
      bridge.publish(
        desk({
          turn: talking({ draft: withDraft(notes), trouble: "hold-failed" }),
          sides: [consulted({ display: "+49 30 23125099", hold: "on" }), ann],
        }),
      );
    },
  }),
  missed: scene({
    desk: { turn: talking({ draft: withDraft(notes) }), sides: [ann] },
    levels: loud,
    isSteady: true,
    act: (bridge) => {
      bridge.publish(desk({ turn: talking({ draft: withDraft(notes) }) }));
      bridge.emit("desk.noticed", {
        what: "missed-call",
        who: "J. O’Neil",
        key: ann.about?.key ?? null,
        at: ann.startedAt,
      });
      bridge.emit("desk.noticed", { what: "transfer-refused", number: "+1 555 0199" });
    },
  }),
  "line-lost": scene({
    desk: {
      turn: talking({ draft: withDraft(notes) }),
      registration: {
        at: "connecting",
        reason: { is: "connection-lost" },
        account: "sip:agent@demo.invalid",
        isDemo: false,
      },
    },
    levels: loud,
  }),
  "sound-away": scene({
    desk: {
      turn: talking({ draft: withDraft(notes) }),
      media: { at: "absent", microphone: null, reason: null },
    },
  }),
  "answer-waits": scene({
    desk: { turn: talking({ hold: "asking" }), sides: [{ ...ann, isWaiting: true }] },
    levels: loud,
  }),
  ending: scene({ desk: { turn: talking({ isEnding: true, draft: withDraft(notes) }) } }),
  "looking-elsewhere": scene({
    desk: { turn: talking({ draft: withDraft(notes) }) },
    callbacks: live,
    act: look(keys.oneil),
  }),
} as const;

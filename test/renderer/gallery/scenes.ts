import type { ImportView } from "#contract/imports.ts";
import { emptyDraft } from "#core/wrap-up.ts";
import {
  ago,
  ahead,
  callback,
  minutes,
  preview,
  row,
  seconds,
  talking,
  wrapUp,
} from "../builders.ts";
import type { FakeBridge } from "../fake-bridge.ts";
import { ended, looked, reading } from "../import-views.ts";
import { callScenes } from "./call-scenes.ts";
import { keys, long } from "./people.ts";
import { rows } from "./queue-rows.ts";
import { click, look, loud, notes, scene, withDraft, type Scene } from "./scene.ts";
import { soundScenes } from "./sound-scenes.ts";

const importing = (view: ImportView | null) => (bridge: FakeBridge, document: Document) => {
  bridge.emit("import.changed", { view });
  document.querySelector<HTMLElement>("[aria-keyshortcuts='Control+I']")?.click();
};
const { problems, problemCount } = looked.look;
const found = { problems, problemCount };
const demo = {
  at: "registered",
  reason: null,
  account: "sip:agent@demo.invalid",
  isDemo: true,
} as const;

/** Every state of the window, by name. */
export const scenes: Readonly<Record<string, () => Scene>> = {
  welcome: scene({}),
  "welcome-demo": scene({
    desk: { registration: demo, today: { called: 0, reached: 0, talkMs: 0 } },
  }),
  "many-due": scene({ counts: { now: 12_600, scheduled: 884, mine: 126, all: 91_000 } }),
  "many-mine": scene({
    counts: { now: 12_600, scheduled: 884, mine: 999 },
    act: (_, document) => document.querySelectorAll<HTMLElement>("[role=tab]")[2]?.click(),
  }),
  "nothing-due": scene({ rows: { ...rows, now: [] } }),
  empty: scene({ rows: {}, callbacks: [], desk: { today: { called: 0, reached: 0, talkMs: 0 } } }),
  scheduled: scene({
    act: (_, document) => document.querySelectorAll<HTMLElement>("[role=tab]")[1]?.click(),
  }),
  "looked-at": scene({ act: look(keys.maria) }),
  offered: scene({ act: look(keys.oneil) }),
  voicemail: scene({ act: look(keys.voicemail) }),
  uncallable: scene({ act: look(keys.nobody) }),
  closed: scene({
    act: (_, document) => {
      document.querySelectorAll<HTMLElement>("[role=tab]")[3]?.click();
      setTimeout(() => document.querySelector<HTMLElement>(`#row-${keys.closed}`)?.click(), 200);
    },
  }),
  long: scene({ act: look(keys.long) }),
  "right-to-left": scene({ act: look(keys.arabic) }),
  preview: scene({ desk: { turn: preview() } }),
  "preview-long": scene({
    desk: {
      turn: preview({
        key: keys.long,
        number: long.numbers[0]?.dialable ?? "",
        countdown: { mode: "running", dialAt: ahead(seconds(125)), totalMs: seconds(300) },
      }),
    },
  }),
  "preview-paused": scene({
    desk: {
      turn: preview({
        countdown: { mode: "paused", remainingMs: seconds(21), totalMs: seconds(30) },
      }),
    },
  }),
  "preview-asking": scene({
    desk: {
      turn: preview({
        countdown: { mode: "asking", dialAt: ago(minutes(6)), because: "nobody-at-the-desk" },
      }),
    },
  }),
  "preview-off": scene({
    desk: {
      turn: preview({ isSkipEnabled: false, countdown: { mode: "off", because: "not-asked-for" } }),
    },
  }),
  reschedule: scene({
    desk: {
      turn: preview({
        countdown: { mode: "paused", remainingMs: seconds(21), totalMs: seconds(30) },
      }),
    },
    act: click('[aria-keyshortcuts="R"]'),
  }),
  "line-failed": scene({
    desk: {
      turn: preview({
        countdown: { mode: "asking", dialAt: ago(seconds(4)), because: "not-registered" },
      }),
      registration: {
        at: "failed",
        reason: { is: "account-not-let-in" },
        account: "sip:alice@example.org",
        isDemo: false,
      },
      media: { at: "no-microphone", microphone: null, reason: "denied" },
      outboxUnsent: 3,
    },
  }),
  ...callScenes,
  ...soundScenes,
  "countdown-elsewhere": scene({ desk: { turn: preview() }, act: look(keys.arabic) }),
  "wrap-up": scene({
    desk: {
      turn: wrapUp({
        prompt: "timeout",
        closesAt: ahead(seconds(41)),
        totalMs: seconds(60),
        draft: { ...withDraft(notes), code: "resolved" },
      }),
    },
  }),
  "wrap-up-mandatory": scene({
    desk: { turn: wrapUp({ talkMs: 0, verdict: "busy", sipStatus: 486, q850Cause: 17 }) },
  }),
  "wrap-up-redirected": scene({
    desk: {
      turn: wrapUp({
        talkMs: 0,
        verdict: "redirected",
        sipStatus: 302,
        sipReason: "Moved Temporarily; sip:+15550199@example.org",
        redirects: ["+1 555 0199"],
      }),
    },
  }),
  "wrap-up-network-busy": scene({
    desk: {
      turn: wrapUp({
        talkMs: 0,
        verdict: "network-busy",
        sipStatus: 503,
        q850Cause: 34,
        sipReason: "Service Unavailable",
        retryAfterSeconds: 120,
        notBefore: ahead(minutes(2)),
      }),
    },
  }),
  "wrap-up-again": scene({
    desk: {
      turn: wrapUp({
        prompt: "optional",
        talkMs: 0,
        verdict: "no-answer",
        sipStatus: 480,
        draft: {
          ...emptyDraft,
          code: "not-reached",
          next: { do: "again", at: ahead(minutes(30)) },
        },
      }),
    },
  }),
  "wrap-up-forced": scene({
    desk: {
      turn: wrapUp({
        prompt: "forcedTimeout",
        closesAt: ahead(seconds(9)),
        totalMs: seconds(60),
        isSaved: true,
        draft: { ...withDraft(notes), code: "resolved" },
      }),
    },
  }),
  "wrap-up-picking": scene({
    desk: { turn: wrapUp() },
    act: (_, document) => document.querySelectorAll<HTMLElement>("[role=combobox]")[1]?.click(),
  }),
  review: scene({
    desk: {
      turn: wrapUp({
        needsReview: true,
        isInterrupted: true,
        verdict: "unknown",
        sipStatus: null,
        talkMs: 0,
      }),
    },
  }),
  "connection-lost": scene({
    desk: { turn: talking({ draft: withDraft(notes) }) },
    act: (bridge) => bridge.connect(false),
  }),
  "disk-full": scene({
    desk: { isDiskFull: true, turn: talking({ draft: withDraft(notes) }) },
    levels: loud,
  }),
  refused: scene({
    desk: { turn: preview() },
    act: (bridge, document) => {
      bridge.refuse("preview.call", "not-registered");
      document.querySelector<HTMLElement>("[data-primary]")?.click();
    },
  }),
  searching: scene({
    act: (_, document) => {
      const field = document.querySelector<HTMLInputElement>("[type=search]");
      if (field === null) return;
      field.focus();
      field.value = "zzz";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    },
  }),
  "theme-menu": scene({ act: click(".menu-button") }),
  import: scene({ act: importing(null) }),
  "import-looked": scene({ act: importing(looked) }),
  importing: scene({ act: importing(reading()) }),
  "import-done": scene({
    act: importing(ended("done", { tookMs: 1, ...found }, { read: 9, added: 7, refused: 2 })),
  }),
  "import-failed": scene({
    act: importing(ended("failed", { by: "unreadable", unreadable: { is: "compressed" } })),
  }),
  many: () =>
    scene({
      rows: { now: Array.from({ length: 100_000 }, (_, index) => row(index + 1)) },
      callbacks: Array.from({ length: 100_000 }, (_, index) => callback(index + 1)),
    })(),
};

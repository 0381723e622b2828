import type { Callback } from "#core/callback.ts";
import type { Adapter } from "./adapter.ts";
import { emptyEngage } from "./engage-callback-interaction.ts";
import { directions, spellingIndex } from "./enums.ts";
import { homesOf } from "./homes.ts";
import { emptyQueueMedia, emptyRef } from "./nested.ts";
import { MAX_INTEGER } from "./read-fields.ts";
import { fromEngage, toEngage } from "./translate-engage.ts";
import type { Translating } from "./translating.ts";
import type { Lost } from "./writing.ts";

/** A record with its facts where the target tells them. */
export interface Translation {
  readonly callback: Callback;
  /** Homes of facts that the target tells in another place. */
  readonly said: ReadonlySet<string>;
  /** Facts that it tells less exactly, or has no value for. */
  readonly blurred: readonly Lost[];
}

/**
 * Puts facts that the target's document tells in another place, in another unit or in other words
 * where it has them. What the record tells there already is left as it is.
 */
export function translate(source: Callback, target: Adapter): Translation {
  const { whole: homes } = homesOf(target.table);
  const said = new Set<string>();
  const blurred: Lost[] = [];
  const record: Translating = {
    draft: { ...source },
    target,
    covers: (home) => homes.has(home),
    say: (home) => void said.add(home),
    blur: (path, reason) => void blurred.push({ path, reason }),
  };
  for (const rule of [rowId, alertingTimeout, script, direction, toEngage, fromEngage])
    rule(record);
  return { callback: record.draft, said, blurred };
}

/** The id of a row: whichever id the record has, for a table of one's own asks for no more. */
function rowId({ draft, target, say }: Translating): void {
  const { communicationId, interactionId, participantId } = draft.identity;
  if (target.shape !== "csv" || communicationId !== null) return;
  draft.identity = { ...draft.identity, communicationId: interactionId ?? participantId };
  say(interactionId === null ? "identity.participantId" : "identity.interactionId");
}

/** How long the agent may take to answer: the participant's milliseconds, the queue's whole seconds. */
function alertingTimeout({ draft, covers, say, blur }: Translating): void {
  const { queueMediaSettings: settings, alertingTimeoutMs: ms } = draft;
  const seconds = settings?.alertingTimeoutSeconds ?? null;
  if (covers("alertingTimeoutMs") && covers("queueMediaSettings")) return;
  if (covers("alertingTimeoutMs") && seconds !== null && seconds * 1_000 <= MAX_INTEGER) {
    draft.alertingTimeoutMs ??= seconds * 1_000;
    if (draft.alertingTimeoutMs === seconds * 1_000) {
      say("queueMediaSettings.alertingTimeoutSeconds");
    }
  }
  if (covers("queueMediaSettings") && ms !== null) {
    const told = seconds ?? ms / 1_000;
    if (told * 1_000 !== ms || !Number.isInteger(told)) {
      blur("alertingTimeoutMs", "it could be told in whole seconds only");
      return;
    }
    draft.queueMediaSettings = {
      ...(settings ?? emptyQueueMedia()),
      alertingTimeoutSeconds: told,
    };
    say("alertingTimeoutMs");
  }
}

/** The script: an id alone, or a reference. */
function script({ draft, covers, say }: Translating): void {
  if (covers("script") && covers("scriptId")) return;
  if (covers("script") && draft.scriptId !== null) {
    draft.script ??= { ...emptyRef(), id: draft.scriptId };
    if (draft.script.id === draft.scriptId) say("scriptId");
  }
  if (covers("scriptId") && draft.script !== null) {
    draft.scriptId ??= draft.script.id;
    if (draft.script.id === draft.scriptId) say("script.id");
  }
}

const directionIndex = spellingIndex(directions);

/** The direction: a value of its own, or one of the words in Engage's open set of types. */
function direction({ draft, covers, say }: Translating): void {
  const value = draft.direction?.value ?? null;
  if (value === null) return;
  if (covers("engage.type") && !covers("direction")) {
    const engage = draft.engage ?? emptyEngage();
    draft.engage = { ...engage, type: engage.type ?? value };
  }
  const type = draft.engage?.type ?? null;
  if (type !== null && directionIndex.get(type.toLowerCase()) === value) {
    say("direction");
    say("engage.type");
  }
}

import * as m from "#renderer/messages/messages.js";

/** How a shortcut is written on a key cap. The chords are those of `aria-keyshortcuts`. */
const caps: Readonly<Record<string, () => string>> = {
  Enter: m.key_enter,
  Control: m.key_control,
  Shift: m.key_shift,
};

export const capsOf = (chord: string): string =>
  chord
    .split("+")
    .map((key) => caps[key]?.() ?? key)
    .join(" ");

/** A key press as a chord: `Enter`, `Control+Enter`, `P`, `Control+Shift+M`. Alt belongs to the system. */
export function chordOf(event: KeyboardEvent): string | null {
  if (event.altKey || event.isComposing) return null;
  const key = event.code.startsWith("Key") ? event.code.slice(3) : event.key;
  return [event.ctrlKey || event.metaKey ? "Control" : "", event.shiftKey ? "Shift" : "", key]
    .filter((part) => part !== "")
    .join("+");
}

const TYPING = "input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]";
const OWN_ENTER =
  "button, a, summary, [role=option], [role=listbox], [role=tab], [role=menuitemradio], [data-keeps-enter]";

export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest(TYPING) !== null;

/** True when Enter means something to the very element that has the focus. */
export const ownsEnter = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest(OWN_ENTER) !== null;

/**
 * The enabled control of the page that shows this chord on its cap, null when there is none. A shortcut
 * thus exists exactly as long as the button that carries it.
 */
export function controlFor(chord: string, root: ParentNode): HTMLElement | null {
  const selector = `[aria-keyshortcuts~="${CSS.escape(chord)}"]:not(:disabled)`;
  return (
    [...root.querySelectorAll<HTMLElement>(selector)].find(
      (control) => control.closest("fieldset:disabled") === null,
    ) ?? null
  );
}

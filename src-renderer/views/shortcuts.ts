import { chordOf, controlFor, isTyping, ownsEnter } from "#renderer/ui/chord.ts";

/** Enter pressed so soon after the last callback was done with was meant for that one. */
const REFLEX_MS = 300;

/**
 * Presses the control that carries the chord on its cap. While she types only chords with Control
 * count; a menu or a list keeps its own keys, and so does a modal, but for those of the calls, which
 * open nothing behind it; a held key presses nothing twice.
 */
export function press(event: KeyboardEvent, sinceFreeMs: number): void {
  const chord = chordOf(event);
  if (chord === null) return;
  const { target } = event;
  const isChord = chord.startsWith("Control+");
  const isAct = event.key === "Enter" && (isChord || !isTyping(target));
  if (isAct && (event.repeat || sinceFreeMs < REFLEX_MS)) {
    event.preventDefault();
    event.stopPropagation();
    return;
  }
  if (event.repeat || isWithin(target, "[role=menu]")) return;
  const isInModal = isWithin(target, "[role=dialog]");
  if (isInModal && !chord.startsWith("Control+Shift+")) return;
  if (!isChord && isTyping(target)) return;
  if (chord.length === 1 && isWithin(target, "[role=listbox]")) return;
  if (chord === "Enter" && ownsEnter(target)) return;
  const control = controlFor(chord, document);
  if (control === null || (isInModal && control.hasAttribute("aria-expanded"))) return;
  // What the field itself would do with the key must not happen too.
  event.preventDefault();
  event.stopPropagation();
  if (control instanceof HTMLInputElement) {
    control.focus();
    control.select();
  } else {
    control.click();
  }
}

const isWithin = (target: EventTarget | null, selector: string): boolean =>
  target instanceof Element && target.closest(selector) !== null;

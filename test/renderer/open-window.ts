import { fireEvent, render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, vi } from "vitest";
import App from "#renderer/App.svelte";
import type { CallbackView, DeskView, QueueRow, Tab } from "#contract/view.ts";
import { callback, desk, keyOf, NOON, number, row } from "./builders.ts";
import { FakeBridge } from "./fake-bridge.ts";

export interface World {
  desk?: Partial<DeskView>;
  rows?: Partial<Record<Tab, readonly QueueRow[]>>;
  callbacks?: readonly CallbackView[];
}

/** Customer 1 with two numbers, who may be skipped. */
export const maria = callback(1, {
  name: "Maria Keller",
  isSkipEnabled: true,
  notAutomatic: null,
  timeoutSeconds: 30,
  numbers: [
    number("+493023125020", { display: "+49 30 23125020", label: "mobile", country: "DE" }),
    number("+493023125021", { display: "+49 30 23125021", label: "home", country: "DE" }),
  ],
});
const oneil = callback(2, { name: "J. O’Neil", isOffered: true });

const usual = {
  rows: {
    now: [
      row(1, { name: "Maria Keller", number: "+49 30 23125020" }),
      row(2, { name: "J. O’Neil", number: "+1 555 0102" }),
    ],
  },
  callbacks: [maria, oneil],
};

/** Clocks stand at NOON until a test moves them. */
export function useStillClock(): void {
  beforeEach(() => vi.useFakeTimers({ now: NOON }));
  afterEach(() => vi.useRealTimers());
}

/** Lets promises, effects and timers of the next `ms` happen. */
export async function settle(ms = 0): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  await tick();
  await vi.advanceTimersByTimeAsync(0);
  await tick();
}

/** Opens the window on a world and waits until it shows it. */
export async function openWindow(world: World = {}): Promise<FakeBridge> {
  const bridge = new FakeBridge({
    desk: desk(world.desk),
    rows: world.rows ?? usual.rows,
    callbacks: world.callbacks ?? usual.callbacks,
  });
  render(App, { props: { bridge, now: () => Date.now() } });
  // Longer than the moment in which Enter still belongs to the callback before.
  await settle(400);
  return bridge;
}

export async function choose(name: RegExp): Promise<void> {
  await fireEvent.click(screen.getByRole("option", { name }));
  await settle();
}

export async function click(role: string, name: string): Promise<void> {
  await fireEvent.click(screen.getByRole(role, { name }));
  await settle();
}

export async function press(
  key: string,
  modifiers: { ctrlKey?: boolean; shiftKey?: boolean; repeat?: boolean } = {},
  target: Element = document.activeElement ?? document.body,
): Promise<void> {
  const code = key.length === 1 ? `Key${key.toUpperCase()}` : key;
  await fireEvent.keyDown(target, { key, code, ...modifiers });
  await settle();
}

export const first = keyOf(1);
export const second = keyOf(2);

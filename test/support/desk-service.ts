import { commands, type EventName, type Handlers, type Payload } from "#contract/ipc.ts";
import type { DeskView } from "#contract/view.ts";
import { epochMs } from "#core/time.ts";
import type { DeskService } from "#desk/ports.ts";

export const idleDesk: DeskView = {
  revision: 7,
  now: epochMs(1_700_000_000_000),
  turn: null,
  sides: [],
  isJoined: false,
  registration: { at: "offline", reason: { is: "no-network" }, account: null, isDemo: true },
  media: { at: "absent", microphone: null, reason: null },
  sound: {
    problems: [],
    quality: null,
    recording: "forbidden",
    recorded: [],
    isConsentAsked: true,
  },
  outboxUnsent: 0,
  isDiskFull: false,
  wrapUpCodes: [{ id: "resolved", name: "Resolved" }],
  againAfterMinutes: 30,
  today: { called: 0, reached: 0, talkMs: 0 },
};

/** A desk for tests of what stands before it: it records what it is asked and counts who looks. */
export interface StandInDesk {
  readonly service: DeskService;
  readonly asked: { readonly name: string; readonly input: unknown }[];
  lookers(): number;
  publish<K extends EventName>(name: K, payload: Payload<K>): void;
}

/** Every command but `desk.read` answers null, unless `handlers` says otherwise. */
export function standInDesk(handlers: Partial<Handlers> = {}): StandInDesk {
  const asked: { name: string; input: unknown }[] = [];
  const listeners = new Set<<K extends EventName>(name: K, payload: Payload<K>) => void>();
  let lookers = 0;
  const all: Record<string, (input: unknown) => unknown> = {};
  for (const name of Object.keys(commands)) {
    all[name] = () => ({ ok: true, value: name === "desk.read" ? idleDesk : null });
  }
  const recorded = Object.fromEntries(
    Object.entries({ ...all, ...handlers }).map(([name, answer]) => [
      name,
      (input: never) => {
        asked.push({ name, input });
        return answer(input);
      },
    ]),
  );
  return {
    asked,
    lookers: () => lookers,
    publish: (name, payload) => {
      for (const listener of [...listeners]) listener(name, payload);
    },
    service: {
      handlers: recorded as unknown as Handlers,
      subscribe: (listener) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
      windowOpened: () => {
        lookers += 1;
        return () => void (lookers -= 1);
      },
      woke: () => undefined,
      away: () => undefined,
      stop: () => Promise.resolve(),
    },
  };
}

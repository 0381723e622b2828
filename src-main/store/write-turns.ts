/** Cells of the memory that the two threads share: the first wants to write; the second is writing. */
const WANTED = 0;
const HELD = 1;
/** Never changes: waiting on it is sleeping. */
const NEVER = 2;

const PAUSE_MS = 1;
const LOOK_AGAIN_MS = 100;

/**
 * How a thread comes to write. SQLite lets whoever finds its lock taken sleep for longer and longer,
 * and gives it to whoever asks at the right moment: an import that writes without end would keep the
 * agent's commit waiting for tens of milliseconds. These turns are a courtesy on top of that lock,
 * which alone decides, so a thread that dies in the middle of its turn keeps nobody waiting.
 */
export interface WriteTurns {
  /** To be called before a transaction is begun. */
  ask(): void;
  /** The lock was taken: waits for a little, a millisecond at most. */
  pause(): void;
  /** To be called after the transaction, however it ended. */
  done(): void;
}

export const sharedTurns = (): SharedArrayBuffer =>
  new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT);

/** The turns of the thread that goes first whenever it wants to. */
export function firstTurns(shared: SharedArrayBuffer): WriteTurns {
  const cells = new Int32Array(shared);
  return {
    ask: () => void Atomics.store(cells, WANTED, 1),
    pause: () => pause(cells),
    done() {
      Atomics.store(cells, WANTED, 0);
      Atomics.notify(cells, WANTED);
    },
  };
}

/** The turns of the thread that lets the first go before it. */
export interface SecondTurns extends WriteTurns {
  /** True when the first thread waits: the transaction under way should end soon. */
  isWanted(): boolean;
}

export function secondTurns(shared: SharedArrayBuffer): SecondTurns {
  const cells = new Int32Array(shared);
  const isWanted = (): boolean => Atomics.load(cells, WANTED) === 1;
  return {
    isWanted,
    ask() {
      for (;;) {
        while (isWanted()) Atomics.wait(cells, WANTED, 1, LOOK_AGAIN_MS);
        Atomics.store(cells, HELD, 1);
        if (!isWanted()) return;
        letGo(shared);
      }
    },
    pause: () => pause(cells),
    done: () => letGo(shared),
  };
}

/** Ends the second thread's turn; also in its place, when it is gone. */
export function letGo(shared: SharedArrayBuffer): void {
  const cells = new Int32Array(shared);
  Atomics.store(cells, HELD, 0);
  Atomics.notify(cells, HELD);
}

/** Woken as soon as the other thread lets go; another process is looked after once a millisecond. */
function pause(cells: Int32Array): void {
  if (Atomics.wait(cells, HELD, 1, PAUSE_MS) === "not-equal") {
    Atomics.wait(cells, NEVER, 0, PAUSE_MS);
  }
}

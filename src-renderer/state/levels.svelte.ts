import type { Bridge } from "#contract/ipc.ts";

/** How loud the two sides are just now, from 0 to 1. */
export class Levels {
  you = $state(0);
  customer = $state(0);
  readonly #bridge: Bridge;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  start(): () => void {
    return this.#bridge.subscribe("call.levels", ({ you, customer }) => {
      this.you = you;
      this.customer = customer;
    });
  }

  silence(): void {
    this.you = 0;
    this.customer = 0;
  }
}

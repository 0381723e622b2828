import { networkInterfaces } from "node:os";

/** The addresses of this machine at this moment, sorted. */
export function localAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .map(({ address }) => address)
    .sort();
}

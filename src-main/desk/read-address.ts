import type { Numbers, ReadNumber, StoredAttempt } from "./ports.ts";

/**
 * An address that the network names, as a person reads and dials it: the telephone number in it where
 * it is one in full (`sip:+15550100@example.org`), else the address itself.
 */
export function readAddress(address: string, numbers: Numbers): ReadNumber {
  const number = /^(?:sips?|tel):(\+[^@;?]+)/i.exec(address)?.[1];
  const read = number === undefined ? null : numbers.read(number);
  return read !== null && read.dialable !== null ? read : numbers.read(address);
}

/** Where a redirection points, for reading; the phone tells the addresses behind the status' own words. */
export function redirectsOf(
  { sipStatus, sipReason }: Pick<StoredAttempt, "sipStatus" | "sipReason">,
  numbers: Numbers,
): string[] {
  if (sipStatus === null || sipStatus < 300 || sipStatus > 399) return [];
  return (sipReason ?? "")
    .split("; ")
    .filter((part) => /^(?:sips?|tel):/i.test(part))
    .map((address) => readAddress(address, numbers).display);
}

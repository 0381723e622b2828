import type { Numbers, ReadNumber } from "./ports.ts";

/**
 * An address that the network names, as a person reads and dials it: the telephone number in it where
 * it is one in full (`sip:+15550100@example.org`), else the address itself.
 */
export function readAddress(address: string, numbers: Numbers): ReadNumber {
  const number = /^(?:sips?|tel):(\+[^@;?]+)/i.exec(address)?.[1];
  const read = number === undefined ? null : numbers.read(number);
  return read !== null && read.dialable !== null ? read : numbers.read(address);
}

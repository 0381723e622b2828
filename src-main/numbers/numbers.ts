import {
  isSupportedCountry,
  parsePhoneNumberFromString,
  type CountryCode,
} from "libphonenumber-js/min";
import type { CallerNumbers, ReadNumber } from "#desk/ports.ts";

/** A queue shows the same few numbers again and again; more than this many are forgotten, oldest first. */
const REMEMBERED = 2_048;

/**
 * One number as people write it: a plus only in front (two numbers in one field are none), letters
 * only as an extension's mark.
 */
const PHONE_LIKE =
  /^\+?[\p{Nd}\s().\-‐-―/~·]+(?:\s*(?:ext\.?|extn\.?|x|;ext=|#)\s*\p{Nd}{1,8})?$/iu;

/**
 * `sip:user@host:port;parameters` or `sip:host`. Headers (`?`) are refused: they would let a record
 * write into the INVITE; so are spaces, quotes and brackets, which no address contains unescaped.
 */
const SIP_URI =
  /^sips?:(?:[^\s@<>"?,;:]+(?::[^\s@<>"?,]*)?@)?(?:\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::\d{1,5})?(?:;[^\s<>"?,@]+)?$/i;

/**
 * Phone numbers by the world's numbering plans; national ones are read in `defaultCountry`
 * (ISO 3166; one that is not known leaves only international numbers readable).
 */
export function createNumbers(defaultCountry: string): CallerNumbers {
  const country = isSupportedCountry(defaultCountry) ? defaultCountry : undefined;
  const remembered = new Map<string, ReadNumber>();

  function read(text: string): ReadNumber {
    const known = remembered.get(text);
    if (known !== undefined) return known;
    const answer = readNumber(text, country);
    if (remembered.size >= REMEMBERED) {
      const oldest = remembered.keys().next();
      if (oldest.done !== true) remembered.delete(oldest.value);
    }
    remembered.set(text, answer);
    return answer;
  }

  return {
    read,
    callers(text) {
      const whole = withPlus(text);
      const known = [read(text).dialable, whole].filter((each) => each !== null);
      return [...new Set(known)];
    },
  };
}

/** Digits alone, or behind `00`, as an international number that some country's plan has room for; else null. */
function withPlus(text: string): string | null {
  const digits = /^\s*(?:00)?([1-9]\d{6,14})\s*$/.exec(text)?.[1];
  if (digits === undefined) return null;
  const read = parsePhoneNumberFromString(`+${digits}`, { extract: false });
  return read?.isPossible() === true ? read.number : null;
}

function readNumber(text: string, country: CountryCode | undefined): ReadNumber {
  const nothing: ReadNumber = { dialable: null, display: text, country: null };
  // The longest number with everything people write around it is far shorter; a novel is no number.
  if (text.length > 256) return nothing;
  const trimmed = text.trim();
  if (SIP_URI.test(trimmed)) return { dialable: trimmed, display: trimmed, country: null };
  // Full-width digits and their plus become plain ones, else the plus is lost and a country is guessed.
  const written = trimmed.replace(/^tel:/i, "").normalize("NFKC").replace(/^\(\+/, "+");
  if (!PHONE_LIKE.test(written) || isIpAddress(written)) return nothing;
  const read = parsePhoneNumberFromString(written, {
    ...(country === undefined ? {} : { defaultCountry: country }),
    extract: false,
  });
  if (read === undefined) return nothing;
  if (!read.isPossible() && !isWholeInternational(written, read.number)) return nothing;
  return {
    dialable: read.number,
    display: read.formatInternational(),
    country: read.country ?? null,
  };
}

/**
 * True for a number written in full with its country code, of a length E.164 allows. Ranges kept for
 * tests and fiction, and plans younger than our tables, are shorter or longer than their country's
 * table says; the network is the better judge of those than we are.
 */
function isWholeInternational(written: string, e164: string): boolean {
  return written.startsWith("+") && /^\+[1-9]\d{6,14}$/.test(e164);
}

/** Dotted quads would otherwise read as digits with dots between them. */
function isIpAddress(text: string): boolean {
  const parts = text.split(".");
  return (
    parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && +part <= 255)
  );
}

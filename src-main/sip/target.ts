import { UserAgent, type URI } from "sip.js";

/**
 * Where an INVITE for this number goes; null when it is neither E.164 nor a SIP URI with a user.
 * Header parts of a URI (`?Replaces=…`) are taken off: a record must not steer the request.
 */
export function targetOf(number: string, domain: string): URI | null {
  const text = number.trim();
  const isNumber = /^\+[1-9]\d{2,14}$/.test(text);
  if (!isNumber && !/^sips?:[^@\s]+@[^@\s]+$/i.test(text)) return null;
  const uri = UserAgent.makeURI(isNumber ? `sip:${text}@${domain}` : text);
  if (uri?.user === undefined || uri.user === "") return null;
  uri.clearHeaders();
  return uri;
}

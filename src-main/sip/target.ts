import { URI, UserAgent } from "sip.js";

/**
 * Where an INVITE for this number goes; null when it is neither E.164 nor a SIP URI with a user.
 * Header parts of a URI (`?Replaces=…`) are taken off: a record must not steer the request.
 */
export function targetOf(number: string, domain: string): URI | null {
  const text = number.trim();
  // Nothing of a number can mean anything else in a URI; SIP.js's grammar would take most of a
  // millisecond to say so, between the click and the INVITE.
  if (/^\+[1-9]\d{2,14}$/.test(text)) return new URI("sip", text, domain);
  if (!/^sips?:[^@\s]+@[^@\s]+$/i.test(text)) return null;
  const uri = UserAgent.makeURI(text);
  if (uri?.user === undefined || uri.user === "") return null;
  uri.clearHeaders();
  return uri;
}

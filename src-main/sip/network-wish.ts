import type { Core } from "sip.js";

/** What a platform asks of a telephone by NOTIFY (`Event: talk`, `Event: hold`): `talk` answers or resumes. */
export type NetworkWish = "talk" | "hold";

/** Told in INVITEs and their answers, so that the platform knows that it may ask. */
export const allowEvents = "Allow-Events: talk, hold";

/** Null when the NOTIFY is of another kind. */
export function networkWish(request: Core.IncomingRequestMessage): NetworkWish | null {
  const event = (request.getHeader("Event") ?? "").split(";", 1)[0]?.trim().toLowerCase();
  return event === "talk" || event === "hold" ? event : null;
}

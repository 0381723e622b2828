import { epochMs, type EpochMs } from "#core/time.ts";

const FORM =
  /^\s*\d{4}-\d\d-\d\d([Tt ])\d\d:\d\d(:\d\d)?(?:([.,])(\d{1,9}))?(?:([Zz])|([+-])(\d\d)(:?)(\d\d)?)\s*$/;

/**
 * The instant in the form of `sample`: its separators, its zone, as many digits of a second. What the
 * form has no room for is cut. A sample that is no date-time gives UTC to the millisecond.
 */
export function instantLike(at: EpochMs, sample: string): string {
  const form = FORM.exec(sample);
  if (form === null) return iso(at);
  const [, between = "T", seconds, point = ".", digits = "", utc, sign, hours, colon, minutes] =
    form;
  const offsetMs = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
  const local = iso(epochMs(at + (sign === "-" ? -offsetMs : offsetMs)));
  const zone = utc ?? `${sign ?? ""}${hours ?? ""}${colon ?? ""}${minutes ?? ""}`;
  // A form without seconds stays so only while there are none to tell.
  const clock = seconds === undefined && /:00\.\d+Z$/.test(local) ? 16 : 19;
  const fraction =
    digits === "" ? "" : point + local.slice(20, 23).padEnd(9, "0").slice(0, digits.length);
  return local.slice(0, 10) + between + local.slice(11, clock) + fraction + zone;
}

const iso = (at: EpochMs): string => new Date(at).toISOString();

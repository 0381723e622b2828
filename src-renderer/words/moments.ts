import { elapsedMs, type EpochMs } from "#core/time.ts";
import * as m from "#renderer/messages/messages.js";
import { getLocale } from "#renderer/messages/runtime.js";

/** The agent's own way of writing dates where it is the catalogue's language, else the catalogue's. */
const locale = navigator.language.startsWith(getLocale()) ? navigator.language : getLocale();

const time = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
const timeWithSeconds = new Intl.DateTimeFormat(locale, { timeStyle: "medium" });
const weekday = new Intl.DateTimeFormat(locale, { weekday: "short" });
const date = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
const longDay = new Intl.DateTimeFormat(locale, {
  weekday: "short",
  day: "numeric",
  month: "short",
});
const whole = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "medium" });
const compact = new Intl.NumberFormat(locale, { notation: "compact" });
const plain = new Intl.NumberFormat(locale);
const regions = new Intl.DisplayNames(locale, { type: "region" });

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export const clockTime = (at: number): string => time.format(at);
export const clockTimeWithSeconds = (at: number): string => timeWithSeconds.format(at);
export const wholeMoment = (at: number): string => whole.format(at);
export const compactCount = (count: number): string => compact.format(count);
export const plainCount = (count: number): string => plain.format(count);

/** Country of an ISO 3166 code in the agent's language; an unknown code as it is. */
export function countryName(code: string): string {
  try {
    return regions.of(code) ?? code;
  } catch {
    return code;
  }
}

/** Local midnight before `at`. */
export function startOfDay(at: number): number {
  const day = new Date(at);
  day.setHours(0, 0, 0, 0);
  return day.getTime();
}

/** Whole local days from `now`'s day to that of `at`; negative in the past. */
const daysAway = (now: number, at: number): number =>
  Math.round((startOfDay(at) - startOfDay(now)) / DAY_MS);

/** As short as it can be told without doubt: 14:31, yesterday 14:31, Thu 14:31, 26 Nov. */
export function moment(now: number, at: number): string {
  const days = daysAway(now, at);
  if (days === 0) return clockTime(at);
  if (days === -1) return m.moment_yesterday({ time: clockTime(at) });
  if (days === 1) return m.moment_tomorrow({ time: clockTime(at) });
  if (days > 1 && days < 7) return `${weekday.format(at)} ${clockTime(at)}`;
  return date.format(at);
}

/** The same within a sentence: "at 14:31", "yesterday 14:31", "on Thu 14:31". */
export function when(now: number, at: number): string {
  const days = daysAway(now, at);
  if (days === 0) return m.when_at({ time: clockTime(at) });
  return Math.abs(days) === 1 ? moment(now, at) : m.when_on({ moment: moment(now, at) });
}

/** Name of the day of `at`, as a heading over a list. */
export function dayName(now: number, at: number): string {
  const days = daysAway(now, at);
  if (days < 0) return m.day_earlier();
  if (days === 0) return m.day_today();
  return days === 1 ? m.day_tomorrow() : longDay.format(at);
}

const two = (value: number): string => String(value).padStart(2, "0");

/** 0:41, 12:05, 1:02:14. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** A length in one rounded unit: 40 s, 12 min, 3 h, 2 d. */
export function roughly(ms: number): string {
  if (ms < MINUTE_MS) return m.length_seconds({ count: Math.round(ms / 1_000) });
  if (ms < HOUR_MS) return m.length_minutes({ count: Math.round(ms / MINUTE_MS) });
  if (ms < DAY_MS) return m.length_hours({ count: Math.round(ms / HOUR_MS) });
  return m.length_days({ count: Math.round(ms / DAY_MS) });
}

export function ago(now: EpochMs, at: EpochMs): string {
  const ms = elapsedMs(at, now);
  return ms < MINUTE_MS ? m.ago_just_now() : m.ago({ length: roughly(ms) });
}

export interface DueWord {
  readonly text: string;
  readonly tone: "late" | "soon" | "quiet";
}

const SOON_MS = 5 * MINUTE_MS;

/** When a callback is due, as a row of the queue says it. Without a time it is as soon as possible. */
export function dueWord(now: EpochMs, dueAt: EpochMs | null, askedAt: EpochMs | null): DueWord {
  if (dueAt === null) {
    const isFresh = askedAt === null || elapsedMs(askedAt, now) < MINUTE_MS;
    if (isFresh) return { text: m.due_now(), tone: "soon" };
    return { text: m.due_waiting({ length: roughly(elapsedMs(askedAt, now)) }), tone: "quiet" };
  }
  const lateMs = now - dueAt;
  if (lateMs >= MINUTE_MS) return { text: m.due_late({ length: roughly(lateMs) }), tone: "late" };
  if (lateMs >= -MINUTE_MS) return { text: m.due_now(), tone: "soon" };
  if (lateMs >= -SOON_MS) return { text: m.due_in({ length: roughly(-lateMs) }), tone: "soon" };
  return { text: moment(now, dueAt), tone: "quiet" };
}

/** Reads an instant written as ISO text or as epoch milliseconds; null when it is neither. */
export function readInstant(text: string): number | null {
  const at = /^\d{12,}$/.test(text) ? Number(text) : Date.parse(text);
  return Number.isNaN(at) ? null : at;
}

/** The value of a `datetime-local` field for an instant, in the agent's zone. */
export function toLocalField(at: number): string {
  const local = new Date(at - new Date(at).getTimezoneOffset() * MINUTE_MS);
  return local.toISOString().slice(0, 16);
}

import { t } from './language.svelte';

// Dates and times as Swedes write them, in either language: 2014-08-04, 13:15.
const DATE = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short' });
const TIME = new Intl.DateTimeFormat('sv-SE', { hour: '2-digit', minute: '2-digit' });
const SECONDS = new Intl.DateTimeFormat('sv-SE', { timeStyle: 'medium' });

/** 13:15 */
export function timeText(ms: number): string {
  return TIME.format(ms);
}

/** 13:15:42 */
export function secondsText(ms: number): string {
  return SECONDS.format(ms);
}

/** 2014-08-04 */
export function dateText(ms: number): string {
  return DATE.format(ms);
}

/** 2014-08-04 13:15 */
export function instantText(ms: number): string {
  return `${dateText(ms)} ${timeText(ms)}`;
}

const IN_TEXT = /\b\d{4}-\d\d-\d\dT\d\d:\d\dZ/g;

/** A text of the server's with its times, which are UTC there (RFC 3339), in the reader's. */
export function withLocalTimes(text: string): string {
  return text.replace(IN_TEXT, (utc) => {
    const ms = Date.parse(utc);
    return Number.isNaN(ms) ? utc : instantText(ms);
  });
}

/** The time alone if it is of the day that `nowMs` is in, else with its date. */
export function nearText(ms: number, nowMs: number): string {
  return dateText(ms) === dateText(nowMs) ? timeText(ms) : instantText(ms);
}

// The clocks that are shown tick each second.
const TICK_MS = 1_000;

/** How long ago, roughly: "för 4 min sedan". */
export function ageText(ms: number, nowMs: number): string {
  const minutes = Math.floor((nowMs + TICK_MS - ms) / 60_000);
  if (minutes < 0) return t('time.in', { n: -minutes });
  if (minutes < 1) return t('time.justNow');
  if (minutes < 120) return t('time.minutes', { n: minutes });
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? t('time.hours', { n: hours }) : t('time.days', { n: Math.floor(hours / 24) });
}

/**
 * The instant that a person's text means, near `nowMs`: "14:05", "1405", "4/8 14:05",
 * "2014-08-04 14:05". A time alone is the last one that was. Undefined if it is none.
 */
export function parseInstant(text: string, nowMs: number): number | undefined {
  const trimmed = text.trim();
  const parts = /^(?:(?:(\d{4})-(\d\d?)-(\d\d?)|(\d\d?)\/(\d\d?))[ T]+)?(\d\d?)[:.]?(\d\d)$/.exec(
    trimmed,
  );
  if (!parts) return undefined;
  const [, year, month, day, day2, month2, hours, minutes] = parts.map((part) =>
    part ? Number(part) : undefined,
  );
  if (hours === undefined || minutes === undefined || hours > 23 || minutes > 59) return undefined;
  const at = new Date(nowMs);
  at.setHours(hours, minutes, 0, 0);
  const dated = month ?? month2;
  if (dated === undefined)
    return at.getTime() > nowMs ? at.setDate(at.getDate() - 1) : at.getTime();
  at.setFullYear(year ?? at.getFullYear(), dated - 1, day ?? day2 ?? 1);
  return at.getMonth() === dated - 1 ? at.getTime() : undefined;
}

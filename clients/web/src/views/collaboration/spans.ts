import { t } from '../../i18n/language.svelte';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long it is, in the two units that matter: "12 min", "2 h 5 min", "3 d". */
export function spanText(ms: number): string {
  if (ms < MINUTE_MS) return t('span.lessThanMinute');
  if (ms < HOUR_MS) return t('span.minutes', { n: Math.floor(ms / MINUTE_MS) });
  if (ms < 2 * DAY_MS) {
    const minutes = Math.floor((ms % HOUR_MS) / MINUTE_MS);
    const hours = t('span.hours', { n: Math.floor(ms / HOUR_MS) });
    return minutes === 0 ? hours : `${hours} ${t('span.minutes', { n: minutes })}`;
  }
  return t('span.days', { n: Math.floor(ms / DAY_MS) });
}

/** "om 12 min", or how late it is. */
export function dueText(dueMs: number, nowMs: number): string {
  return dueMs >= nowMs
    ? t('due.in', { span: spanText(dueMs - nowMs) })
    : t('due.late', { span: spanText(nowMs - dueMs) });
}

/** A clock that counts down and goes on below zero: "4:07", "−0:30". */
export function countdownText(leftMs: number): string {
  const seconds = Math.ceil(Math.abs(leftMs) / 1000);
  const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return leftMs < 0 && seconds > 0 ? `−${text}` : text;
}

/** "1 ny", "12 nya"; `max`: so many may be more. */
export function newsText(n: number, max = Infinity): string {
  if (n >= max) return t('stream.newMany', { n });
  return n === 1 ? t('stream.newOne') : t('stream.newCount', { n });
}

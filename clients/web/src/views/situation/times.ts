import { TimePrecision } from '../../gen/samlad/v1/situation_pb';
import { dateText, nearText } from '../../i18n/format';
import { label, t } from '../../i18n/language.svelte';

/** "42 min", "5 h", "3 d": as coarse as a person says it. */
export function durationText(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / 60_000);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} d`;
}

/** A time no finer than it was given. */
export function preciseText(ms: number, precision: TimePrecision, nowMs: number): string {
  const isCoarse = precision === TimePrecision.PART_OF_DAY || precision === TimePrecision.DAY;
  return isCoarse ? `${dateText(ms)} (${label(TimePrecision, precision)})` : nearText(ms, nowMs);
}

/** "3 h later", against the time before it; empty if there is none or it is the same minute. */
export function differenceText(ms: number, beforeMs: number | undefined): string {
  if (beforeMs === undefined || Math.abs(ms - beforeMs) < 30_000) return '';
  const time = durationText(ms - beforeMs);
  return ms > beforeMs ? t('facts.after', { time }) : t('facts.before', { time });
}

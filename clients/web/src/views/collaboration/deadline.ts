import { parseInstant } from '../../i18n/format';

const MINUTE_MS = 60_000;

/**
 * The time to come that a person's text means: what `parseInstant` reads, with a time alone being
 * the next one, and "+30" for so many minutes from now. Undefined if it is none.
 */
export function parseDeadline(text: string, nowMs: number): number | undefined {
  const trimmed = text.trim();
  const ahead = /^\+\s?(\d{1,5})(?:\s?min)?$/.exec(trimmed)?.[1];
  if (ahead !== undefined) return roundedUp(nowMs + Number(ahead) * MINUTE_MS);
  const at = parseInstant(trimmed, nowMs);
  if (at === undefined || /[-/]/.test(trimmed) || at > nowMs) return at;
  const next = new Date(at);
  next.setDate(next.getDate() + 1);
  return next.getTime();
}

// Nobody means a deadline in the middle of a minute.
function roundedUp(ms: number): number {
  return Math.ceil(ms / MINUTE_MS) * MINUTE_MS;
}

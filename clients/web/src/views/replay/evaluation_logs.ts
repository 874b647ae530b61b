import type { Id } from '../../picture/ids';

// A connection watches only so many logs, and the incident is one of them.
export const LOGS_MAX = 8;

/**
 * Which evaluations are shown, those of the own actor first: a new annotation goes into the first
 * one that is open, and whoever invites to theirs has chosen its id. So no other actor's can come
 * before them, or take their place.
 */
export function logsToShow(
  own: readonly Id[],
  others: readonly Id[],
): { readonly shown: readonly Id[]; readonly leftOut: number } {
  const all = [...new Set([...[...own].sort(), ...[...others].sort()])];
  return { shown: all.slice(0, LOGS_MAX), leftOut: Math.max(0, all.length - LOGS_MAX) };
}

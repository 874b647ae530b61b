import { dateText, timeText } from '../../i18n/format';
import { lastWhere, type LogEntry } from './log_overview';

/**
 * Where each change stands on the time bar, from 0 to 1. A log is silent at night and for days after
 * the worst is over, and everything happens within hours: pauses are drawn the shorter the longer
 * they are, so that every change has a place of its own that can be pointed at.
 */
export interface TimeAxis {
  readonly places: readonly number[];
}

export interface Tick {
  readonly place: number;
  readonly text: string;
}

const MINUTE_MS = 60_000;
// Up to this part of the whole time, a pause is drawn as long as it is.
const TRUE_PART = 1 / 200;
// Changes of one instant stand a little apart.
const APART_PART = 0.05;

export function axisOf(entries: readonly LogEntry[]): TimeAxis {
  const first = entries[0]?.timeMs ?? 0;
  const spanMs = (entries.at(-1)?.timeMs ?? 0) - first;
  const trueMs = Math.max(MINUTE_MS, spanMs * TRUE_PART);
  let at = 0;
  let beforeMs = first;
  const sums = entries.map(({ timeMs }) => {
    const pauseMs = Math.max(0, timeMs - beforeMs);
    const drawnMs = pauseMs <= trueMs ? pauseMs : trueMs * (1 + Math.log2(pauseMs / trueMs));
    at += drawnMs + APART_PART * trueMs;
    beforeMs = timeMs;
    return at;
  });
  const start = sums[0] ?? 0;
  const whole = Math.max(1, at - start);
  return { places: sums.map((sum) => (sum - start) / whole) };
}

/** The index of the last change at or before a place on the bar; -1 before the first. */
export function indexAtPlace({ places }: TimeAxis, place: number): number {
  return lastWhere(places.length, (at) => (places[at] ?? 0) <= place);
}

/** How many changes stand in each of so many equal parts of the bar. */
export function densityOf({ places }: TimeAxis, parts: number): readonly number[] {
  const counts = new Array<number>(parts).fill(0);
  for (const place of places) {
    const part = Math.min(parts - 1, Math.floor(place * parts));
    counts[part] = (counts[part] ?? 0) + 1;
  }
  return counts;
}

const HOUR_MS = 60 * MINUTE_MS;

/** Dates where they begin, then hours and minutes, as many as there is room for. */
export function ticksOf(
  entries: readonly LogEntry[],
  { places }: TimeAxis,
  apart: number,
): readonly Tick[] {
  const ticks: Tick[] = [];
  const hasRoom = (place: number) =>
    place + apart <= 1 && ticks.every((tick) => Math.abs(tick.place - place) >= apart);
  const spanMs = (entries.at(-1)?.timeMs ?? 0) - (entries[0]?.timeMs ?? 0);
  for (const textOf of spanMs > 3 * HOUR_MS ? [dateText, hourText] : [dateText, minutesText]) {
    let before = '';
    for (const [at, { timeMs }] of entries.entries()) {
      const text = textOf(timeMs);
      const place = places[at] ?? 0;
      if (text !== before && hasRoom(place)) ticks.push({ place, text });
      before = text;
    }
  }
  return ticks;
}

const hourText = (ms: number) => `${timeText(ms).slice(0, 2)}:00`;
const minutesText = (ms: number) => `${timeText(ms).slice(0, 4)}0`;

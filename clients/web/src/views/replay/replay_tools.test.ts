import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { DecisionSchema, DecisionState } from '../../gen/samlad/v1/collaboration_pb';
import { ChangeSchema, ItemSchema } from '../../gen/samlad/v1/log_pb';
import { bytesOf } from '../../picture/ids';
import { id, noteChange } from '../../picture/test_kit';
import { entryOf, indexAt, overviewOf, speedFor, stepFrom, type LogEntry } from './log_overview';
import { axisOf, densityOf, indexAtPlace, ticksOf } from './time_axis';

const HOUR_MS = 3_600_000;
const entry = (seq: number, hours: number): LogEntry => ({
  seq: BigInt(seq),
  timeMs: hours * HOUR_MS,
  recordedMs: hours * HOUR_MS,
  moment: undefined,
});

const decision = (seq: number, state: DecisionState) =>
  create(ChangeSchema, {
    seq: BigInt(seq),
    scenarioAtMs: BigInt(seq),
    item: create(ItemSchema, {
      id: bytesOf(id(7)),
      body: {
        case: 'decision',
        value: create(DecisionSchema, { issue: 'Utrymma?', state, pictureSeq: 2n }),
      },
    }),
  });

describe('the overview of a log', () => {
  test('is in order, and tells of a decision when its state changes', () => {
    const { DECISION_OPEN, DECISION_AGREED } = DecisionState;
    const changes = [
      decision(9, DECISION_AGREED),
      noteChange(4, id(1)),
      decision(3, DECISION_OPEN),
      decision(5, DECISION_OPEN),
    ];
    const { entries, moments } = overviewOf(changes.map(entryOf));
    expect(entries.map(({ seq }) => Number(seq))).toEqual([3, 4, 5, 9]);
    expect(moments.map(({ seq, pictureSeq }) => [seq, pictureSeq])).toEqual([
      [3n, 2n],
      [9n, 2n],
    ]);
  });

  test('steps lead from one change in sight to the next, and stop at the ends', () => {
    const entries = [entry(3, 0), entry(8, 1), entry(9, 2)];
    expect(indexAt(entries, 2n)).toBe(-1);
    expect(stepFrom(entries, 0n, 1)).toBe(3n);
    expect(stepFrom(entries, 5n, 1)).toBe(8n);
    expect(stepFrom(entries, 9n, 1)).toBe(9n);
    expect(stepFrom(entries, 8n, -1)).toBe(3n);
    expect(stepFrom(entries, 5n, -1)).toBe(3n);
    expect(stepFrom(entries, 3n, -1)).toBe(0n);
  });

  test('a log of any length is played in a minute or some', () => {
    const lasting = (hours: number) => ({ entries: [entry(1, 0), entry(2, hours)], moments: [] });
    expect(speedFor(lasting(72))).toBe(600);
    expect(speedFor(lasting(0.003))).toBe(0.1);
    expect(speedFor(overviewOf([]))).toBe(0.01);
  });
});

describe('the time axis', () => {
  const entries = [entry(1, 0), entry(2, 1), entry(3, 1), entry(4, 1_000)];
  const axis = axisOf(entries);

  test('goes from 0 to 1, forward only, and gives each change a place', () => {
    expect(axis.places[0]).toBe(0);
    expect(axis.places.at(-1)).toBe(1);
    for (let at = 1; at < 4; at++)
      expect(axis.places[at]).toBeGreaterThan(axis.places[at - 1] ?? 1);
    // Six weeks of silence do not push the first hour into a pixel.
    expect(axis.places[1]).toBeGreaterThan(0.02);
  });

  test('a place leads to the change that stood last before it', () => {
    expect(indexAtPlace(axis, -0.1)).toBe(-1);
    expect(indexAtPlace(axis, 0)).toBe(0);
    expect(indexAtPlace(axis, 0.99)).toBe(2);
    expect(indexAtPlace(axis, 1)).toBe(3);
  });

  test('counts changes in each part, and names days', () => {
    expect(densityOf(axis, 2)).toEqual([3, 1]);
    expect(ticksOf(entries, axis, 0.02)[0]?.text).toMatch(/^1970-01-01$/);
    expect(ticksOf(entries, axis, 1)).toHaveLength(1);
    expect(axisOf([]).places).toEqual([]);
  });
});

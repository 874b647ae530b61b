import { describe, expect, test } from 'vitest';
import { FeatureCategory, FeatureState, GeometryType } from '../gen/samlad/v1/situation_pb';
import { lookKey, lookOf, opacityOf, priorityOf } from './look';
import { isSameOnMap, ratingText, type MapItem } from './map_item';

const now = Date.UTC(2014, 7, 4, 13, 0);
const item: MapItem = {
  id: 'a',
  seq: 1n,
  title: '60 hektar brinner',
  category: FeatureCategory.HAZARD,
  symbol: '',
  state: FeatureState.FEATURE_REPORTED,
  geometry: { type: GeometryType.POINT, coordinates: [16.15, 59.9], ends: [], polygonEnds: [] },
  uncertaintyM: 8000,
  reliability: 2,
  credibility: 3,
  observedAtMs: now,
  reportedAtMs: undefined,
  recordedAtMs: now,
  ownerName: 'Lst U',
  isNew: false,
  contradictedWith: [],
  exercise: true,
};

describe('what a symbol says', () => {
  test('a contradiction is seen on both sides: by its link and by the state', () => {
    expect(lookOf({ ...item, contradictedWith: ['b'] }, now).isContradicted).toBe(true);
    const state = FeatureState.FEATURE_CONTRADICTED;
    expect(lookOf({ ...item, state }, now).isContradicted).toBe(true);
    expect(lookOf(item, now).isContradicted).toBe(false);
  });

  test('what is no longer so stands back', () => {
    for (const state of [
      FeatureState.FEATURE_SUPERSEDED,
      FeatureState.FEATURE_EXPIRED,
      FeatureState.FEATURE_RETRACTED,
    ]) {
      expect(opacityOf(lookOf({ ...item, state }, now))).toBeLessThan(opacityOf(lookOf(item, now)));
    }
  });

  test('it ages with the clock of the picture, from when it was observed', () => {
    const ages = [0, 3, 9, 30].map((hours) => lookOf(item, now + hours * 3_600_000).age);
    expect(ages).toEqual([0, 1, 2, 3]);
  });

  test('doubt is a bad rating; no rating, F and 6 are none', () => {
    const doubtful = (reliability: number, credibility: number) =>
      lookOf({ ...item, reliability, credibility }, now).isDoubtful;
    expect([doubtful(4, 1), doubtful(1, 5), doubtful(6, 6), doubtful(0, 0)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  test('an unknown category is shown, not dropped', () => {
    expect(lookOf({ ...item, category: 99 as FeatureCategory }, now).category).toBe(
      FeatureCategory.OBSERVATION,
    );
  });

  test('disagreement goes first', () => {
    const contradicted = lookOf({ ...item, contradictedWith: ['b'] }, now);
    expect(priorityOf(contradicted)).toBeGreaterThan(
      priorityOf(lookOf({ ...item, isNew: true }, now)),
    );
    expect(lookKey(contradicted)).not.toBe(lookKey(lookOf(item, now)));
  });
});

test('the rating is written as the Admiralty code writes it', () => {
  expect(ratingText(item)).toBe('B3');
  expect(ratingText({ reliability: 6, credibility: 0 })).toBe('F–');
  expect(ratingText({ reliability: 0, credibility: 0 })).toBe('');
});

test('an item is drawn anew when it or its standing with the reader has changed', () => {
  expect(isSameOnMap(item, { ...item })).toBe(true);
  expect(isSameOnMap(item, { ...item, seq: 2n })).toBe(false);
  expect(isSameOnMap(item, { ...item, isNew: true })).toBe(false);
  expect(isSameOnMap(item, { ...item, contradictedWith: ['b'] })).toBe(false);
});

import { describe, expect, test } from 'vitest';
import { FeatureCategory, FeatureState, GeometryType } from '../gen/samlad/v1/situation_pb';
import type { MapItem } from './map_item';
import { PictureEntries } from './picture_entries';
import { disagreements, groupEntries, halosOf } from './picture_groups';

const now = Date.UTC(2014, 7, 4);

const item = (id: string, lon: number, lat: number, more: Partial<MapItem> = {}): MapItem => ({
  id,
  seq: 1n,
  title: id,
  category: FeatureCategory.HAZARD,
  symbol: '',
  state: FeatureState.FEATURE_REPORTED,
  geometry: { type: GeometryType.POINT, coordinates: [lon, lat], ends: [], polygonEnds: [] },
  uncertaintyM: 0,
  reliability: 0,
  credibility: 0,
  observedAtMs: now,
  reportedAtMs: undefined,
  recordedAtMs: now,
  ownerName: '',
  isNew: false,
  contradictedWith: [],
  exercise: false,
  ...more,
});

function entriesOf(...items: MapItem[]): PictureEntries {
  const entries = new PictureEntries('EPSG:3006', now);
  entries.set(items);
  return entries;
}

describe('entries', () => {
  test('only what differs is worked out anew', () => {
    const entries = entriesOf(item('a', 16, 59), item('b', 17, 59));
    const changes = entries.set([item('a', 16, 59), item('b', 17, 60, { seq: 2n })]);
    expect(changes.put.map(({ id }) => id)).toEqual(['b']);
    expect(changes.removed).toEqual([]);
    expect(entries.set([item('a', 16, 59)]).removed).toEqual(['b']);
    expect(entries.size).toBe(1);
  });

  test('a geometry that cannot be drawn is left out, and taken up once it is mended', () => {
    const broken = item('a', NaN, 59);
    const entries = entriesOf(broken);
    expect(entries.size).toBe(0);
    expect(entries.set([broken]).put).toEqual([]);
    expect(entries.set([item('a', 16, 59, { seq: 2n })]).put).toHaveLength(1);
  });

  test('a broken change takes the item off the map', () => {
    const entries = entriesOf(item('a', 16, 59));
    entries.set([item('a', NaN, 59, { seq: 2n })]);
    expect(entries.get('a')).toBeUndefined();
  });

  test('the clock ages what it passes, and nothing else', () => {
    const entries = entriesOf(item('a', 16, 59), item('b', 16, 59, { observedAtMs: 0 }));
    expect(entries.setNow(now + 3 * 3_600_000).map(({ id }) => id)).toEqual(['a']);
  });
});

describe('what is shown', () => {
  const together = [
    item('a', 16.15, 59.9, { contradictedWith: ['b', 'c'] }),
    item('b', 16.15, 59.9, { contradictedWith: ['a'] }),
    item('c', 16.6, 59.9),
  ];

  test('what lies in one place is a cluster at every resolution', () => {
    for (const resolution of [1, 100]) {
      const shown = groupEntries(entriesOf(...together).values(), resolution, undefined);
      expect(shown.map(({ entries }) => entries.length)).toEqual([2, 1]);
    }
  });

  test('opened, its members stand around it', () => {
    const shown = groupEntries(entriesOf(...together).values(), 10, 'a');
    expect(shown).toHaveLength(3);
    const [first, second] = shown;
    expect(first?.fannedFrom).toEqual(second?.fannedFrom);
    const apart = Math.hypot(
      (first?.x ?? 0) - (second?.x ?? 0),
      (first?.y ?? 0) - (second?.y ?? 0),
    );
    expect(apart / 10).toBeGreaterThan(40);
  });

  test('disagreement is drawn between places, once for each pair', () => {
    const closed = disagreements(groupEntries(entriesOf(...together).values(), 10, undefined));
    expect(closed.map(({ ids }) => ids.join())).toEqual(['a,c']);
    const opened = disagreements(groupEntries(entriesOf(...together).values(), 10, 'a'));
    expect(opened.map(({ ids }) => ids.join()).sort()).toEqual(['a,b', 'a,c']);
  });
});

describe('uncertainty', () => {
  const halos = (resolution: number, ...items: MapItem[]) =>
    halosOf(groupEntries(entriesOf(...items).values(), resolution, undefined), resolution, () => 1);

  test('the same circle is drawn once', () => {
    const same = { uncertaintyM: 8000 };
    expect(halos(50, item('a', 16.15, 59.9, same), item('b', 16.15, 59.9, same))).toHaveLength(1);
  });

  test('different ones of a few items are all drawn, of a crowd the widest', () => {
    const of = (...radii: number[]) =>
      radii.map((uncertaintyM, i) => item(`i${i}`, 16.15, 59.9, { uncertaintyM }));
    expect(halos(50, ...of(3000, 8000))).toHaveLength(2);
    expect(halos(50, ...of(3000, 4000, 5000, 8000)).map(({ radius }) => radius)).toEqual([8000]);
  });

  test('smaller than the symbol, or of what is no longer so, it is left out', () => {
    expect(halos(500, item('a', 16, 59, { uncertaintyM: 3000 }))).toEqual([]);
    const state = FeatureState.FEATURE_RETRACTED;
    expect(halos(50, item('a', 16, 59, { uncertaintyM: 3000, state }))).toEqual([]);
  });
});

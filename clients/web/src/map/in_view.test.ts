import { expect, test } from 'vitest';
import { FeatureCategory, FeatureState, GeometryType } from '../gen/samlad/v1/situation_pb';
import { itemsInView } from './in_view';
import type { MapItem } from './map_item';

const item = (id: string, coordinates: number[], more: Partial<MapItem> = {}): MapItem => ({
  id,
  seq: 1n,
  title: id,
  category: FeatureCategory.MEASURE,
  symbol: '',
  state: FeatureState.FEATURE_REPORTED,
  geometry: { type: GeometryType.LINE_STRING, coordinates, ends: [], polygonEnds: [] },
  uncertaintyM: 0,
  reliability: 0,
  credibility: 0,
  observedAtMs: undefined,
  reportedAtMs: undefined,
  recordedAtMs: 0,
  ownerName: '',
  isNew: false,
  contradictedWith: [],
  exercise: false,
  ...more,
});

const bounds = [16, 59, 17, 60] as const;

test('what reaches into the view is listed, the most pressing first', () => {
  const items = [
    item('inside', [16.5, 59.5, 16.6, 59.6]),
    item('through', [15, 59.5, 18, 59.5], { recordedAtMs: 5 }),
    item('outside', [18, 59.5, 19, 59.5]),
    item('contradicted', [16.5, 59.5, 16.5, 59.6], { contradictedWith: ['inside'] }),
  ];
  expect(itemsInView(items, bounds, 0).map(({ id }) => id)).toEqual([
    'contradicted',
    'through',
    'inside',
  ]);
});

test('a circle of uncertainty that reaches into the view counts', () => {
  const beside = item('beside', [17.1, 59.5], { uncertaintyM: 8000 });
  expect(itemsInView([beside], bounds, 0)).toHaveLength(1);
  expect(itemsInView([{ ...beside, uncertaintyM: 0 }], bounds, 0)).toHaveLength(0);
});

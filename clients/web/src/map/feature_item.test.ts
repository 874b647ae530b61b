import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { FeatureCategory, FeatureSchema, GeometryType } from '../gen/samlad/v1/situation_pb';
import { mapItemOf } from './feature_item';
import { toMap } from './geometry';
import { itemTimeMs } from './map_item';

const context = {
  id: 'a',
  seq: 7n,
  recordedAtMs: 3000,
  ownerName: 'Lst U',
  isNew: false,
  contradictedWith: [],
  exercise: true,
};

test('a feature of the picture becomes an item of the map', () => {
  const feature = create(FeatureSchema, {
    title: '60 hektar brinner',
    category: FeatureCategory.HAZARD,
    geometry: { type: GeometryType.POINT, coordinates: [16.15, 59.9] },
    uncertaintyM: 8000,
    reportedAtMs: 2000n,
  });
  const item = mapItemOf(feature, context);
  expect(item).toMatchObject({ id: 'a', title: '60 hektar brinner', uncertaintyM: 8000 });
  expect(item?.observedAtMs).toBeUndefined();
  expect(item && itemTimeMs(item)).toBe(2000);
  expect(item && toMap(item.geometry, 'EPSG:3006')).toBeDefined();
});

test('a feature without a geometry is not on the map', () => {
  expect(mapItemOf(create(FeatureSchema, { title: 'x' }), context)).toBeUndefined();
});

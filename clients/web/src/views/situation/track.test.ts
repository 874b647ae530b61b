import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { ChangeSchema, ItemSchema } from '../../gen/samlad/v1/log_pb';
import { FeatureSchema, GeometryType } from '../../gen/samlad/v1/situation_pb';
import { bytesOf } from '../../picture/ids';
import { id } from '../../picture/test_kit';
import { trackOf } from './track';

const { POINT, LINE_STRING } = GeometryType;

const change = (atMs: number, coordinates: number[], type = POINT, scenarioAtMs = 0) =>
  create(ChangeSchema, {
    recordedAtMs: BigInt(atMs),
    scenarioAtMs: BigInt(scenarioAtMs),
    item: create(ItemSchema, {
      id: bytesOf(id(1)),
      body: {
        case: 'feature',
        value: create(FeatureSchema, { geometry: { type, coordinates } }),
      },
    }),
  });

test('a point that was moved has been at its places, on the clock of the incident', () => {
  const changes = [change(1, [16, 60]), change(2, [16, 60]), change(3, [17, 60], POINT, 900)];
  expect(trackOf(id(1), changes)).toEqual({
    id: id(1),
    positions: [
      { lon: 16, lat: 60, atMs: 1 },
      { lon: 17, lat: 60, atMs: 900 },
    ],
  });
});

test('what has stood still has no track, and neither has what is no point', () => {
  expect(trackOf(id(1), [change(1, [16, 60]), change(2, [16, 60])])).toBeUndefined();
  const line = [change(1, [16, 60, 17, 60], LINE_STRING), change(2, [16, 60, 18, 60], LINE_STRING)];
  expect(trackOf(id(1), line)).toBeUndefined();
  expect(trackOf(id(1), [change(1, []), change(2, [17, 60])])).toBeUndefined();
});

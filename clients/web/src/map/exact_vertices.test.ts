import { expect, test } from 'vitest';
import { GeometryType } from '../gen/samlad/v1/situation_pb';
import { withExactVertices } from './exact_vertices';

const line = (...coordinates: number[]) => ({
  type: GeometryType.LINE_STRING,
  coordinates,
  ends: [],
  polygonEnds: [],
});

test('a vertex that was snapped to is held to its last digit, and no other is touched', () => {
  const known = line(16.123456789012, 59.987654321098, 17, 60);
  const drawn = line(16.1234568, 59.9876543, 16.1234569, 59.9876543, 16.1234568, 59.9876543);
  expect(withExactVertices(drawn, [known]).coordinates).toEqual([
    16.123456789012, 59.987654321098, 16.1234569, 59.9876543, 16.123456789012, 59.987654321098,
  ]);
});

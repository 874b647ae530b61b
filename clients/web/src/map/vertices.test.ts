import { describe, expect, test } from 'vitest';
import { GeometryType } from '../gen/samlad/v1/situation_pb';
import { GeometryEdit } from './geometry_edit';
import {
  nearestVertex,
  vertexAt,
  vertexCount,
  withVertexAdded,
  withVertexMoved,
  withVertexRemoved,
} from './vertices';

const of = (type: GeometryType, coordinates: number[], ends: number[] = []) => ({
  type,
  coordinates,
  ends,
  polygonEnds: [],
});
const point = of(GeometryType.POINT, [16, 60]);
const line = of(GeometryType.LINE_STRING, [0, 0, 2, 0, 4, 2]);
const lines = of(GeometryType.MULTI_LINE_STRING, [0, 0, 2, 0, 10, 10, 12, 12, 14, 10], [2, 5]);
// A square with a triangular hole.
const area = of(
  GeometryType.POLYGON,
  [0, 0, 8, 0, 8, 8, 0, 8, 0, 0, 2, 2, 4, 2, 2, 4, 2, 2],
  [5, 9],
);

describe('vertices', () => {
  test('a ring is not counted where it closes', () => {
    expect([point, line, lines, area].map(vertexCount)).toEqual([1, 3, 5, 7]);
    expect(vertexAt(area, 4)).toEqual({ lon: 2, lat: 2 });
    expect(vertexAt(lines, 2)).toEqual({ lon: 10, lat: 10 });
    expect(vertexAt(line, 3)).toBeUndefined();
  });

  test('a moved one takes the end of its ring along', () => {
    const moved = withVertexMoved(area, 0, { lon: -1, lat: -1 });
    expect(moved?.coordinates).toEqual([-1, -1, 8, 0, 8, 8, 0, 8, -1, -1, 2, 2, 4, 2, 2, 4, 2, 2]);
    expect(moved?.ends).toEqual([5, 9]);
    expect(withVertexMoved(point, 0, { lon: 1, lat: 2 })?.coordinates).toEqual([1, 2]);
  });

  test('one is added half way to the next', () => {
    expect(withVertexAdded(line, 0)?.coordinates).toEqual([0, 0, 1, 0, 2, 0, 4, 2]);
    const ring = withVertexAdded(area, 3);
    expect(ring?.coordinates.slice(0, 12)).toEqual([0, 0, 8, 0, 8, 8, 0, 8, 0, 4, 0, 0]);
    expect(ring?.ends).toEqual([6, 10]);
    expect(withVertexAdded(point, 0)).toBeUndefined();
  });

  test('at the end of a line it goes on beyond it, and stays in its line', () => {
    const longer = withVertexAdded(lines, 1);
    expect(longer?.coordinates.slice(0, 6)).toEqual([0, 0, 2, 0, 3, 0]);
    expect(longer?.ends).toEqual([3, 6]);
  });

  test('a removed one closes its ring anew, and what is left is still one', () => {
    const ring = withVertexRemoved(area, 0);
    expect(ring?.coordinates.slice(0, 8)).toEqual([8, 0, 8, 8, 0, 8, 8, 0]);
    expect(ring?.ends).toEqual([4, 8]);
    expect(withVertexRemoved(area, 4)).toBeUndefined();
    expect(withVertexRemoved(lines, 0)).toBeUndefined();
    expect(withVertexRemoved(lines, 2)?.ends).toEqual([2, 4]);
    expect(withVertexRemoved(point, 0)).toBeUndefined();
  });

  test('the nearest', () => {
    const nearest = nearestVertex(line, ({ lon, lat }) => Math.hypot(lon - 3.5, lat - 2));
    expect(nearest).toEqual({ vertex: 2, distance: 0.5 });
  });
});

describe('editing', () => {
  test('each step can be taken back, to where it began', () => {
    const edit = new GeometryEdit(line);
    edit.select(1);
    edit.move({ lon: 3, lat: 3 });
    edit.add();
    expect(edit.state.selected).toBe(2);
    edit.remove();
    expect(edit.state.count).toBe(3);
    expect(edit.state.position).toEqual({ lon: 3, lat: 3 });
    for (let step = 0; step < 3; step += 1) edit.undo();
    expect(edit.state.geometry).toBe(line);
    expect(edit.state.canUndo).toBe(false);
    edit.undo();
    expect(edit.state.geometry).toBe(line);
  });

  test('goes around from the last to the first', () => {
    const edit = new GeometryEdit(line);
    edit.select(-1);
    expect(edit.state.selected).toBe(2);
    edit.select(3);
    expect(edit.state.selected).toBe(0);
  });

  test('what is dragged is what the coordinates are about', () => {
    const edit = new GeometryEdit(line);
    edit.put(of(GeometryType.LINE_STRING, [0, 0, 2, 1, 4, 2]));
    expect(edit.state.selected).toBe(1);
    expect(edit.state.position).toEqual({ lon: 2, lat: 1 });
  });

  test('nothing is done that a geometry cannot bear', () => {
    const edit = new GeometryEdit(point);
    expect(edit.state.canRemove).toBe(false);
    expect(edit.state.canAdd).toBe(false);
    edit.remove();
    edit.add();
    expect(edit.state.canUndo).toBe(false);
  });
});

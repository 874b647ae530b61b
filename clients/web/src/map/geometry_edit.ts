import type { DrawnGeometry, MapGeometry } from './geometry';
import type { Wgs84 } from './projection';
import {
  vertexAt,
  vertexCount,
  withVertexAdded,
  withVertexMoved,
  withVertexRemoved,
} from './vertices';

/** How far the editing of a geometry has come. */
export interface EditState {
  readonly geometry: MapGeometry;
  readonly count: number;
  /** The vertex that the buttons and the coordinates are about. */
  readonly selected: number;
  readonly position: Wgs84 | undefined;
  readonly canUndo: boolean;
  readonly canAdd: boolean;
  readonly canRemove: boolean;
}

interface Step {
  readonly geometry: MapGeometry;
  readonly selected: number;
}

// Nobody goes back farther, and a long line takes room.
const STEPS_MAX = 100;

/** A geometry that is edited, vertex by vertex, and every step of it, to be taken back. */
export class GeometryEdit {
  private now: Step;
  private readonly before: Step[] = [];

  constructor(geometry: MapGeometry) {
    this.now = { geometry, selected: 0 };
  }

  get state(): EditState {
    const { geometry, selected } = this.now;
    return {
      geometry,
      selected,
      count: vertexCount(geometry),
      position: vertexAt(geometry, selected),
      canUndo: this.before.length > 0,
      canAdd: withVertexAdded(geometry, selected) !== undefined,
      canRemove: withVertexRemoved(geometry, selected) !== undefined,
    };
  }

  select(vertex: number): void {
    const count = vertexCount(this.now.geometry);
    this.now = { ...this.now, selected: ((vertex % count) + count) % count };
  }

  move(to: Wgs84): void {
    this.step(withVertexMoved(this.now.geometry, this.now.selected, to));
  }

  /** After the selected one, and selects it. */
  add(): void {
    this.step(withVertexAdded(this.now.geometry, this.now.selected), this.now.selected + 1);
  }

  remove(): void {
    this.step(withVertexRemoved(this.now.geometry, this.now.selected), this.now.selected - 1);
  }

  /** What was made of it by pointing; the vertex that was touched is the selected one. */
  put(geometry: DrawnGeometry): void {
    const before = this.now.geometry;
    const length = vertexCount(geometry);
    let touched = 0;
    const isSame = (a: Wgs84 | undefined, b: Wgs84 | undefined) =>
      a?.lon === b?.lon && a?.lat === b?.lat;
    while (touched < length - 1 && isSame(vertexAt(before, touched), vertexAt(geometry, touched)))
      touched += 1;
    this.step(geometry, touched);
  }

  undo(): void {
    const last = this.before.pop();
    if (last !== undefined) this.now = last;
  }

  private step(geometry: DrawnGeometry | undefined, selected = this.now.selected): void {
    if (geometry === undefined) return;
    this.before.push(this.now);
    if (this.before.length > STEPS_MAX) this.before.shift();
    this.now = { geometry, selected: Math.max(0, selected) };
  }
}

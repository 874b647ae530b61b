import Collection from 'ol/Collection';
import Feature from 'ol/Feature';
import type Geometry from 'ol/geom/Geometry';
import Draw from 'ol/interaction/Draw';
import Modify from 'ol/interaction/Modify';
import Snap from 'ol/interaction/Snap';
import VectorLayer from 'ol/layer/Vector';
import type OlMap from 'ol/Map';
import VectorSource from 'ol/source/Vector';
import type Interaction from 'ol/interaction/Interaction';
import { withExactVertices } from './exact_vertices';
import { fromMap, toMap, type DrawnGeometry, type MapGeometry } from './geometry';
import { GeometryEdit, type EditState } from './geometry_edit';
import { measured, type Measured } from './measure';
import { transformOf, type ProjectionCode, type Wgs84 } from './projection';
import { CHOSEN, sketchStyle, type DrawingKind, type SketchStyle } from './sketch_style';
import type { MapTheme } from './theme';
import { nearestVertex } from './vertices';

export type { DrawingKind };

const OL_KINDS = { point: 'Point', line: 'LineString', area: 'Polygon' } as const;
const SNAP_PX = 12;

/** What is being drawn, edited or measured; a map has at most one at a time. */
interface Sketch {
  readonly interactions: readonly Interaction[];
  readonly draw: Draw | undefined;
  readonly edit: GeometryEdit | undefined;
  readonly kind: DrawingKind | 'edit';
  readonly settle: (geometry: DrawnGeometry | undefined) => void;
}

/** An item of the map, as drawing snaps to it: as it is, and as it is drawn. */
export interface SnapTarget {
  readonly id: string;
  readonly geometry: Geometry;
  readonly item: { readonly geometry: MapGeometry };
}

/**
 * Drawing, editing and measuring, with the mouse, a finger or the keyboard: positions can be typed
 * (`addPosition`), taken back and ended without pointing. Vertices snap to what is on the map.
 */
export class Drawing {
  private readonly source = new VectorSource<Feature<Geometry>>();
  readonly layer = new VectorLayer({ source: this.source, updateWhileInteracting: true });
  private sketch: Sketch | undefined;
  private style: SketchStyle;

  /** `onEdit` hears of each step of an editing, and at its end of undefined. */
  constructor(
    private readonly map: OlMap,
    private readonly targets: () => Iterable<SnapTarget>,
    private projection: ProjectionCode,
    theme: MapTheme,
    private readonly onEdit: (state: EditState | undefined) => void,
  ) {
    this.style = sketchStyle(theme, projection);
    this.layer.setStyle((feature) => this.style(feature as Feature<Geometry>));
  }

  get isActive(): boolean {
    return this.sketch !== undefined;
  }

  /** Resolves with what was drawn, or undefined if it was broken off or another sketch began. */
  draw(kind: DrawingKind): Promise<DrawnGeometry | undefined> {
    return this.begin(kind, () => undefined);
  }

  /** Tells the size whenever it changes, and leaves the line on the map until the next sketch. */
  measure(kind: 'line' | 'area', onChange: (size: Measured) => void): Promise<void> {
    return this.begin(kind, onChange).then(() => undefined);
  }

  /**
   * Edits the geometry of an item. Resolves when `finish` is called, with undefined if it was broken
   * off or nothing is different.
   */
  edit(geometry: MapGeometry, id?: string): Promise<DrawnGeometry | undefined> {
    this.cancel();
    const shown = toMap(geometry, this.projection);
    if (shown === undefined) return Promise.resolve(undefined);
    this.source.addFeature(new Feature(shown));
    const edit = new GeometryEdit(geometry);
    const modify = new Modify({ source: this.source, pixelTolerance: SNAP_PX });
    modify.on('modifyend', () => {
      const made = this.source.getFeatures()[0]?.getGeometry();
      const drawn = made && fromMap(made, this.projection);
      if (drawn) this.change((edited) => edited.put(this.exact(drawn)));
    });
    return new Promise((settle) => {
      this.start({ kind: 'edit', draw: undefined, edit, settle }, [modify], id);
      this.showEdit();
    });
  }

  /** A step of the editing that is not pointed: choosing, moving, adding or taking away a vertex. */
  change(step: (edit: GeometryEdit) => void): void {
    const edit = this.sketch?.edit;
    if (edit === undefined) return;
    step(edit);
    this.showEdit();
  }

  /** Chooses the vertex under a click. */
  choose(pixel: readonly number[]): void {
    const geometry = this.sketch?.edit?.state.geometry;
    if (geometry === undefined) return;
    const nearest = nearestVertex(geometry, ({ lon, lat }) => {
      const at = this.map.getPixelFromCoordinate(this.onMap({ lon, lat }));
      return Math.hypot((at[0] ?? NaN) - (pixel[0] ?? NaN), (at[1] ?? NaN) - (pixel[1] ?? NaN));
    });
    if (nearest !== undefined && nearest.distance <= SNAP_PX)
      this.change((edit) => edit.select(nearest.vertex));
  }

  /** A position that was typed: the next vertex, the point itself, or where the chosen vertex goes. */
  addPosition({ lon, lat }: Wgs84): void {
    this.sketch?.draw?.appendCoordinates([this.onMap({ lon, lat })]);
    if (this.sketch?.kind === 'point') this.sketch.draw?.finishDrawing();
    this.change((edit) => edit.move({ lon, lat }));
  }

  undoPosition(): void {
    this.sketch?.draw?.removeLastPoint();
    this.change((edit) => edit.undo());
  }

  finish(): void {
    if (this.sketch?.draw !== undefined) return void this.sketch.draw.finishDrawing();
    const state = this.sketch?.edit?.state;
    const { geometry, canUndo } = state ?? {};
    if (geometry === undefined || !canUndo) return this.end(undefined);
    const { type, coordinates, ends, polygonEnds } = geometry;
    this.end({
      type,
      coordinates: [...coordinates],
      ends: [...ends],
      polygonEnds: [...polygonEnds],
    });
  }

  /** Breaks off; also takes a finished measurement off the map. */
  cancel(): void {
    this.end(undefined);
    this.source.clear();
  }

  /** A sketch does not outlive its projection. */
  setProjection(projection: ProjectionCode, theme: MapTheme): void {
    this.cancel();
    this.projection = projection;
    this.setTheme(theme);
  }

  setTheme(theme: MapTheme): void {
    this.style = sketchStyle(theme, this.projection);
    this.layer.changed();
  }

  private begin(kind: DrawingKind, onSize: (size: Measured) => void) {
    this.cancel();
    const draw = new Draw({
      source: this.source,
      type: OL_KINDS[kind],
      style: (feature) => this.style(feature as Feature<Geometry>, kind),
      stopClick: true,
    });
    draw.on('drawstart', ({ feature }) => {
      const geometry = feature.getGeometry();
      geometry?.on('change', () => {
        const size = measured(geometry, this.projection);
        if (size !== undefined) onSize(size);
      });
    });
    draw.on('drawend', ({ feature }) => {
      const geometry = feature.getGeometry();
      const drawn = geometry && fromMap(geometry, this.projection);
      this.end(drawn && this.exact(drawn));
    });
    return new Promise<DrawnGeometry | undefined>((settle) =>
      this.start({ kind, draw, edit: undefined, settle }, [draw]),
    );
  }

  private exact(drawn: DrawnGeometry): DrawnGeometry {
    return withExactVertices(
      drawn,
      Array.from(this.targets(), ({ item }) => item.geometry),
    );
  }

  /** `id`: the item that is edited, which does not snap to where it was. */
  private start(
    sketch: Omit<Sketch, 'interactions'>,
    own: readonly Interaction[],
    id?: string,
  ): void {
    const features = Array.from(this.targets()).flatMap((target) =>
      target.id === id ? [] : [new Feature(target.geometry)],
    );
    // Snap has to come last: it moves the pointer before the others see it.
    const snap = new Snap({ features: new Collection(features), pixelTolerance: SNAP_PX });
    this.sketch = { ...sketch, interactions: [...own, snap] };
    for (const interaction of this.sketch.interactions) this.map.addInteraction(interaction);
    this.setCursor('crosshair');
  }

  /** The geometry as it has become, and a mark at the vertex that is chosen. */
  private showEdit(): void {
    const state = this.sketch?.edit?.state;
    if (state === undefined) return;
    const [feature] = this.source.getFeatures();
    const shape = toMap(state.geometry, this.projection);
    if (shape !== undefined) feature?.setGeometry(shape);
    feature?.set(CHOSEN, state.position && this.onMap(state.position));
    this.onEdit(state);
  }

  private onMap({ lon, lat }: Wgs84): number[] {
    return transformOf(this.projection, 'to-map')([lon, lat]);
  }

  private end(geometry: DrawnGeometry | undefined): void {
    const ended = this.sketch;
    if (ended === undefined) return;
    this.sketch = undefined;
    for (const interaction of ended.interactions) this.map.removeInteraction(interaction);
    this.setCursor('');
    if (ended.edit !== undefined) {
      this.source.clear();
      this.onEdit(undefined);
    }
    ended.settle(geometry);
  }

  private setCursor(cursor: string): void {
    const element: HTMLElement | null | undefined = this.map.getTargetElement();
    if (element) element.style.cursor = cursor;
  }
}

import Feature from 'ol/Feature';
import type Geometry from 'ol/geom/Geometry';
import Draw from 'ol/interaction/Draw';
import Modify from 'ol/interaction/Modify';
import Snap from 'ol/interaction/Snap';
import VectorLayer from 'ol/layer/Vector';
import type OlMap from 'ol/Map';
import VectorSource from 'ol/source/Vector';
import { Fill, Stroke, Style, Text } from 'ol/style';
import CircleStyle from 'ol/style/Circle';
import type Interaction from 'ol/interaction/Interaction';
import { fromMap, toMap, type DrawnGeometry, type MapGeometry } from './geometry';
import { measured, measuredText, type Measured } from './measure';
import { transformOf, type ProjectionCode, type Wgs84 } from './projection';
import { FONT, type MapTheme } from './theme';

export type DrawingKind = 'point' | 'line' | 'area';

const OL_KINDS = { point: 'Point', line: 'LineString', area: 'Polygon' } as const;
const SNAP_PX = 12;

/** What is being drawn, edited or measured; a map has at most one at a time. */
interface Sketch {
  readonly interactions: readonly Interaction[];
  readonly draw: Draw | undefined;
  readonly kind: DrawingKind | 'edit';
  readonly settle: (geometry: DrawnGeometry | undefined) => void;
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

  constructor(
    private readonly map: OlMap,
    private readonly snapTo: readonly VectorSource<Feature<Geometry>>[],
    private projection: ProjectionCode,
    theme: MapTheme,
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

  /** Resolves when `finish` is called, or undefined if it was broken off. */
  edit(geometry: MapGeometry): Promise<DrawnGeometry | undefined> {
    this.cancel();
    const shown = toMap(geometry, this.projection);
    if (shown === undefined) return Promise.resolve(undefined);
    this.source.addFeature(new Feature(shown));
    const modify = new Modify({ source: this.source, pixelTolerance: SNAP_PX });
    return new Promise((settle) => this.start({ kind: 'edit', draw: undefined, settle }, [modify]));
  }

  /** A position that was typed: the next vertex, or the point itself. */
  addPosition({ lon, lat }: Wgs84): void {
    const position = transformOf(this.projection, 'to-map')([lon, lat]);
    this.sketch?.draw?.appendCoordinates([position]);
    if (this.sketch?.kind === 'point') this.sketch.draw?.finishDrawing();
  }

  undoPosition(): void {
    this.sketch?.draw?.removeLastPoint();
  }

  finish(): void {
    if (this.sketch?.draw !== undefined) return void this.sketch.draw.finishDrawing();
    const geometry = this.source.getFeatures()[0]?.getGeometry();
    this.end(geometry && fromMap(geometry, this.projection));
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
      this.end(geometry && fromMap(geometry, this.projection));
    });
    return new Promise<DrawnGeometry | undefined>((settle) =>
      this.start({ kind, draw, settle }, [draw]),
    );
  }

  private start(sketch: Omit<Sketch, 'interactions'>, own: readonly Interaction[]): void {
    // Snap has to come last: it moves the pointer before the others see it.
    const snaps = [this.source, ...this.snapTo].map(
      (source) => new Snap({ source, pixelTolerance: SNAP_PX }),
    );
    this.sketch = { ...sketch, interactions: [...own, ...snaps] };
    for (const interaction of this.sketch.interactions) this.map.addInteraction(interaction);
    this.setCursor('crosshair');
  }

  private end(geometry: DrawnGeometry | undefined): void {
    const ended = this.sketch;
    if (ended === undefined) return;
    this.sketch = undefined;
    for (const interaction of ended.interactions) this.map.removeInteraction(interaction);
    this.setCursor('');
    ended.settle(geometry);
  }

  private setCursor(cursor: string): void {
    const element: HTMLElement | null | undefined = this.map.getTargetElement();
    if (element) element.style.cursor = cursor;
  }
}

/** `kind` while it is being drawn: an area then has a line beside it, which needs no label. */
type SketchStyle = (feature: { getGeometry(): unknown }, kind?: DrawingKind) => Style[];

function sketchStyle(theme: MapTheme, projection: ProjectionCode): SketchStyle {
  const handle = new CircleStyle({
    radius: 5,
    fill: new Fill({ color: theme.paper }),
    stroke: new Stroke({ color: theme.drawing, width: 2 }),
  });
  const halo = new Style({ stroke: new Stroke({ color: theme.paper, width: 5 }) });
  return (feature, kind) => {
    const geometry = feature.getGeometry() as Geometry | undefined;
    const isBeside = kind === 'area' && geometry?.getType() !== 'Polygon';
    const size = geometry && !isBeside ? measured(geometry, projection) : undefined;
    return [
      halo,
      new Style({
        fill: new Fill({ color: `${theme.drawing}22` }),
        stroke: new Stroke({ color: theme.drawing, width: 2.5 }),
        image: handle,
        ...(size === undefined || size.lengthM === 0 || size.areaM2 === 0
          ? {}
          : {
              text: new Text({
                text: measuredText(size),
                font: `600 13px ${FONT}`,
                overflow: true,
                offsetY: -14,
                fill: new Fill({ color: theme.label }),
                stroke: new Stroke({ color: theme.labelHalo, width: 4 }),
              }),
            }),
      }),
    ];
  };
}

import Feature from 'ol/Feature';
import Point from 'ol/geom/Point';
import { fromExtent } from 'ol/geom/Polygon';
import type Polygon from 'ol/geom/Polygon';
import VectorLayer from 'ol/layer/Vector';
import VectorSource from 'ol/source/Vector';
import { Fill, Stroke, Style, Text } from 'ol/style';
import { transformOf, type ProjectionCode } from './projection';
import { FONT, type MapTheme } from './theme';

/** What somebody else's map shows: west, south, east and north in degrees. */
export interface OtherMap {
  readonly name: string;
  readonly bounds: readonly [number, number, number, number];
}

// A parallel is bent in SWEREF; so many pieces of it are straight to the eye.
const PIECES = 16;

/** Thin frames with a name at their corner, over the picture and in nobody's way. */
export class OthersLayer {
  private readonly source = new VectorSource<Feature<Polygon>>();
  readonly layer = new VectorLayer({ source: this.source });
  private others: readonly OtherMap[] = [];

  constructor(
    private projection: ProjectionCode,
    theme: MapTheme,
  ) {
    this.setTheme(theme);
  }

  set(others: readonly OtherMap[]): void {
    if (this.others.length + others.length === 0) return;
    this.others = others;
    const toMap = transformOf(this.projection, 'to-map');
    this.source.clear(true);
    this.source.addFeatures(
      others.map(({ name, bounds }) => {
        const geometry = frameOf(bounds);
        geometry.applyTransform(toMap);
        const [west, , , north] = bounds;
        return new Feature({ geometry, name, corner: new Point(toMap([west, north])) });
      }),
    );
  }

  setProjection(projection: ProjectionCode): void {
    this.projection = projection;
    this.set(this.others);
  }

  setTheme(theme: MapTheme): void {
    const halo = new Style({ stroke: new Stroke({ color: theme.paper, width: 4 }) });
    const line = new Style({ stroke: new Stroke({ color: theme.drawing, width: 1.5 }) });
    this.layer.setStyle((feature) => [
      halo,
      line,
      new Style({
        geometry: feature.get('corner') as Point,
        text: new Text({
          text: String(feature.get('name')),
          font: `600 12px ${FONT}`,
          textAlign: 'left',
          textBaseline: 'top',
          offsetX: 2,
          offsetY: 3,
          padding: [1, 4, 1, 4],
          fill: new Fill({ color: theme.label }),
          backgroundFill: new Fill({ color: theme.paper }),
        }),
      }),
    ]);
  }
}

/** Its corners, and positions between them. */
function frameOf([west, south, east, north]: OtherMap['bounds']): Polygon {
  const frame = fromExtent([west, south, east, north]);
  const [ring = []] = frame.getCoordinates();
  const fine = ring.flatMap(([x = NaN, y = NaN], at) => {
    const next = ring[at + 1];
    if (next === undefined) return [[x, y]];
    const [nextX = NaN, nextY = NaN] = next;
    return Array.from({ length: PIECES }, (_, i) => [
      x + ((nextX - x) * i) / PIECES,
      y + ((nextY - y) * i) / PIECES,
    ]);
  });
  frame.setCoordinates([fine]);
  return frame;
}

import type { FeatureLike } from 'ol/Feature';
import type Geometry from 'ol/geom/Geometry';
import LineString from 'ol/geom/LineString';
import MultiPoint from 'ol/geom/MultiPoint';
import Point from 'ol/geom/Point';
import Polygon from 'ol/geom/Polygon';
import { Fill, Stroke, Style, Text } from 'ol/style';
import CircleStyle from 'ol/style/Circle';
import { measured, measuredText } from './measure';
import type { ProjectionCode } from './projection';
import { FONT, type MapTheme } from './theme';

export type DrawingKind = 'point' | 'line' | 'area';

/** Of a feature that is edited: where on the map its chosen vertex is. */
export const CHOSEN = 'chosen';

/** `kind` while it is being drawn: an area then has a line beside it, which needs no label. */
export type SketchStyle = (feature: FeatureLike, kind?: DrawingKind) => Style[];

export function sketchStyle(theme: MapTheme, projection: ProjectionCode): SketchStyle {
  const circle = (radius: number, fill: string) =>
    new CircleStyle({
      radius,
      fill: new Fill({ color: fill }),
      stroke: new Stroke({ color: theme.drawing, width: 2 }),
    });
  const handle = circle(5, theme.paper);
  const vertices = new Style({ image: handle, geometry: (feature) => verticesOf(feature) });
  const chosenMark = circle(8, theme.drawing);
  const halo = new Style({ stroke: new Stroke({ color: theme.paper, width: 5 }) });
  return (feature, kind) => {
    const geometry = feature.getGeometry() as Geometry | undefined;
    const isBeside = kind === 'area' && geometry?.getType() !== 'Polygon';
    const size = geometry && !isBeside ? measured(geometry, projection) : undefined;
    const styles = [
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
    const chosen = feature.get(CHOSEN) as number[] | undefined;
    if (chosen === undefined) return styles;
    return [...styles, vertices, new Style({ image: chosenMark, geometry: new Point(chosen) })];
  };
}

function verticesOf(feature: FeatureLike): Geometry | undefined {
  const geometry = feature.getGeometry();
  if (geometry instanceof LineString) return new MultiPoint(geometry.getCoordinates());
  if (geometry instanceof Polygon) return new MultiPoint(geometry.getCoordinates().flat());
  return geometry as Geometry | undefined;
}

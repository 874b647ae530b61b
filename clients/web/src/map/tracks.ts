import Feature, { type FeatureLike } from 'ol/Feature';
import LineString from 'ol/geom/LineString';
import Point from 'ol/geom/Point';
import type Geometry from 'ol/geom/Geometry';
import VectorLayer from 'ol/layer/Vector';
import VectorSource from 'ol/source/Vector';
import { Fill, Stroke, Style, Text } from 'ol/style';
import CircleStyle from 'ol/style/Circle';
import { transformOf, type ProjectionCode, type Wgs84 } from './projection';
import { FONT, type MapTheme } from './theme';

export interface TrackPosition extends Wgs84 {
  readonly atMs: number;
}

/** Where an item has been, as its history tells. */
export interface MapTrack {
  readonly id: string;
  readonly positions: readonly TrackPosition[];
}

export interface TrackPart {
  readonly from: TrackPosition;
  readonly to: TrackPosition;
  /** 1 for the latest, towards 0 for what lies long back. */
  readonly strength: number;
}

const STRENGTH_MIN = 0.15;

/** The parts of a track in the order of time, each fainter the longer before `nowMs` it ended. */
export function trackParts(track: MapTrack, nowMs: number): TrackPart[] {
  const sorted = [...track.positions].sort((a, b) => a.atMs - b.atMs);
  const [first] = sorted;
  if (first === undefined) return [];
  const wholeMs = Math.max(1, nowMs - first.atMs);
  return sorted.slice(1).flatMap((to, i) => {
    const from = sorted[i];
    if (from === undefined || (from.lon === to.lon && from.lat === to.lat)) return [];
    const age = Math.min(1, Math.max(0, (nowMs - to.atMs) / wholeMs));
    return [{ from, to, strength: 1 - (1 - STRENGTH_MIN) * age }];
  });
}

// Fading in steps lets OpenLayers draw parts of one step together.
const STEPS = 8;

/** Tracks lie under the symbols. */
export class TracksLayer {
  private readonly source = new VectorSource<Feature<Geometry>>();
  readonly layer = new VectorLayer({ source: this.source, declutter: true });
  private tracks: readonly MapTrack[] = [];
  private nowMs = 0;

  constructor(
    private projection: ProjectionCode,
    theme: MapTheme,
    private readonly timeText: (timeMs: number, nowMs: number) => string,
  ) {
    this.setTheme(theme);
  }

  set(tracks: readonly MapTrack[], nowMs: number): void {
    this.tracks = tracks;
    this.nowMs = nowMs;
    const project = transformOf(this.projection, 'to-map');
    const at = ({ lon, lat }: Wgs84) => project([lon, lat]);
    this.source.clear(true);
    for (const track of tracks) {
      for (const { from, to, strength } of trackParts(track, nowMs)) {
        const step = Math.ceil(strength * STEPS);
        this.source.addFeatures([
          new Feature<Geometry>({ geometry: new LineString([at(from), at(to)]), step }),
          new Feature<Geometry>({
            geometry: new Point(at(from)),
            step,
            label: this.timeText(from.atMs, nowMs),
          }),
        ]);
      }
    }
  }

  setProjection(projection: ProjectionCode): void {
    this.projection = projection;
    this.set(this.tracks, this.nowMs);
  }

  setTheme(theme: MapTheme): void {
    const lines = Array.from({ length: STEPS + 1 }, (_, step) => lineStyle(theme, step / STEPS));
    this.layer.setStyle((feature: FeatureLike) => {
      const step = Number(feature.get('step'));
      const label = feature.get('label') as string | undefined;
      return label === undefined ? lines[step] : dotStyle(theme, step / STEPS, label);
    });
  }
}

const alpha = (color: string, strength: number) =>
  color.slice(0, 7) +
  Math.round(strength * 255)
    .toString(16)
    .padStart(2, '0');

function lineStyle(theme: MapTheme, strength: number): Style {
  return new Style({
    stroke: new Stroke({ color: alpha(theme.drawing, strength), width: 1 + 2 * strength }),
  });
}

function dotStyle(theme: MapTheme, strength: number, label: string): Style {
  return new Style({
    image: new CircleStyle({
      radius: 3.5,
      fill: new Fill({ color: alpha(theme.drawing, strength) }),
      stroke: new Stroke({ color: theme.paper, width: 1 }),
    }),
    text: new Text({
      text: label,
      font: `11px ${FONT}`,
      textAlign: 'left',
      offsetX: 7,
      fill: new Fill({ color: theme.sublabel }),
      stroke: new Stroke({ color: theme.labelHalo, width: 2.5 }),
    }),
  });
}

import Feature, { type FeatureLike } from 'ol/Feature';
import MVT from 'ol/format/MVT';
import Point from 'ol/geom/Point';
import VectorLayer from 'ol/layer/Vector';
import VectorTileLayer from 'ol/layer/VectorTile';
import VectorSource from 'ol/source/Vector';
import VectorTileSource from 'ol/source/VectorTile';
import { Fill, Stroke, Style, Text } from 'ol/style';
import CircleStyle from 'ol/style/Circle';
import TileGrid from 'ol/tilegrid/TileGrid';
import TileState from 'ol/TileState';
import type Tile from 'ol/Tile';
import type VectorTile from 'ol/VectorTile';
import type { BaseMapFiles, Place } from './base_map_files';
import { MAP_NAMES, type MapName } from './names';
import { projectionOf, transformOf, type ProjectionCode } from './projection';
import { FONT, type MapTheme } from './theme';

/** Land and water, which nothing covers but the layers that somebody has configured. */
export function createGroundLayer(files: BaseMapFiles, code: ProjectionCode, theme: MapTheme) {
  const layer = new VectorTileLayer({
    source: groundSource(files, code),
    style: groundStyle(theme),
    background: theme.sea,
    // Areas and lines become images: moving the map only moves them.
    renderMode: 'hybrid',
    renderBuffer: 16,
    preload: 1,
  });
  return {
    layer,
    setTheme(next: MapTheme) {
      layer.setStyle(groundStyle(next));
      layer.setBackground(next.sea);
    },
    setProjection(next: ProjectionCode) {
      layer.setSource(groundSource(files, next));
    },
  };
}

function groundSource(files: BaseMapFiles, code: ProjectionCode): VectorTileSource {
  const grid = files.grid(code);
  if (grid === undefined) throw new Error(`the base map lacks ${code}`);
  const { tile_pixels: tilePixels, zoom_max: zoomMax } = files.manifest;
  const extent = [grid.west, grid.south, grid.west + grid.side_m, grid.south + grid.side_m];
  const format = new MVT();
  return new VectorTileSource({
    format,
    projection: projectionOf(code),
    tileGrid: new TileGrid({
      extent,
      origin: [grid.west, grid.south + grid.side_m],
      tileSize: tilePixels,
      resolutions: Array.from({ length: zoomMax + 1 }, (_, z) => grid.side_m / tilePixels / 2 ** z),
    }),
    tileUrlFunction: ([z = 0, x = 0, y = 0]) =>
      files.bundleName(grid, { z, x, y }) === undefined ? undefined : `${z}/${x}/${y}`,
    tileLoadFunction: (tile: Tile, url: string) => {
      const [z = 0, x = 0, y = 0] = url.split('/').map(Number);
      const into = tile as VectorTile<FeatureLike>;
      into.setLoader((tileExtent, _resolution, projection) => {
        files.tile(grid, { z, x, y }).then(
          (bytes) => {
            const options = { extent: tileExtent, featureProjection: projection };
            // A copy: the reader wants a buffer of its own, a bundle shares one.
            const buffer = bytes?.slice().buffer;
            into.setFeatures(buffer === undefined ? [] : format.readFeatures(buffer, options));
          },
          () => into.setState(TileState.ERROR),
        );
      });
    },
  });
}

function groundStyle(theme: MapTheme): (feature: FeatureLike) => Style | undefined {
  const shore = new Stroke({ color: theme.shore, width: 0.8 });
  const thinShore = new Stroke({ color: theme.shore, width: 0.5 });
  const land = new Fill({ color: theme.land });
  const water = new Fill({ color: theme.sea });
  const styles: Readonly<Record<string, Style>> = {
    land: new Style({ fill: land, stroke: shore, zIndex: 0 }),
    pond: new Style({ fill: water, stroke: thinShore, zIndex: 1 }),
    lake: new Style({ fill: water, stroke: shore, zIndex: 2 }),
    island: new Style({ fill: land, stroke: shore, zIndex: 3 }),
    border: new Style({
      stroke: new Stroke({ color: theme.border, width: 1, lineDash: [6, 3, 1.5, 3] }),
      zIndex: 4,
    }),
  };
  return (feature) => styles[String(feature.get('layer'))];
}

// At most so many metres per pixel for a place of at least so many inhabitants.
const PLACE_STEPS: readonly (readonly [population: number, resolutionMax: number])[] = [
  [400_000, 6000],
  [120_000, 2200],
  [60_000, 1300],
  [25_000, 700],
  [8_000, 330],
  [3_000, 160],
  [0, 90],
];

const placeResolutionMax = (population: number) =>
  PLACE_STEPS.find(([least]) => population >= least)?.[1] ?? 0;

/** Whether a symbol of the picture stands at a position of the map. */
type IsTaken = (position: readonly number[], resolution: number) => boolean;

/** Names of places, waters and countries. They give way to the symbols and labels of the picture. */
export function createNamesLayer(
  places: readonly Place[],
  code: ProjectionCode,
  initialTheme: MapTheme,
  isTaken: IsTaken,
) {
  let theme = initialTheme;
  const source = new VectorSource<Feature<Point>>();
  // Largest first: where two names collide the first one stays.
  const layer = new VectorLayer({ source, declutter: true });

  const fill = (projection: ProjectionCode) => {
    const project = transformOf(projection, 'to-map');
    const at = ({ lon, lat }: { lon: number; lat: number }) => new Point(project([lon, lat]));
    source.clear(true);
    source.addFeatures([
      ...MAP_NAMES.map((name) => new Feature({ geometry: at(name), name })),
      ...places.map((place) => new Feature({ geometry: at(place), place })),
    ]);
    layer.setStyle(namesStyle(theme, projection, isTaken));
  };
  fill(code);
  let projection = code;
  return {
    layer,
    setTheme(next: MapTheme) {
      theme = next;
      layer.setStyle(namesStyle(theme, projection, isTaken));
    },
    setProjection(next: ProjectionCode) {
      projection = next;
      fill(next);
    },
  };
}

/** At 60 degrees north, where most of the map is, Web Mercator's metres are half as long. */
const groundResolution = (resolution: number, projection: ProjectionCode) =>
  projection === 'EPSG:3857' ? resolution / 2 : resolution;

function namesStyle(theme: MapTheme, projection: ProjectionCode, isTaken: IsTaken) {
  const cache = new Map<string, Style>();
  return (feature: FeatureLike, resolution: number): Style | undefined => {
    const ground = groundResolution(resolution, projection);
    const place = feature.get('place') as Place | undefined;
    if (place !== undefined) {
      const least = placeResolutionMax(place.population);
      if (ground > least) return undefined;
      // A name grows a step once there is room for smaller ones beside it.
      const size = Math.min(
        16,
        11 + (place.population >= 60_000 ? 2 : 0) + (ground < least / 8 ? 1 : 0),
      );
      const at = feature.getGeometry() as Point;
      const beside = isTaken(at.getFlatCoordinates(), resolution);
      const key = `${place.name}|${size}|${beside}`;
      return cached(cache, key, () => placeStyle(theme, place, size, beside));
    }
    const name = feature.get('name') as MapName;
    if (ground > name.resolutionMax || ground < name.resolutionMin) return undefined;
    return cached(cache, name.name, () => nameStyle(theme, name));
  };
}

function cached(cache: Map<string, Style>, key: string, make: () => Style): Style {
  const style = cache.get(key) ?? make();
  cache.set(key, style);
  return style;
}

/** `beside`: a symbol stands where the place is, so its name steps aside and needs no dot. */
function placeStyle(theme: MapTheme, { name, population }: Place, size: number, beside: boolean) {
  return new Style({
    zIndex: Math.log10(population + 10),
    ...(beside
      ? {}
      : {
          image: new CircleStyle({
            radius: population >= 60_000 ? 2.6 : 1.8,
            fill: new Fill({ color: theme.halo }),
            stroke: new Stroke({ color: theme.place, width: 1.1 }),
          }),
        }),
    text: new Text({
      text: name,
      font: `${population >= 60_000 ? 600 : 400} ${size}px ${FONT}`,
      fill: new Fill({ color: theme.place }),
      stroke: new Stroke({ color: theme.halo, width: 2.5 }),
      textAlign: 'left',
      offsetX: beside ? 25 : 6,
    }),
  });
}

function nameStyle(theme: MapTheme, { name, kind }: MapName): Style {
  const isCountry = kind === 'country';
  return new Style({
    zIndex: isCountry ? 9 : 7,
    text: new Text({
      // Spaced out, as large areas are labelled; OpenLayers knows no letter-spacing.
      text: isCountry ? name.toUpperCase().split('').join('\u2009') : name,
      font: isCountry ? `500 12px ${FONT}` : `italic 12px ${FONT}`,
      fill: new Fill({ color: isCountry ? theme.place : theme.water }),
      stroke: new Stroke({ color: isCountry ? theme.halo : theme.sea, width: 2 }),
    }),
  });
}

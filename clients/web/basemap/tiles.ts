// Rings and lines to vector tiles (MVT 2) in a grid, and tiles to files.
import type { Feature } from 'geojson';
import GeoJSONVT from 'geojson-vt';
import { fromGeojsonVt } from 'vt-pbf';
import { gzipSync } from 'node:zlib';
import {
  positionInGrid,
  showsBox,
  ZOOM_BUNDLES,
  ZOOM_DETAILED_MIN,
  ZOOM_MAX,
  type Grid,
  type TileAt,
} from './grids';
import type { Box, Position } from './rings';

const EXTENT = 4096;

export interface Layer {
  readonly name: string;
  readonly kind: 'polygons' | 'lines';
  readonly lines: readonly Position[][];
  /** A tile of a lower zoom does without. */
  readonly zoom_min: number;
}

export interface Tile extends TileAt {
  readonly bytes: Uint8Array;
}

/** geojson-vt knows one projection, Web Mercator: this is the longitude and latitude that it puts
 * at a given place in its square. */
function asMercatorDegrees([x, y]: Position): Position {
  const lat = (360 / Math.PI) * Math.atan(Math.exp((1 - 2 * y) * Math.PI)) - 90;
  return [(x - 0.5) * 360, lat];
}

function indexOf(layer: Layer, grid: Grid): GeoJSONVT {
  const inGrid = positionInGrid(grid);
  const lines = layer.lines.map((line) =>
    line.map((position) => [...asMercatorDegrees(inGrid(position))]),
  );
  const feature: Feature = {
    type: 'Feature',
    properties: {},
    geometry:
      layer.kind === 'polygons'
        ? { type: 'MultiPolygon', coordinates: lines.map((ring) => [ring]) }
        : { type: 'MultiLineString', coordinates: lines },
  };
  return new GeoJSONVT(feature, {
    // One more than is used: geojson-vt keeps every position in the tiles of its last zoom.
    maxZoom: ZOOM_MAX + 1,
    indexMaxZoom: ZOOM_MAX,
    indexMaxPoints: 0,
    tolerance: 5,
    extent: EXTENT,
    buffer: 64,
  });
}

/** All tiles of a grid that have something in them; in full detail only those that show `detailed`. */
export function makeTiles(layers: readonly Layer[], grid: Grid, detailed: Box): Tile[] {
  const indexes = layers.map((layer) => ({ layer, index: indexOf(layer, grid) }));
  const places = new Map<string, TileAt>();
  for (const { index } of indexes) {
    for (const { z, x, y } of index.tileCoords) places.set(`${z}/${x}/${y}`, { z, x, y });
  }
  const tiles: Tile[] = [];
  for (const place of places.values()) {
    const { z, x, y } = place;
    if (z > ZOOM_MAX || (z >= ZOOM_DETAILED_MIN && !showsBox(grid, place, detailed))) continue;
    const filled = indexes.flatMap(({ layer, index }) => {
      const tile = z >= layer.zoom_min ? index.getTile(z, x, y) : null;
      return tile !== null && tile.features.length > 0 ? [[layer.name, tile] as const] : [];
    });
    if (filled.length === 0) continue;
    const bytes = fromGeojsonVt(Object.fromEntries(filled), { version: 2, extent: EXTENT });
    tiles.push({ z, x, y, bytes });
  }
  return tiles.sort((a, b) => a.z - b.z || a.x - b.x || a.y - b.y);
}

/** The name of the file that a tile lies in; the map works it out in the same way. */
export function bundleOf({ z, x, y }: TileAt): string {
  const start = ZOOM_BUNDLES.findLast((zoom) => zoom <= z) ?? 0;
  return `${start}-${x >> (z - start)}-${y >> (z - start)}`;
}

/**
 * Some tiles in one file, which a server of plain files can hand out: gzip of
 *   count: uint32, count × { z, x, y, length: uint32 }, the tiles' bytes one after the other
 * with all numbers little-endian.
 */
export function bundleBytes(tiles: readonly Tile[]): Uint8Array {
  const head = new Uint32Array(1 + 4 * tiles.length);
  head[0] = tiles.length;
  tiles.forEach(({ z, x, y, bytes }, i) => head.set([z, x, y, bytes.length], 1 + 4 * i));
  return gzipSync(Buffer.concat([new Uint8Array(head.buffer), ...tiles.map((t) => t.bytes)]), {
    level: 9,
  });
}

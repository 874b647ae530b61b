import { afterEach, describe, expect, test, vi } from 'vitest';
import { gzipSync, gunzipSync } from 'node:zlib';
import { bundleBytes, bundleOf } from '../../basemap/tiles';
import { BaseMapFiles, readBundle, type BaseMapManifest } from './base_map_files';

const tiles = [
  { z: 0, x: 0, y: 0, bytes: Uint8Array.of(1, 2, 3) },
  { z: 2, x: 3, y: 1, bytes: Uint8Array.of(4) },
];
const bundle = bundleBytes(tiles);

const manifest: BaseMapManifest = {
  folder: 'assets/basemap/x',
  attribution: [],
  tile_pixels: 512,
  zoom_max: 7,
  zoom_bundles: [0, 3, 5],
  places: 'places.bin',
  grids: [
    { projection: 'EPSG:3006', west: 0, south: 0, side_m: 1024, bundles: ['0-0-0', '5-17-18'] },
  ],
};

/** A server of plain files; counts how often each is asked for. */
function serve(files: Readonly<Record<string, BodyInit>>) {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (url: string) => {
    asked.push(url);
    const body = files[url];
    return Promise.resolve(new Response(body ?? null, { status: body === undefined ? 404 : 200 }));
  });
  return asked;
}

afterEach(() => vi.unstubAllGlobals());

describe('a bundle', () => {
  test('is read as the build wrote it', () => {
    const read = readBundle(new Uint8Array(gunzipSync(bundle)));
    expect([...read]).toEqual([
      ['0/0/0', Uint8Array.of(1, 2, 3)],
      ['2/3/1', Uint8Array.of(4)],
    ]);
  });

  test('that is cut short is told', () => {
    expect(() => readBundle(new Uint8Array(gunzipSync(bundle)).subarray(0, -1))).toThrow(
      'cut short',
    );
  });
});

describe('the files of the base map', () => {
  const files = {
    '/basemap.json': JSON.stringify(manifest),
    '/assets/basemap/x/3006-0-0-0.bin': new Uint8Array(bundle),
    '/assets/basemap/x/places.bin': new Uint8Array(
      gzipSync(JSON.stringify([['Västerås', 16.55, 59.61, 117746]])),
    ),
  };

  test('a tile is looked for where the build put it', async () => {
    serve(files);
    const loaded = await BaseMapFiles.load('/');
    const grid = loaded.grid('EPSG:3006');
    expect(grid).toBeDefined();
    if (grid === undefined) return;
    const everything = { ...grid, bundles: [] as string[] };
    for (const at of [
      { z: 0, x: 0, y: 0 },
      { z: 3, x: 5, y: 6 },
      { z: 4, x: 9, y: 9 },
      { z: 7, x: 70, y: 75 },
    ]) {
      const name = bundleOf(at);
      expect(loaded.bundleName({ ...everything, bundles: [name] }, at)).toBe(name);
      expect(loaded.bundleName(everything, at)).toBeUndefined();
    }
  });

  test('a bundle is fetched once, and anew if that failed', async () => {
    const asked = serve(files);
    const loaded = await BaseMapFiles.load('/');
    const grid = loaded.grid('EPSG:3006');
    if (grid === undefined) throw new Error('no grid');
    expect(await loaded.tile(grid, { z: 0, x: 0, y: 0 })).toEqual(Uint8Array.of(1, 2, 3));
    expect(await loaded.tile(grid, { z: 2, x: 3, y: 1 })).toEqual(Uint8Array.of(4));
    expect(await loaded.tile(grid, { z: 1, x: 0, y: 0 })).toBeUndefined();
    expect(asked.filter((url) => url.endsWith('0-0-0.bin'))).toHaveLength(1);

    const missing = { z: 7, x: 17 * 4, y: 18 * 4 };
    await expect(loaded.tile(grid, missing)).rejects.toThrow('404');
    await expect(loaded.tile(grid, missing)).rejects.toThrow('404');
    expect(asked.filter((url) => url.endsWith('5-17-18.bin'))).toHaveLength(2);
  });

  test('places come with their inhabitants', async () => {
    serve(files);
    const loaded = await BaseMapFiles.load('/');
    expect(await loaded.places()).toEqual([
      { name: 'Västerås', lon: 16.55, lat: 59.61, population: 117746 },
    ]);
  });

  test('a base map that is not there is an error, which the map survives', async () => {
    serve({});
    await expect(BaseMapFiles.load('/')).rejects.toThrow('404');
  });
});

import type { ProjectionCode } from './projection';

export interface BaseGrid {
  readonly projection: ProjectionCode;
  readonly west: number;
  readonly south: number;
  readonly side_m: number;
  readonly bundles: readonly string[];
}

/** What basemap/build.ts wrote. */
export interface BaseMapManifest {
  readonly folder: string;
  readonly attribution: readonly string[];
  readonly tile_pixels: number;
  readonly zoom_max: number;
  readonly zoom_bundles: readonly number[];
  readonly places: string;
  readonly grids: readonly BaseGrid[];
}

export interface Place {
  readonly name: string;
  readonly lon: number;
  readonly lat: number;
  readonly population: number;
}

export interface TileAt {
  readonly z: number;
  readonly x: number;
  readonly y: number;
}

/** The tiles of a bundle by "z/x/y". */
export type Bundle = ReadonlyMap<string, Uint8Array>;

const tileKey = ({ z, x, y }: TileAt) => `${z}/${x}/${y}`;

/** Reads what basemap/tiles.ts wrote; throws if the bytes are something else. */
export function readBundle(bytes: Uint8Array): Bundle {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint32(0, true);
  const tiles = new Map<string, Uint8Array>();
  let start = 4 + 16 * count;
  for (let i = 0; i < count; ++i) {
    const field = (n: number) => view.getUint32(4 + 16 * i + 4 * n, true);
    const length = field(3);
    if (start + length > bytes.length) throw new Error('a bundle of the base map is cut short');
    tiles.set(
      tileKey({ z: field(0), x: field(1), y: field(2) }),
      bytes.subarray(start, start + length),
    );
    start += length;
  }
  return tiles;
}

async function fetched(url: string): Promise<Response> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response;
}

async function unzipped(url: string): Promise<Uint8Array> {
  const { body } = await fetched(url);
  if (body === null) throw new Error(`${url}: empty`);
  const plain = new Response(body.pipeThrough(new DecompressionStream('gzip')));
  return new Uint8Array(await plain.arrayBuffer());
}

/** The base map's files: fetched when first asked for, and kept. All of them are some 20 MB. */
export class BaseMapFiles {
  private readonly bundles = new Map<string, Promise<Bundle>>();

  private constructor(
    private readonly root: string,
    readonly manifest: BaseMapManifest,
  ) {}

  /** `root` is where basemap.json lies, ending in "/". */
  static async load(root: string): Promise<BaseMapFiles> {
    const response = await fetched(`${root}basemap.json`);
    return new BaseMapFiles(root, (await response.json()) as BaseMapManifest);
  }

  grid(projection: ProjectionCode): BaseGrid | undefined {
    return this.manifest.grids.find((grid) => grid.projection === projection);
  }

  /** The bundle that a tile lies in; undefined where there is only sea. */
  bundleName(grid: BaseGrid, { z, x, y }: TileAt): string | undefined {
    const start = this.manifest.zoom_bundles.findLast((zoom) => zoom <= z) ?? 0;
    const name = `${start}-${x >> (z - start)}-${y >> (z - start)}`;
    return grid.bundles.includes(name) ? name : undefined;
  }

  /** Undefined for a tile with nothing in it. Rejects if the bundle cannot be fetched. */
  async tile(grid: BaseGrid, at: TileAt): Promise<Uint8Array | undefined> {
    const name = this.bundleName(grid, at);
    if (name === undefined) return undefined;
    const file = `${grid.projection.replace('EPSG:', '')}-${name}.bin`;
    let bundle = this.bundles.get(file);
    if (bundle === undefined) {
      bundle = unzipped(this.url(file)).then(readBundle);
      this.bundles.set(file, bundle);
      // Asked for again, it is fetched again.
      bundle.catch(() => this.bundles.delete(file));
    }
    return (await bundle).get(tileKey(at));
  }

  async places(): Promise<Place[]> {
    const text = new TextDecoder().decode(await unzipped(this.url(this.manifest.places)));
    const rows = JSON.parse(text) as [string, number, number, number][];
    return rows.map(([name, lon, lat, population]) => ({ name, lon, lat, population }));
  }

  private url(file: string): string {
    return `${this.root}${this.manifest.folder}/${file}`;
  }
}

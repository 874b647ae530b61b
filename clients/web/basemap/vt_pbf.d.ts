// The part of vt-pbf that the build uses; the package brings no types for geojson-vt 5.
declare module 'vt-pbf' {
  import type { LegacyTile } from 'geojson-vt';

  export function fromGeojsonVt(
    layers: Record<string, LegacyTile>,
    options: { version: 2; extent: number },
  ): Uint8Array;
}

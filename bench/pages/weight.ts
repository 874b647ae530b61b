import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { kB, type Measure } from './figures';

const ASSETS = resolve('dist/assets');

/** JavaScript of the built pages, each file compressed as the server sends it (gzip). */
export const weight: Measure = {
  name: 'weight',
  take: async () => {
    const files = readdirSync(ASSETS).filter((name) => name.endsWith('.js'));
    const sizes = files.map((name) => ({
      name,
      bytes: gzipSync(readFileSync(join(ASSETS, name)), { level: 9 }).length,
    }));
    const sum = sizes.reduce((bytes, file) => bytes + file.bytes, 0);
    const largest = sizes.sort((a, b) => b.bytes - a.bytes).slice(0, 3);
    const parts = largest.map(
      ({ name, bytes }) => `${name.replace(/-[^-]*\.js$/, '')} ${kB(bytes)}`,
    );
    return [
      {
        what: `JavaScript of all views, compressed, ${files.length} files`,
        measured: `${kB(sum)}; ${parts.join(', ')}`,
        aim: 'none: a view is loaded when it is first opened',
      },
    ];
  },
};

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const TEXT = /\.(html|js|css|json|svg|webmanifest)$/;
// Less is not worth a second copy in the server's memory.
const SHARE_MAX = 0.9;

/** Leaves NAME.gz beside each file that it makes smaller: the server sends that to who accepts it. */
export function gzip(): Plugin {
  let folder = '';
  return {
    name: 'gzip',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      folder = config.build.outDir;
    },
    closeBundle() {
      for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !TEXT.test(entry.name)) continue;
        const path = join(entry.parentPath, entry.name);
        const plain = readFileSync(path);
        const small = gzipSync(plain, { level: 9 });
        if (small.length <= SHARE_MAX * plain.length) writeFileSync(`${path}.gz`, small);
      }
    },
  };
}

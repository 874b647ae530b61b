import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Plugin } from 'vite';

export const WORKER = 'service_worker.js';
// Kept when they are first asked for, not before the app opens: they are many, or large.
const NOT_AT_ONCE = /^assets\/basemap\/|\.(map|png|wasm)$/;

/** Tells the service worker the files of this build, which are not known before the end of it. */
export function serviceWorkerFiles(): Plugin {
  let publicDir = '';
  return {
    name: 'service-worker-files',
    apply: 'build',
    configResolved(config) {
      publicDir = config.publicDir;
    },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const worker = bundle[WORKER];
        if (worker?.type !== 'chunk') return;
        const built = Object.keys(bundle).filter(
          (name) => name !== WORKER && name !== 'index.html',
        );
        const files = [...built, ...filesIn(publicDir)]
          .filter((name) => !NOT_AT_ONCE.test(name))
          .sort();
        const list = JSON.stringify(['/', ...files.map((name) => `/${name}`)]);
        const build = createHash('sha256')
          .update(list)
          .update(worker.code)
          .digest('hex')
          .slice(0, 12);
        worker.code = `const __FILES__=${list},__BUILD__="${build}";\n${worker.code}`;
      },
    },
  };
}

function filesIn(folder: string): string[] {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

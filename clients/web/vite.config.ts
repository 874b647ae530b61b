import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { gzip } from './build_plugins/gzip.ts';
import { serviceWorkerFiles, WORKER } from './build_plugins/service_worker.ts';
import pages from './package.json' with { type: 'json' };

// The tests of tests/web lie outside of this folder; what they need of packages lies in it.
const PACKAGES_OF_TESTS = [
  'ws',
  'vitest',
  '@bufbuild/protobuf',
  'playwright-core',
  'axe-core',
  'pmtiles',
];

export default defineConfig({
  plugins: [svelte(), serviceWorkerFiles(), gzip()],
  define: { __VERSION__: JSON.stringify(pages.version) },
  build: {
    target: 'es2022',
    // The server's content policy allows no data: scripts and no inline modules.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { main: 'index.html', service_worker: 'src/service_worker/service_worker.ts' },
      output: {
        // A worker's address says what it is responsible for, and never changes.
        entryFileNames: ({ name }) =>
          name === 'service_worker' ? WORKER : 'assets/[name]-[hash].js',
      },
    },
  },
  server: {
    proxy: {
      '/api': 'http://127.0.0.1:8470',
      '/ws': { target: 'ws://127.0.0.1:8470', ws: true },
    },
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'basemap/**/*.test.ts'],
          environment: 'node',
        },
      },
      {
        extends: true,
        resolve: { dedupe: PACKAGES_OF_TESTS },
        test: {
          name: 'replica',
          include: ['../../tests/web/replica/**/*.test.ts'],
          environment: 'node',
          testTimeout: 300_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        resolve: { dedupe: PACKAGES_OF_TESTS },
        test: {
          name: 'browser',
          include: ['../../tests/web/browser/**/*.test.ts'],
          environment: 'node',
          // A browser, a server and the pages' writers are enough for two cores.
          maxWorkers: 1,
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const FOLDER = dirname(fileURLToPath(import.meta.url));
const SOURCES = readdirSync(FOLDER).filter(
  (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
);

test.each(SOURCES)('%s knows no page, no view and no map', (name) => {
  const source = readFileSync(join(FOLDER, name), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
  expect(source).not.toMatch(
    /\b(document|window|navigator|localStorage|sessionStorage|indexedDB|HTML\w*Element)\b/,
  );
  const imports = [...source.matchAll(/from '([^']+)'/g)].map(([, from]) => from ?? '');
  const known = /^\.\/|^\.\.\/gen\/|^@bufbuild\/protobuf|^fflate$/;
  expect(imports.filter((from) => !known.test(from))).toEqual([]);
});

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('./', import.meta.url));

/** What each folder may import, beside itself; README.md says what they are. */
const MAY_IMPORT = {
  picture: ['gen'],
  i18n: ['gen', 'picture'],
  app: ['gen', 'picture', 'i18n'],
  map: ['gen', 'picture', 'i18n'],
  service_worker: [],
} as const;
// Where the frame is told which views there are.
const NAME_VIEWS = ['app/workspaces.ts', 'app/surroundings.ts', 'app/Pages.svelte'];

type Folder = keyof typeof MAY_IMPORT;

function sourcesIn(folder: Folder): { name: string; text: string }[] {
  return readdirSync(`${ROOT}${folder}`)
    .filter((name) => /\.(ts|svelte)$/.test(name) && !name.endsWith('.test.ts'))
    .map((name) => ({
      name: `${folder}/${name}`,
      text: readFileSync(`${ROOT}${folder}/${name}`, 'utf8').replace(
        /\/\*[\s\S]*?\*\/|\/\/.*/g,
        '',
      ),
    }));
}

const importsOf = (text: string) =>
  [...text.matchAll(/(?:from|import\() ?'([^']+)'/g)].map(([, from]) => from ?? '');

describe.each(Object.keys(MAY_IMPORT) as Folder[])('%s', (folder) => {
  test('imports what lies below it alone', () => {
    const sources = sourcesIn(folder);
    expect(sources.length).toBeGreaterThan(0);
    const strange = sources.flatMap(({ name, text }) =>
      importsOf(text)
        .map((from) => /^\.\.\/(\w+)/.exec(from)?.[1])
        .filter((other) => other !== undefined)
        .filter((other) => !MAY_IMPORT[folder].some((known) => known === other))
        .filter((other) => other !== 'views' || !NAME_VIEWS.includes(name))
        .map((other) => `${name} imports ${other}`),
    );
    expect(strange).toEqual([]);
  });
});

test.each(sourcesIn('picture'))('$name knows no page, and no library but its own', ({ text }) => {
  expect(text).not.toMatch(
    /\b(document|window|navigator|localStorage|sessionStorage|indexedDB|HTML\w*Element)\b/,
  );
  const known = /^\.{1,2}\/|^@bufbuild\/protobuf|^fflate$/;
  expect(importsOf(text).filter((from) => !known.test(from))).toEqual([]);
});

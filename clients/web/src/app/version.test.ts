import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { otherVersion } from './version';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

test('R60: a page meets a server of another version', () => {
  expect(otherVersion('samlad/0.1.0', '0.1.0')).toBeUndefined();
  expect(otherVersion('samlad/0.2.0', '0.1.0')).toBe('0.2.0');
  // One of before R57 says nothing.
  expect(otherVersion('samlad', '0.1.0')).toBeUndefined();
});

test('server and pages are of one version', () => {
  const { version } = JSON.parse(read('../../package.json')) as { version: string };
  expect(read('../../../../CMakeLists.txt')).toContain(`project(samlad VERSION ${version} `);
});

import { expect, test } from 'vitest';
import { wrapped } from './label_text';

test.each([
  ['60 hektar brinner', '60 hektar brinner'],
  ['Prognos: fronten kan nå Norberg i natt', 'Prognos: fronten kan nå\nNorberg i natt'],
  [
    'En man omkommen, en kollega svårt skadad vid Stabäck under måndagen',
    'En man omkommen, en\nkollega svårt skadad vid …',
  ],
  ['Räddningstjänstförbundsledningscentral', 'Räddningstjänstförbundsledn…'],
  ['', ''],
])('%s', (title, expected) => {
  expect(wrapped(title)).toBe(expected);
});

import { expect, test } from 'vitest';
import { cutTo } from './print_text';

const widthOf = (text: string) => [...text].length;

test('a text that fits is whole', () => {
  expect(cutTo('Branden', 7, widthOf)).toBe('Branden');
  expect(cutTo('', 0, widthOf)).toBe('');
});

test('of a longer one as much as fits is left, in whole characters', () => {
  expect(cutTo('Skogsbranden i Västmanland', 13, widthOf)).toBe('Skogsbranden…');
  expect(cutTo('Skogsbranden i Västmanland', 14, widthOf)).toBe('Skogsbranden…');
  expect(cutTo('🚒🚒🚒🚒', 3, widthOf)).toBe('🚒🚒…');
  expect(cutTo('Branden', 0, widthOf)).toBe('…');
});

import { expect, test } from 'vitest';
import { current, numberText, t } from './language.svelte';

test('a word goes with its number', () => {
  current.language = 'sv';
  expect(t('unsent.refusedCount', { n: 1 })).toBe('1 avvisad');
  expect(t('unsent.refusedCount', { n: 2 })).toBe('2 avvisade');
  expect(t('unsent.count', { n: 1 })).toBe('1 ej bekräftad');
  expect(t('incidents.actors', { n: 3 })).toBe('3 aktörer');
  current.language = 'en';
  expect(t('incidents.actors', { n: 1 })).toBe('1 actor');
  expect(t('incidents.actors', { n: 0 })).toBe('0 actors');
  current.language = 'sv';
});

test('from ten thousand on the thousands stand apart, and never at the end of a line', () => {
  expect(numberText(9999)).toBe('9999');
  expect(numberText(10_000)).toBe('10\u00a0000');
  expect(numberText(1_234_567n)).toBe('1\u00a0234\u00a0567');
  expect(t('situation.counts', { n: 10_000 })).toBe('10\u00a0000 på kartan');
  // A text is the person's own, or was made for the place that it stands in.
  expect(t('import.sourceOf', { name: '10000' })).toContain('10000');
});

import { expect, test } from 'vitest';
import { cleanText } from './clean_text';

test('what can be read stays as it is', () => {
  const text = 'Åsa\tsåg röken.\n👩‍🚒 kl 14:05 – “vid ån” עברית';
  expect(cleanText(text)).toBe(text);
});

test('control characters and marks that turn the direction are taken out', () => {
  expect(cleanText('a\0b\x1b[31mc\x7f\u202egnp.exe\u2066x\u2069\ufeff')).toBe('ab[31mcgnp.exex');
  expect(cleanText('en\r\ntvå\rtre')).toBe('en\ntvå\ntre');
});

test('half a character is shown as one that is missing', () => {
  expect(cleanText('x\ud83dy\ude92z🚒')).toBe('x\ufffdy\ufffdz🚒');
});

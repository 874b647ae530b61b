import { expect, test } from 'vitest';
import { parseDeadline } from './deadline';

const at = (text: string) => new Date(text).getTime();
const NOW = at('2014-08-04T13:15:20');

test.each([
  ['14:00', '2014-08-04T14:00'],
  ['1400', '2014-08-04T14:00'],
  ['08:00', '2014-08-05T08:00'],
  ['5/8 08:00', '2014-08-05T08:00'],
  ['2014-08-04 18:00', '2014-08-04T18:00'],
  ['+30', '2014-08-04T13:46'],
  ['+ 30 min', '2014-08-04T13:46'],
])('%s is a time to come', (text, expected) => {
  expect(parseDeadline(text, NOW)).toBe(at(expected));
});

test('a date that was is taken as it is written, and nonsense is none', () => {
  expect(parseDeadline('2014-08-03 18:00', NOW)).toBe(at('2014-08-03T18:00'));
  expect(parseDeadline('snart', NOW)).toBeUndefined();
  expect(parseDeadline('', NOW)).toBeUndefined();
});

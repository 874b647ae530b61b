import { describe, expect, test } from 'vitest';
import { ageText, instantText, nearText, parseInstant, withLocalTimes } from './format';

const NOW = new Date(2014, 7, 4, 13, 15, 30).getTime();
const at = (...[month, day, hours, minutes]: [number, number, number, number]) =>
  new Date(2014, month - 1, day, hours, minutes).getTime();

describe('times as Swedes write them', () => {
  test('are date and clock, and the clock alone of the same day', () => {
    expect(instantText(NOW)).toBe('2014-08-04 13:15');
    expect(nearText(at(8, 4, 9, 5), NOW)).toBe('09:05');
    expect(nearText(at(8, 3, 9, 5), NOW)).toBe('2014-08-03 09:05');
  });

  test('stand in the texts of the server in its form', () => {
    const utc = new Date(NOW).toISOString().replace(/:\d\d\.\d+/, '');
    expect(withLocalTimes(`Öppnad: ${utc}, påbörjad ${utc}`)).toBe(
      'Öppnad: 2014-08-04 13:15, påbörjad 2014-08-04 13:15',
    );
    expect(withLocalTimes('ärende 2014-99-99T99:99Z')).toBe('ärende 2014-99-99T99:99Z');
  });

  test('have an age', () => {
    expect(ageText(NOW - 20_000, NOW)).toBe('nyss');
    expect(ageText(NOW + 4 * 60_000, NOW)).toBe('om 4 min');
    // What has just happened may lie before the second that the clock shows.
    expect(ageText(NOW + 900, NOW)).toBe('nyss');
    expect(ageText(NOW - 4 * 60_000, NOW)).toBe('för 4 min sedan');
    expect(ageText(NOW - 5 * 3_600_000, NOW)).toBe('för 5 h sedan');
  });

  test.each([
    ['13:05', at(8, 4, 13, 5)],
    ['1305', at(8, 4, 13, 5)],
    ['9.05', at(8, 4, 9, 5)],
    ['23:50', at(8, 3, 23, 50)],
    ['2014-08-02 14:05', at(8, 2, 14, 5)],
    ['2/8 14:05', at(8, 2, 14, 5)],
  ])('are read from "%s"', (text, ms) => expect(parseInstant(text, NOW)).toBe(ms));

  test.each(['', 'nyss', '25:00', '12:60', '2014-13-02 10:00', '31/2 10:00', '12'])(
    'are not read from "%s"',
    (text) => expect(parseInstant(text, NOW)).toBeUndefined(),
  );
});

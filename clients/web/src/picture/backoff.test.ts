import { describe, expect, test } from 'vitest';
import { pauseMs } from './backoff';
import { meaningOf } from './close_meaning';

describe('the pause before the next connection', () => {
  test('R13: is random in a range that doubles from 250 ms to 30 s', () => {
    expect([0, 1, 2, 3].map((attempt) => pauseMs(attempt, 0, 0.999999))).toEqual([
      250, 500, 1000, 2000,
    ]);
    expect(pauseMs(40, 0, 0.999999)).toBe(30_000);
    expect(pauseMs(40, 0, 0)).toBe(0);
  });

  test('R13: is no sooner than the server asked, and spread over as long again', () => {
    expect(pauseMs(0, 1_000, 0)).toBe(1_000);
    expect(pauseMs(0, 1_000, 0.999999)).toBe(2_000);
  });

  test('a server cannot send its clients away for ever', () => {
    expect(pauseMs(0, 1e12, 0)).toBe(600_000);
  });
});

describe('the meaning of a close code', () => {
  test.each([
    [4000, 'retry'],
    [4399, 'retry'],
    [4321, 'retry'],
    [1006, 'retry'],
    [1012, 'retry'],
    [4400, 'stop'],
    [4999, 'stop'],
    [1002, 'stop'],
    [4401, 'log-in'],
    [4402, 'log-in'],
  ])('R13: %i is %s, also of codes that this client does not know', (code, meaning) => {
    expect(meaningOf(code)).toBe(meaning);
  });
});

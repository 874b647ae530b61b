import { expect, test } from 'vitest';
import { id } from '../../picture/test_kit';
import { LOGS_MAX, logsToShow } from './evaluation_logs';

test('the own evaluations come first, whatever ids others have given theirs', () => {
  expect(logsToShow([id(0xcc), id(0xbb)], [id(1), id(0xbb)]).shown).toEqual([
    id(0xbb),
    id(0xcc),
    id(1),
  ]);
});

test('however many others invite to, no own one is left out, and it is told how many are', () => {
  const many = Array.from({ length: 20 }, (_, at) => id(at));
  const { shown, leftOut } = logsToShow([id(0xff)], many);
  expect(shown.length).toBe(LOGS_MAX);
  expect(shown[0]).toBe(id(0xff));
  expect(leftOut).toBe(21 - LOGS_MAX);
});

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DecisionState } from '../../gen/samlad/v1/collaboration_pb';
import { STEPS } from './decision_steps';
import { follows } from './outcome';

const NOBODY = { accept: 0, notConcerned: 0, pending: 0, decline: 0 };
const { DECISION_AGREED, DECISION_PARTLY_AGREED, DECISION_NOT_AGREED } = DecisionState;

test("the steps of a decision are the server's", () => {
  const source = readFileSync(
    new URL('../../../../../server/picture/states.cc', import.meta.url),
    'utf8',
  );
  const rows = [...source.matchAll(/\{Item::kDecision, v1::(\w+), v1::(\w+),/g)];
  const theirs = rows.map(([, from, to]) => `${from} ${to}`).sort();
  const ours = [...STEPS].flatMap(([from, steps]) =>
    steps.map((to) => `${DecisionState[from]} ${DecisionState[to]}`),
  );
  // The schema's names carry no prefix in TypeScript that they lack there.
  expect(ours.sort()).toEqual(theirs);
});

test('what everybody with a say accepts is agreed, and nothing else', () => {
  const all = { ...NOBODY, accept: 3, notConcerned: 1 };
  expect(follows(DECISION_AGREED, all)).toBe(true);
  expect(follows(DECISION_PARTLY_AGREED, all)).toBe(false);
  expect(follows(DECISION_NOT_AGREED, all)).toBe(false);
});

test('silence keeps it from being agreed; a decline leaves two judgements', () => {
  expect(follows(DECISION_AGREED, { ...NOBODY, accept: 3, pending: 1 })).toBe(false);
  expect(follows(DECISION_PARTLY_AGREED, { ...NOBODY, accept: 3, pending: 1 })).toBe(true);
  const split = { ...NOBODY, accept: 3, decline: 1 };
  expect(follows(DECISION_PARTLY_AGREED, split)).toBe(true);
  expect(follows(DECISION_NOT_AGREED, split)).toBe(true);
  expect(follows(DECISION_NOT_AGREED, { ...NOBODY, pending: 4 })).toBe(true);
});

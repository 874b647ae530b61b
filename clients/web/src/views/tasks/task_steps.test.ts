import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { TaskState } from '../../gen/samlad/v1/collaboration_pb';
import { ASSIGNEE_STEPS, OWNER_STEPS } from './task_steps';

test("the steps of a task are the server's", () => {
  const source = readFileSync(
    new URL('../../../../../server/picture/states.cc', import.meta.url),
    'utf8',
  );
  const rows = [...source.matchAll(/\{Item::kTask, v1::(\w+), v1::(\w+), Who::k(\w+),/g)];
  const theirs = (who: string) =>
    rows.filter((row) => row[3] === who).map(([, from, to]) => `${from} ${to}`);
  const ours = (steps: typeof OWNER_STEPS) =>
    [...steps].flatMap(([from, all]) => all.map((to) => `${TaskState[from]} ${TaskState[to]}`));
  expect(ours(ASSIGNEE_STEPS).sort()).toEqual(theirs('Assignee').sort());
  expect(ours(OWNER_STEPS).sort()).toEqual(theirs('Owner').sort());
});

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { IncidentState, ParticipationState } from '../gen/samlad/v1/situation_pb';
import { FIRST_STATES, INCIDENT_STEPS, PARTICIPATION_STEPS } from './item_rights';

const source = readFileSync(
  new URL('../../../../server/picture/states.cc', import.meta.url),
  'utf8',
);

/** "FROM TO who reason" of each row of a kind that is not a first state, and the first states. */
function rowsOf(kind: string): { steps: string[]; first: string[] } {
  const row = new RegExp(
    `\\{Item::k${kind}, (?:v1::)?(\\w+), v1::(\\w+), Who::k(\\w+), \\w+(, kReason)?\\}`,
    'g',
  );
  const steps: string[] = [];
  const first: string[] = [];
  for (const [, from = '', to = '', who = '', reason] of source.matchAll(row)) {
    if (from === '0') first.push(to);
    else steps.push(`${from} ${to} ${who.toLowerCase()} ${reason !== undefined}`);
  }
  return { steps: steps.sort(), first };
}

test("the steps of an incident are the server's", () => {
  const theirs = rowsOf('Incident');
  const ours = INCIDENT_STEPS.map(
    ({ from, to, needsReason }) =>
      `${IncidentState[from]} ${IncidentState[to]} lead ${needsReason}`,
  );
  expect(ours.sort()).toEqual(theirs.steps);
  expect(FIRST_STATES.map((state) => IncidentState[state])).toEqual(theirs.first);
});

test("the steps of a participation are the server's", () => {
  const ours = PARTICIPATION_STEPS.map(
    ({ from, to, who, needsReason }) =>
      `${ParticipationState[from]} ${ParticipationState[to]} ${who} ${needsReason}`,
  );
  expect(ours.sort()).toEqual(rowsOf('Participation').steps);
});

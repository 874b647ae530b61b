import { expect, test } from 'vitest';
import { IncidentKind, IncidentState } from '../gen/samlad/v1/situation_pb';
import { takesPart, type IncidentSummary } from './incident_list';
import { id } from './test_kit';

const incident: IncidentSummary = {
  id: id(1),
  title: 'Brand',
  kind: IncidentKind.DISTURBANCE,
  state: IncidentState.INCIDENT_ONGOING,
  area: '',
  lead: id(2),
  evaluates: undefined,
  actors: 2,
  changes: 9,
};

test('R14: an actor takes part in what it leads, and in what others are named of', () => {
  expect(takesPart(incident, id(3))).toBe(true);
  expect(takesPart({ ...incident, actors: 1 }, id(2))).toBe(true);
});

test('R14: of what an actor has left it alone is named', () => {
  expect(takesPart({ ...incident, actors: 1 }, id(3))).toBe(false);
});

test('in an evaluated incident nobody takes part any more', () => {
  expect(takesPart({ ...incident, state: IncidentState.INCIDENT_EVALUATED }, id(2))).toBe(false);
});

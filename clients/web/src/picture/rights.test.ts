import { expect, test } from 'vitest';
import { Role } from '../gen/samlad/v1/registry_pb';
import { IncidentKind } from '../gen/samlad/v1/situation_pb';
import { mayCreate, roleIn } from './rights';

test('an evaluator invites to an evaluation, and to nothing else', () => {
  const invites = (kind: IncidentKind | undefined, role: Role) =>
    mayCreate(roleIn(kind, role), 'participation');
  expect(invites(IncidentKind.EVALUATION, Role.EVALUATOR)).toBe(true);
  expect(invites(IncidentKind.EXERCISE, Role.EVALUATOR)).toBe(false);
  expect(invites(undefined, Role.EVALUATOR)).toBe(false);
  expect(invites(IncidentKind.EVALUATION, Role.OBSERVER)).toBe(false);
  expect(invites(IncidentKind.EXERCISE, Role.DUTY_OFFICER)).toBe(true);
});

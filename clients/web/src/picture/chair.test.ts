import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { ConferenceSchema } from '../gen/samlad/v1/collaboration_pb';
import { PresenceSchema } from '../gen/samlad/v1/frames_pb';
import { ChangeSchema, type Change } from '../gen/samlad/v1/log_pb';
import { Role, RoleAssignmentSchema } from '../gen/samlad/v1/registry_pb';
import { chairsOf, isItsChair } from './chair';
import { newItem } from './drafts';
import type { BodyOf, HeldOf, Kind } from './held';
import { bytesOf, type Id } from './ids';
import { Picture } from './picture';
import { applyBatch, emptyReplica } from './replica';
import { batch, id, INCIDENT, ME } from './test_kit';

const COUNTY = id(1);
const POLICE = id(2);
const NOW_MS = 1_000;
const [ANNA, BO, CILLA, DAN] = [id(0x11), id(0x12), id(0x13), id(0x14)];

function pictureOf(...bodies: readonly [Kind, BodyOf<Kind>][]): Picture {
  const changes = bodies.map(([kind, body], at): Change => {
    const item = newItem({ id: id(0x80 + at), kind, body } as Parameters<typeof newItem>[0]);
    item.owner = bytesOf(COUNTY);
    return create(ChangeSchema, { seq: BigInt(at + 1), item });
  });
  const { length } = changes;
  const applied = applyBatch(emptyReplica(INCIDENT), batch({ from: 0, through: length, changes }));
  if (applied.kind !== 'applied') throw new Error(applied.kind);
  return new Picture(applied.replica, [], ME);
}

const called = pictureOf(['conference', create(ConferenceSchema, { title: 'Kl 9' })]);
const conference = called.ofKind('conference')[0] as HeldOf<'conference'>;
const role = (person: Id, actor: Id, as: Role, untilMs = 0): [Kind, BodyOf<Kind>] => [
  'roleAssignment',
  create(RoleAssignmentSchema, {
    person: bytesOf(person),
    actor: bytesOf(actor),
    role: as,
    untilMs: BigInt(untilMs),
  }),
];
const here = (...people: readonly [Id, Id][]) =>
  new Map(
    people.map(([person, actor]) => [person, create(PresenceSchema, { actor: bytesOf(actor) })]),
  );

describe('who leads a conference', () => {
  const registry = pictureOf(
    role(ANNA, COUNTY, Role.DUTY_OFFICER),
    role(BO, COUNTY, Role.CHAIR),
    role(CILLA, POLICE, Role.CHAIR),
    role(DAN, POLICE, Role.DUTY_OFFICER),
  );
  const all = here([ANNA, COUNTY], [CILLA, POLICE], [DAN, POLICE], [BO, COUNTY]);

  test('the chair of the actor that called it, then another chair, then who is there of it', () => {
    expect(chairsOf(conference, all, registry, NOW_MS)).toEqual([BO, CILLA, ANNA]);
  });

  test('nobody who is not there, and nobody who only takes part', () => {
    expect(chairsOf(conference, here([DAN, POLICE]), registry, NOW_MS)).toEqual([]);
    expect(chairsOf(conference, here([ANNA, COUNTY]), registry, NOW_MS)).toEqual([ANNA]);
  });

  test('a chair for another actor than they are there for is none', () => {
    expect(chairsOf(conference, here([BO, POLICE]), registry, NOW_MS)).toEqual([]);
  });

  test('a role that has ended does not count', () => {
    const ended = pictureOf(role(CILLA, POLICE, Role.CHAIR, NOW_MS));
    expect(chairsOf(conference, here([CILLA, POLICE]), ended, NOW_MS)).toEqual([]);
  });

  test('the chair of the actor that called it has nobody to follow; its duty officer and other chairs have', () => {
    const as = (actor: Id, role: Role) => isItsChair(conference, { ...ME, actor, role });
    expect(as(COUNTY, Role.CHAIR)).toBe(true);
    expect(as(COUNTY, Role.DUTY_OFFICER)).toBe(false);
    expect(as(POLICE, Role.CHAIR)).toBe(false);
  });
});

import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import {
  DecisionSchema,
  Position,
  StanceSchema,
  TaskSchema,
  TaskState,
} from '../gen/samlad/v1/collaboration_pb';
import { ChangeSchema, type Audience, type Change } from '../gen/samlad/v1/log_pb';
import { ActorSchema } from '../gen/samlad/v1/registry_pb';
import {
  IncidentKind,
  IncidentSchema,
  ParticipationSchema,
  ParticipationState,
} from '../gen/samlad/v1/situation_pb';
import { forActors, forAll, newItem } from './drafts';
import type { BodyOf, Kind } from './held';
import { bytesOf, type Id } from './ids';
import { Picture } from './picture';
import { applyBatch, emptyReplica } from './replica';
import { decisions, directoryOf, incidentNow, sightOf, tasks } from './selectors';
import { batch, id, INCIDENT, ME } from './test_kit';

let seq = 0;
function put<K extends Kind>(
  item: Id,
  kind: K,
  body: BodyOf<K>,
  owner = id(1),
  audience: Audience = forAll(),
): Change {
  const made = newItem({ id: item, kind, body, audience });
  made.owner = bytesOf(owner);
  return create(ChangeSchema, {
    seq: BigInt(++seq),
    person: bytesOf(owner),
    actor: bytesOf(owner),
    item: made,
  });
}

function pictureOf(...changes: Change[]): Picture {
  const applied = applyBatch(emptyReplica(INCIDENT), batch({ from: 0, through: seq, changes }));
  if (applied.kind !== 'applied') throw new Error(applied.kind);
  return new Picture(applied.replica, [], ME);
}

const part = (actor: number, state = ParticipationState.PARTICIPATION_ACTIVE) =>
  put(
    id(0x50 + actor),
    'participation',
    create(ParticipationSchema, { actor: bytesOf(id(actor)), state }),
    id(actor),
  );

describe('questions to a picture', () => {
  const decision = create(DecisionSchema, { issue: 'Utrymma?' });
  const stance = (position: Position) =>
    create(StanceSchema, { decision: bytesOf(id(9)), position });
  const picture = pictureOf(
    part(1),
    part(2),
    part(3, ParticipationState.PARTICIPATION_ENDED),
    part(4, ParticipationState.PARTICIPATION_INVITED),
    put(id(9), 'decision', decision),
    put(id(10), 'stance', stance(Position.ACCEPTS), id(1)),
    put(id(11), 'stance', stance(Position.DECLINES), id(2)),
    put(
      id(12),
      'task',
      create(TaskSchema, {
        title: 'sen',
        dueMs: 100n,
        state: TaskState.TASK_ACCEPTED,
        decision: bytesOf(id(9)),
      }),
    ),
    put(id(13), 'task', create(TaskSchema, { title: 'utan tid', state: TaskState.TASK_OFFERED })),
    put(
      id(14),
      'task',
      create(TaskSchema, { title: 'klar', dueMs: 50n, state: TaskState.TASK_DONE }),
    ),
  );

  test('R31: who may see an item, out of those who take part', () => {
    const item = put(id(20), 'decision', decision, id(1), forActors([id(2), id(3)])).item;
    expect(item && [...sightOf(picture, item).seeing].sort()).toEqual([id(1), id(2)]);
    expect(item && sightOf(picture, item).blind).toEqual([id(4)]);
  });

  test('a decision with the stance of each actor, and those who are silent', () => {
    const [view] = decisions(picture);
    expect(view?.stances.get(id(2))?.body.position).toBe(Position.DECLINES);
    expect(view?.silent).toEqual([id(4)]);
    expect(view?.counts.get(Position.ACCEPTS)).toBe(1);
    expect(view?.tasks.map(({ body }) => body.title)).toEqual(['sen']);
  });

  test('tasks by when they are due, and which are late', () => {
    const list = tasks(picture, 200);
    expect(list.map(({ held }) => held.body.title)).toEqual(['klar', 'sen', 'utan tid']);
    expect(list.map(({ isOverdue }) => isOverdue)).toEqual([false, true, false]);
  });

  test('names of actors come from the registry', () => {
    const registry = pictureOf(
      put(id(1), 'actor', create(ActorSchema, { name: 'Norbergs kommun', shortName: 'Norberg' })),
    );
    const directory = directoryOf(registry);
    expect([
      directory.actorName(id(1)),
      directory.actorShortName(id(1)),
      directory.actorName(id(2)),
    ]).toEqual(['Norbergs kommun', 'Norberg', '']);
  });

  test('R6: in an exercise now is on the exercise clock', () => {
    const clock = { scenarioMs: 1_000n, setAtMs: 500n, speed: 10 };
    const exercise = pictureOf(
      put(INCIDENT, 'incident', create(IncidentSchema, { kind: IncidentKind.EXERCISE, clock })),
    );
    expect(incidentNow(exercise, 600)).toBe(2_000);
    expect(incidentNow(picture, 600)).toBe(600);
  });
});

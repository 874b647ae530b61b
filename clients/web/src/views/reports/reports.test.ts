import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { TaskKind, TaskSchema, TaskState } from '../../gen/samlad/v1/collaboration_pb';
import { AudienceKind, ChangeSchema, type Change } from '../../gen/samlad/v1/log_pb';
import { NoteKind, NoteSchema, ReportSchema, ReportState } from '../../gen/samlad/v1/situation_pb';
import { CommandMaker, forAll, newItem, ownOnly } from '../../picture/drafts';
import type { BodyOf, Kind } from '../../picture/held';
import { bytesOf, type Id } from '../../picture/ids';
import { Picture } from '../../picture/picture';
import { applyBatch, emptyReplica } from '../../picture/replica';
import { reports } from '../../picture/selectors';
import { batch, id, INCIDENT, ME } from '../../picture/test_kit';
import { fileReport, replaceable } from './filing';
import { prefillOf } from './prefill';
import { openRequestsOf, requestGroups } from './requests';

const OTHER = id(0x21);
const LEAD = id(0x22);
const HOUR_MS = 3_600_000;

let seq = 0;
function put<K extends Kind>(
  item: Id,
  kind: K,
  body: BodyOf<K>,
  owner: Id,
  audience = forAll(),
): Change {
  const made = newItem({ id: item, kind, body, audience });
  made.owner = bytesOf(owner);
  seq++;
  made.createdSeq = BigInt(seq);
  const recordedAtMs = BigInt(seq * HOUR_MS);
  return create(ChangeSchema, { seq: BigInt(seq), recordedAtMs, item: made });
}

function pictureOf(...changes: Change[]): Picture {
  const applied = applyBatch(emptyReplica(INCIDENT), batch({ from: 0, through: seq, changes }));
  if (applied.kind !== 'applied') throw new Error(applied.kind);
  return new Picture(applied.replica, [], ME);
}

const request = (item: Id, assignee: Id, dueMs: number, state = TaskState.TASK_OFFERED) =>
  put(
    item,
    'task',
    create(TaskSchema, {
      kind: TaskKind.SITUATION_REPORT,
      title: 'Läget senast',
      assignee: bytesOf(assignee),
      dueMs: BigInt(dueMs),
      state,
    }),
    LEAD,
  );
const report = (item: Id, owner: Id, asOfMs: number, event: string) =>
  put(
    item,
    'report',
    create(ReportSchema, {
      state: ReportState.REPORT_SUBMITTED,
      asOfMs: BigInt(asOfMs),
      event,
    }),
    owner,
  );

test('a request tells who has reported, who was late, and who has not', () => {
  seq = 0;
  const due = 4 * HOUR_MS;
  const changes = [
    request(id(1), ME.actor, due),
    request(id(2), OTHER, due),
    request(id(3), LEAD, due),
    report(id(4), ME.actor, due, 'I tid'),
    report(id(5), OTHER, due, 'För sent'),
  ];
  const [group, ...others] = requestGroups(pictureOf(...changes), due + 1);
  expect(others).toEqual([]);
  expect(group?.inCount).toBe(2);
  const kinds = new Map(group?.answers.map(({ actor, kind }) => [actor, kind]));
  expect(kinds).toEqual(
    new Map([
      [ME.actor, 'in'],
      [OTHER, 'late'],
      [LEAD, 'overdue'],
    ]),
  );
  expect(openRequestsOf(group ? [group] : [], ME.actor)).toHaveLength(1);
});

test('a new report begins with the last one and what was entered since, for all to see', () => {
  seq = 0;
  const note = (item: Id, text: string, kind: NoteKind, actionAtMs: number, audience = forAll()) =>
    put(
      item,
      'note',
      create(NoteSchema, { text, kind, actionAtMs: BigInt(actionAtMs) }),
      ME.actor,
      audience,
    );
  const { NOTE_OBSERVATION, NOTE_ACTION } = NoteKind;
  const changes = [
    report(id(1), ME.actor, HOUR_MS, 'Röklukt'),
    note(id(2), 'Före rapporten', NOTE_OBSERVATION, HOUR_MS / 2),
    note(id(3), 'Lågor synliga', NOTE_OBSERVATION, 2 * HOUR_MS),
    note(id(4), 'Krisledningen samlad', NOTE_ACTION, 3 * HOUR_MS),
    note(id(5), 'Internt', NOTE_OBSERVATION, 3 * HOUR_MS, ownOnly()),
  ];
  const filled = prefillOf(pictureOf(...changes), ME.actor, 5 * HOUR_MS);
  expect(filled.get('report.event')?.text).toMatch(/^Röklukt\n\d\d:\d\d Lågor synliga$/);
  expect(filled.get('report.event')?.notes).toBe(1);
  expect(filled.get('report.measures')?.reportAsOfMs).toBeUndefined();
  expect(filled.has('report.resources')).toBe(false);
});

test('a submitted report takes the place of the last one, unless that tells of it to others', () => {
  seq = 0;
  const picture = pictureOf(report(id(1), ME.actor, HOUR_MS, 'Först'));
  const latest = reports(picture).current.get(ME.actor);
  expect(replaceable(latest, true)).toBe(latest);
  expect(replaceable(latest, false)).toBeUndefined();
  const commands = fileReport(
    {
      texts: { 'report.event': 'Sedan' },
      asOfMs: 2 * HOUR_MS,
      state: ReportState.REPORT_SUBMITTED,
      forAll: true,
      draft: undefined,
      replaces: latest,
      answers: [],
    },
    new CommandMaker(INCIDENT, () => id(9)),
  );
  const [made, superseded] = commands.map(({ verb }) => verb);
  if (made?.case !== 'create' || superseded?.case !== 'revise') throw new Error('other verbs');
  expect(made.value.item?.audience?.kind).toBe(AudienceKind.ALL_PARTICIPANTS);
  expect(superseded.value.fields).toEqual(['report.state', 'report.superseded_by']);
});

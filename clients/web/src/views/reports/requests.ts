import { TaskKind, TaskState } from '../../gen/samlad/v1/collaboration_pb';
import { ReportState } from '../../gen/samlad/v1/situation_pb';
import type { HeldOf } from '../../picture/held';
import { idOf, type Id } from '../../picture/ids';
import type { Picture } from '../../picture/picture';
import { changedAtMs, timeOf } from '../../picture/selectors';

/**
 * A request for a report is a task of that kind for each actor that is asked, with the deadline as
 * its due time. A report answers it.
 */
export function isRequest(task: HeldOf<'task'>): boolean {
  return task.body.kind === TaskKind.SITUATION_REPORT;
}

export type AnswerKind = 'in' | 'late' | 'overdue' | 'accepted' | 'offered' | 'declined';

export interface Answer {
  readonly task: HeldOf<'task'>;
  readonly actor: Id;
  readonly kind: AnswerKind;
  /** When the report came; undefined if none has. */
  readonly atMs: number | undefined;
}

/** What one actor asked several others for at once. */
export interface RequestGroup {
  readonly key: string;
  readonly title: string;
  readonly text: string;
  readonly by: Id;
  readonly dueMs: number | undefined;
  readonly answers: readonly Answer[];
  /** How many have reported. */
  readonly inCount: number;
}

/** Latest first. */
export function requestGroups(picture: Picture, nowMs: number): readonly RequestGroup[] {
  const groups = new Map<string, HeldOf<'task'>[]>();
  for (const task of picture.ofKind('task')) {
    if (!isRequest(task)) continue;
    const key = [idOf(task.item.owner), task.body.title, task.body.dueMs].join('|');
    groups.set(key, [...(groups.get(key) ?? []), task]);
  }
  const all = [...groups].map(([key, tasks]) => groupOf(key, tasks, picture, nowMs));
  return all.sort((a, b) => (b.dueMs ?? Infinity) - (a.dueMs ?? Infinity) || 0);
}

/** Of one actor, those that it has not answered. */
export function openRequestsOf(groups: readonly RequestGroup[], actor: Id): readonly Answer[] {
  return groups
    .flatMap(({ answers }) => answers)
    .filter((answer) => answer.actor === actor && isWaitedFor(answer.task.body.state));
}

function isWaitedFor(state: TaskState): boolean {
  const { TASK_OFFERED, TASK_ACCEPTED, TASK_OVERDUE } = TaskState;
  return [TASK_OFFERED, TASK_ACCEPTED, TASK_OVERDUE].includes(state);
}

function groupOf(
  key: string,
  tasks: readonly HeldOf<'task'>[],
  picture: Picture,
  nowMs: number,
): RequestGroup {
  const [first] = tasks;
  const answers = tasks.map((task) => answerOf(task, picture, nowMs));
  return {
    key,
    title: first?.body.title ?? '',
    text: first?.body.text ?? '',
    by: idOf(first?.item.owner ?? new Uint8Array()),
    dueMs: timeOf(first?.body.dueMs ?? 0n),
    answers,
    inCount: answers.filter(({ kind }) => kind === 'in' || kind === 'late').length,
  };
}

function answerOf(task: HeldOf<'task'>, picture: Picture, nowMs: number): Answer {
  const actor = idOf(task.body.assignee);
  const dueMs = timeOf(task.body.dueMs);
  const report = firstReportAfter(picture, actor, task.item.createdSeq);
  const isDone = task.body.state === TaskState.TASK_DONE;
  const atMs = report ? submittedAtMs(report) : isDone ? changedAtMs(task) : undefined;
  const late = dueMs !== undefined && (atMs ?? nowMs) > dueMs;
  return {
    task,
    actor,
    atMs,
    kind: atMs === undefined ? waiting(task, late) : late ? 'late' : 'in',
  };
}

function waiting(task: HeldOf<'task'>, late: boolean): AnswerKind {
  const { state } = task.body;
  if (state === TaskState.TASK_DECLINED) return 'declined';
  if (late || state === TaskState.TASK_OVERDUE) return 'overdue';
  return state === TaskState.TASK_ACCEPTED ? 'accepted' : 'offered';
}

function firstReportAfter(picture: Picture, actor: Id, seq: bigint): HeldOf<'report'> | undefined {
  return picture
    .ofKind('report')
    .filter(
      ({ item, body }) =>
        idOf(item.owner) === actor &&
        body.state !== ReportState.REPORT_DRAFT &&
        (item.createdSeq === 0n || item.createdSeq > seq),
    )
    .sort((a, b) => Number(a.item.createdSeq - b.item.createdSeq))[0];
}

// A report that was superseded since was changed then; what it tells of is nearer to when it came.
function submittedAtMs(report: HeldOf<'report'>): number {
  if (report.body.state === ReportState.REPORT_SUPERSEDED) return Number(report.body.asOfMs);
  return changedAtMs(report);
}

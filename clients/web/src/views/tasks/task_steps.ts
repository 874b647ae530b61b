import { TaskState } from '../../gen/samlad/v1/collaboration_pb';
import { Role } from '../../gen/samlad/v1/registry_pb';
import type { HeldOf } from '../../picture/held';
import { idOf } from '../../picture/ids';
import type { Author } from '../../picture/overlay';
import type { Picture } from '../../picture/picture';
import { answers, hindranceOf, isOwn } from '../collaboration/acting';

const {
  TASK_OFFERED: OFFERED,
  TASK_ACCEPTED: ACCEPTED,
  TASK_DECLINED: DECLINED,
  TASK_DONE: DONE,
  TASK_OVERDUE: OVERDUE,
} = TaskState;

/** What the actor that was asked may do. A test holds both tables to server/picture/states.cc. */
export const ASSIGNEE_STEPS: ReadonlyMap<TaskState, readonly TaskState[]> = new Map([
  [OFFERED, [ACCEPTED, DECLINED]],
  [ACCEPTED, [DONE]],
  [OVERDUE, [DONE, DECLINED]],
]);

/** What the actor that asks may do. */
export const OWNER_STEPS: ReadonlyMap<TaskState, readonly TaskState[]> = new Map([
  [DECLINED, [OFFERED]],
  [OVERDUE, [OFFERED]],
]);

/** The steps that the person may take with a task. */
export function taskSteps(
  held: HeldOf<'task'>,
  picture: Picture,
  me: Author,
): readonly TaskState[] {
  if (hindranceOf(picture, me)) return [];
  const asked = idOf(held.body.assignee) === me.actor && answers(me.role);
  const asks = isOwn(held, me) && me.role === Role.DUTY_OFFICER;
  const { state } = held.body;
  return [
    ...(asked ? (ASSIGNEE_STEPS.get(state) ?? []) : []),
    ...(asks ? (OWNER_STEPS.get(state) ?? []) : []),
  ];
}

import { TaskState } from '../../gen/samlad/v1/collaboration_pb';
import { idOf, type Id } from '../../picture/ids';
import type { TaskView } from '../../picture/selectors';

export type GroupName = 'ours' | 'given' | 'others';
export type Choice = 'open' | 'all';

export interface TaskGroup {
  readonly name: GroupName;
  readonly tasks: readonly TaskView[];
}

/** Whether nobody has anything left to do with it. */
export function isSettled({ held }: TaskView): boolean {
  return held.body.state === TaskState.TASK_DONE;
}

/** Ours first, then those that we have given, then the rest; in each, what is done comes last. */
export function groupsOf(
  tasks: readonly TaskView[],
  own: Id,
  choice: Choice,
): readonly TaskGroup[] {
  const groups: Record<GroupName, TaskView[]> = { ours: [], given: [], others: [] };
  for (const task of tasks) {
    if (choice === 'open' && isSettled(task)) continue;
    groups[groupOf(task, own)].push(task);
  }
  const names: readonly GroupName[] = ['ours', 'given', 'others'];
  const open = (task: TaskView) => !isSettled(task);
  return names
    .map((name) => ({
      name,
      tasks: [...groups[name].filter(open), ...groups[name].filter(isSettled)],
    }))
    .filter((group) => group.tasks.length);
}

function groupOf(task: TaskView, own: Id): GroupName {
  if (task.assignee === own) return 'ours';
  return idOf(task.held.item.owner) === own ? 'given' : 'others';
}

import { TaskState } from '../../gen/samlad/v1/collaboration_pb';
import type { HeldOf } from '../../picture/held';
import { idOf, type Id } from '../../picture/ids';
import type { Picture } from '../../picture/picture';
import { sightOf } from '../../picture/selectors';

/** What a mandate carries from one actor to another, as the server moves it (server/picture/mandate.cc). */
export interface Mandate {
  readonly lead: boolean;
  readonly tasks: readonly HeldOf<'task'>[];
  /** Open tasks that the other actor may not see: they stay. */
  readonly staying: readonly HeldOf<'task'>[];
}

const { TASK_OFFERED, TASK_ACCEPTED, TASK_OVERDUE } = TaskState;
const OPEN = [TASK_OFFERED, TASK_ACCEPTED, TASK_OVERDUE];

export function mandateOf(picture: Picture, from: Id, to: Id): Mandate {
  const own = picture
    .ofKind('task')
    .filter(({ body }) => idOf(body.assignee) === from && OPEN.includes(body.state));
  const sees = (task: HeldOf<'task'>) => sightOf(picture, task.item).seeing.includes(to);
  const incident = picture.incident;
  return {
    lead: incident !== undefined && idOf(incident.body.lead) === from,
    tasks: own.filter(sees),
    staying: own.filter((task) => !sees(task)),
  };
}

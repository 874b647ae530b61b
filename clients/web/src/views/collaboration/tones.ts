import { ConferenceState, DecisionState, TaskState } from '../../gen/samlad/v1/collaboration_pb';

/** How a state is shown: `active` asks somebody to act now, `over` asks nobody any more. */
export type Tone = 'plain' | 'active' | 'good' | 'warn' | 'bad' | 'over';

export function decisionTone(state: DecisionState): Tone {
  switch (state) {
    case DecisionState.DECISION_OPEN:
      return 'active';
    case DecisionState.DECISION_AGREED:
    case DecisionState.DECISION_IN_EXECUTION:
      return 'good';
    case DecisionState.DECISION_PARTLY_AGREED:
      return 'warn';
    case DecisionState.DECISION_NOT_AGREED:
      return 'bad';
    case DecisionState.DECISION_CLOSED:
    case DecisionState.DECISION_SUPERSEDED:
      return 'over';
    default:
      return 'plain';
  }
}

export function taskTone(state: TaskState): Tone {
  switch (state) {
    case TaskState.TASK_OFFERED:
      return 'active';
    case TaskState.TASK_ACCEPTED:
      return 'good';
    case TaskState.TASK_DECLINED:
      return 'warn';
    case TaskState.TASK_OVERDUE:
      return 'bad';
    case TaskState.TASK_DONE:
      return 'over';
    default:
      return 'plain';
  }
}

export function conferenceTone(state: ConferenceState): Tone {
  if (state === ConferenceState.CONFERENCE_OPEN) return 'active';
  return state === ConferenceState.CONFERENCE_CALLED ? 'plain' : 'over';
}

import { DecisionState, Position } from '../../gen/samlad/v1/collaboration_pb';
import type { Id } from '../../picture/ids';
import type { DecisionView } from '../../picture/selectors';

/**
 * How the actors that have a say stand. Whoever has not answered counts as one that must anchor at
 * home does: it is not known yet what it will do.
 */
export interface Tally {
  readonly accept: number;
  readonly notConcerned: number;
  readonly pending: number;
  readonly decline: number;
}

export function tally(view: DecisionView, asked: readonly Id[]): Tally {
  const count = { accept: 0, notConcerned: 0, pending: 0, decline: 0 };
  for (const actor of asked) count[groupOf(view.stances.get(actor)?.body.position)]++;
  return count;
}

function groupOf(position: Position | undefined): keyof Tally {
  switch (position) {
    case Position.ACCEPTS:
    case Position.ACCEPTS_WITH_RESERVATION:
      return 'accept';
    case Position.NOT_OUR_MANDATE:
      return 'notConcerned';
    case Position.DECLINES:
      return 'decline';
    default:
      return 'pending';
  }
}

/**
 * Whether the stances let a decision be concluded so: no one chooses the outcome, it follows. The
 * server's own rule is in server/picture/decision.cc.
 */
export function follows(state: DecisionState, { accept, pending, decline }: Tally): boolean {
  switch (state) {
    case DecisionState.DECISION_AGREED:
      return accept > 0 && pending === 0 && decline === 0;
    case DecisionState.DECISION_PARTLY_AGREED:
      return accept > 0 && pending + decline > 0;
    case DecisionState.DECISION_NOT_AGREED:
      return accept === 0 || decline > 0;
    default:
      return true;
  }
}

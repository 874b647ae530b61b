import { DecisionState } from '../../gen/samlad/v1/collaboration_pb';
import type { HeldOf } from '../../picture/held';
import type { Author } from '../../picture/overlay';
import type { Picture } from '../../picture/picture';
import { hindranceOf, isLead, isOwn, leads } from '../collaboration/acting';
import { follows, type Tally } from './outcome';

const {
  DECISION_PROPOSED: PROPOSED,
  DECISION_OPEN: OPEN,
  DECISION_AGREED: AGREED,
  DECISION_PARTLY_AGREED: PARTLY,
  DECISION_NOT_AGREED: NOT_AGREED,
  DECISION_IN_EXECUTION: IN_EXECUTION,
  DECISION_FOLLOWED_UP: FOLLOWED_UP,
  DECISION_CLOSED: CLOSED,
  DECISION_SUPERSEDED: SUPERSEDED,
} = DecisionState;

/** Where a decision can go from where it is. A test holds it to server/picture/states.cc. */
export const STEPS: ReadonlyMap<DecisionState, readonly DecisionState[]> = new Map([
  [PROPOSED, [OPEN, SUPERSEDED]],
  [OPEN, [AGREED, PARTLY, NOT_AGREED, SUPERSEDED]],
  [AGREED, [IN_EXECUTION, SUPERSEDED]],
  [PARTLY, [AGREED, IN_EXECUTION, SUPERSEDED]],
  [NOT_AGREED, [AGREED, PARTLY, CLOSED, SUPERSEDED]],
  [IN_EXECUTION, [FOLLOWED_UP, SUPERSEDED]],
  [FOLLOWED_UP, [CLOSED, SUPERSEDED]],
]);

export interface NextStep {
  readonly to: DecisionState;
  /** The stances allow it. */
  readonly follows: boolean;
}

/** The steps that the person may take with it; none for whoever neither proposed it nor leads. */
export function nextSteps(
  held: HeldOf<'decision'>,
  picture: Picture,
  me: Author,
  count: Tally,
): readonly NextStep[] {
  const own = isOwn(held, me);
  if (!leads(me.role) || !(own || isLead(picture, me)) || hindranceOf(picture, me)) return [];
  return (STEPS.get(held.body.state) ?? [])
    .filter((to) => to !== SUPERSEDED || own)
    .map((to) => ({ to, follows: follows(to, count) }));
}

/** Its times and its effect may still be altered. */
export function isLive(state: DecisionState): boolean {
  return state >= PROPOSED && state <= FOLLOWED_UP;
}

/** While stances are taken: a stance may change after the outcome, and does not change it. */
export function takesStances(state: DecisionState): boolean {
  return state >= OPEN && state <= FOLLOWED_UP;
}

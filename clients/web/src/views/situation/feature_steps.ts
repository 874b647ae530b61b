import { Role } from '../../gen/samlad/v1/registry_pb';
import { FeatureState } from '../../gen/samlad/v1/situation_pb';
import type { HeldOf } from '../../picture/held';
import { idOf } from '../../picture/ids';
import type { Author } from '../../picture/overlay';

/**
 * What a person may make of a feature, so that nothing is offered that the server would refuse. Its
 * own tables are in server/picture/states.cc and field_rules.cc.
 */
const {
  FEATURE_REPORTED,
  FEATURE_ASSESSED,
  FEATURE_IN_PICTURE,
  FEATURE_CONTRADICTED,
  FEATURE_EXPIRED,
  FEATURE_RETRACTED,
} = FeatureState;

const ASSESSED: Partial<Record<FeatureState, readonly FeatureState[]>> = {
  [FEATURE_REPORTED]: [FEATURE_ASSESSED, FEATURE_IN_PICTURE],
  [FEATURE_ASSESSED]: [FEATURE_IN_PICTURE],
  [FEATURE_IN_PICTURE]: [FEATURE_ASSESSED],
};
const LIVE = [FEATURE_REPORTED, FEATURE_ASSESSED, FEATURE_IN_PICTURE, FEATURE_CONTRADICTED];

const assesses = ({ role }: Author) => role === Role.DUTY_OFFICER || role === Role.PICTURE_OFFICER;

const owns = (held: HeldOf<'feature'>, me: Author) => idOf(held.item.owner) === me.actor;

const observes = (me: Author) => assesses(me) || me.role === Role.PARTICIPANT;

/** The states that the person may bring it to. */
export function stepsOf(held: HeldOf<'feature'>, me: Author): readonly FeatureState[] {
  const { state } = held.body;
  const steps = assesses(me) ? [...(ASSESSED[state] ?? [])] : [];
  if (!owns(held, me) || !observes(me)) return steps;
  if (LIVE.includes(state)) steps.push(FEATURE_EXPIRED, FEATURE_RETRACTED);
  if (state === FEATURE_EXPIRED) steps.push(FEATURE_REPORTED);
  return steps;
}

/** Why the person may not edit it: it is another's, their role does not, or it lives no more. */
export type EditHindrance = 'owner' | 'role' | 'state';

/** Its text, place and ratings are the owner's alone, while it lives. */
export function editHindrance(held: HeldOf<'feature'>, me: Author): EditHindrance | undefined {
  if (!owns(held, me)) return 'owner';
  if (!observes(me)) return 'role';
  return LIVE.includes(held.body.state) ? undefined : 'state';
}

/** A retraction without a reason is refused. */
export const needsReason = (state: FeatureState): boolean => state === FEATURE_RETRACTED;

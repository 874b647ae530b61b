import { ParticipationState } from '../../gen/samlad/v1/situation_pb';
import type { MessageKey } from '../../i18n/sv';
import type { ParticipationStep } from '../../picture/item_rights';

/** Something to do with a participation: the button, and what is said before it is done. */
export interface Act {
  readonly id: 'accept' | 'decline' | 'end' | 'again' | 'evaluators';
  readonly button: MessageKey;
  /** May hold {name}, of the actor. */
  readonly text: MessageKey;
  /** Undefined: it opens or closes the actor's sight to evaluators. */
  readonly state: ParticipationState | undefined;
  readonly needsReason: boolean;
  readonly isMain: boolean;
}

/** `own`: it is the person's own actor's. */
export function participationActs(
  steps: readonly ParticipationStep[],
  mayOpen: boolean,
  isOpen: boolean,
  own: boolean,
): readonly Act[] {
  const acts = steps.map((step) => actOf(step, own));
  if (!mayOpen) return acts;
  const evaluators: Act = {
    id: 'evaluators',
    button: isOpen ? 'participants.evaluators.close' : 'participants.evaluators.open',
    text: isOpen ? 'participants.evaluators.close.text' : 'participants.evaluators.open.text',
    state: undefined,
    needsReason: false,
    isMain: false,
  };
  return [evaluators, ...acts];
}

function actOf({ from, to, needsReason }: ParticipationStep, own: boolean): Act {
  const { PARTICIPATION_INVITED, PARTICIPATION_ACTIVE } = ParticipationState;
  const common = { state: to, needsReason, isMain: false };
  if (to === PARTICIPATION_ACTIVE) {
    return {
      ...common,
      id: 'accept',
      button: 'participants.accept',
      text: 'participants.accept.text',
      isMain: true,
    };
  }
  if (to === PARTICIPATION_INVITED) {
    return {
      ...common,
      id: 'again',
      button: 'participants.again',
      text: 'participants.again.text',
    };
  }
  if (own && from === PARTICIPATION_INVITED) {
    return {
      ...common,
      id: 'decline',
      button: 'participants.decline',
      text: 'participants.decline.text',
    };
  }
  if (from === PARTICIPATION_INVITED) {
    return {
      ...common,
      id: 'end',
      button: 'participants.withdraw',
      text: 'participants.withdraw.text',
    };
  }
  return {
    ...common,
    id: 'end',
    button: 'participants.end',
    text: own ? 'participants.end.own' : 'participants.end.other',
  };
}

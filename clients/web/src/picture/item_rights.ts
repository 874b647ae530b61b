import { ConferenceState, DecisionState, TaskState } from '../gen/samlad/v1/collaboration_pb';
import { Role } from '../gen/samlad/v1/registry_pb';
import {
  ContradictionState,
  FeatureState,
  IncidentState,
  ParticipationState,
  ReportState,
} from '../gen/samlad/v1/situation_pb';
import { isKind, type Held, type HeldOf } from './held';
import { idOf, type Id } from './ids';
import type { Author } from './overlay';

/**
 * What a person may do to an item that is there, so that a view does not offer what the server would
 * refuse. The server has the last word: server/picture/states.cc and field_rules.cc.
 */
const { DUTY_OFFICER, CHAIR, PICTURE_OFFICER, LOGGER, COMMUNICATOR, PARTICIPANT } = Role;

const LEADS = [DUTY_OFFICER, CHAIR];
const REPORTS = [DUTY_OFFICER, COMMUNICATOR, PARTICIPANT];
const OBSERVES = [DUTY_OFFICER, PICTURE_OFFICER, PARTICIPANT];
const ASSESSES = [DUTY_OFFICER, PICTURE_OFFICER];
const NOTES = [DUTY_OFFICER, LOGGER, COMMUNICATOR, PARTICIPANT];

const LIVE_FEATURE = [
  FeatureState.FEATURE_REPORTED,
  FeatureState.FEATURE_ASSESSED,
  FeatureState.FEATURE_IN_PICTURE,
  FeatureState.FEATURE_CONTRADICTED,
];

export type Withdrawal = 'retract' | 'strike';

export function isOwn(held: Held, me: Author): boolean {
  return idOf(held.item.owner) === me.actor;
}

/** How the item can be taken back, with a reason; undefined if not, or not by this person. */
export function withdrawalOf(held: Held, me: Author): Withdrawal | undefined {
  if (!isOwn(held, me)) return undefined;
  if (isKind(held, 'feature')) {
    const can = OBSERVES.includes(me.role) && LIVE_FEATURE.includes(held.body.state);
    return can ? 'retract' : undefined;
  }
  if (isKind(held, 'note'))
    return NOTES.includes(me.role) && !held.body.struck ? 'strike' : undefined;
  return undefined;
}

/** Whether the person may choose one of the items that disagree. */
export function mayResolve(held: Held, me: Author): boolean {
  return (
    isKind(held, 'contradiction') &&
    held.body.state === ContradictionState.CONTRADICTION_OPEN &&
    ASSESSES.includes(me.role)
  );
}

export const REPORT_HEADINGS = [
  'report.event',
  'report.consequences',
  'report.measures',
  'report.resources',
  'report.actors',
  'report.prognosis',
  'report.decision_needs',
  'report.collaboration_needs',
  'report.communication',
  'report.uncertainties',
] as const;

/** The paths of the texts that the person may alter now. `lead` leads the incident. */
export function editableTexts(held: Held, me: Author, lead: Id | undefined): readonly string[] {
  const may = (roles: readonly Role[], paths: readonly string[]) =>
    roles.includes(me.role) ? paths : [];
  if (isKind(held, 'incident')) {
    if (lead !== me.actor) return [];
    return may(LEADS, [
      'incident.title',
      'incident.description',
      'incident.area',
      'incident.activation_level',
    ]);
  }
  if (isKind(held, 'contradiction')) {
    const open = held.body.state === ContradictionState.CONTRADICTION_OPEN;
    return open && isOwn(held, me) ? may(ASSESSES, ['contradiction.question']) : [];
  }
  if (!isOwn(held, me)) return [];
  if (isKind(held, 'feature') && LIVE_FEATURE.includes(held.body.state))
    return may(OBSERVES, ['feature.title', 'feature.text', 'feature.place', 'feature.source']);
  if (isKind(held, 'report') && held.body.state === ReportState.REPORT_DRAFT)
    return may(REPORTS, REPORT_HEADINGS);
  if (isKind(held, 'task') && held.body.state === TaskState.TASK_OFFERED)
    return may([DUTY_OFFICER], ['task.title', 'task.text']);
  if (isKind(held, 'conference') && held.body.state === ConferenceState.CONFERENCE_CALLED)
    return may(LEADS, ['conference.title']);
  if (isKind(held, 'decision')) {
    const { DECISION_PROPOSED, DECISION_CLOSED, DECISION_SUPERSEDED } = DecisionState;
    if (held.body.state === DECISION_PROPOSED)
      return may(LEADS, [
        'decision.issue',
        'decision.proposal',
        'decision.reasons',
        'decision.mandate',
      ]);
    const over = [DECISION_CLOSED, DECISION_SUPERSEDED].includes(held.body.state);
    return over ? [] : may(LEADS, ['decision.effect']);
  }
  return [];
}

/** One way that an item's state can go. A test holds the tables to server/picture/states.cc. */
export interface Step<S> {
  readonly from: S;
  readonly to: S;
  readonly needsReason: boolean;
}

const {
  INCIDENT_SUSPECTED: SUSPECTED,
  INCIDENT_ASSESSED: ASSESSED,
  INCIDENT_ACTIVATED: ACTIVATED,
  INCIDENT_ONGOING: ONGOING,
  INCIDENT_WINDING_DOWN: WINDING_DOWN,
  INCIDENT_CLOSED: CLOSED,
  INCIDENT_EVALUATED: EVALUATED,
} = IncidentState;

/** The states that an incident can be opened in, the server's own choice first. */
export const FIRST_STATES: readonly IncidentState[] = [SUSPECTED, ASSESSED, ACTIVATED];

/** For the actor that leads. */
export const INCIDENT_STEPS: readonly Step<IncidentState>[] = [
  { from: SUSPECTED, to: ASSESSED, needsReason: false },
  { from: SUSPECTED, to: ACTIVATED, needsReason: false },
  { from: SUSPECTED, to: CLOSED, needsReason: true },
  { from: ASSESSED, to: ACTIVATED, needsReason: false },
  { from: ASSESSED, to: CLOSED, needsReason: true },
  { from: ACTIVATED, to: ONGOING, needsReason: false },
  { from: ACTIVATED, to: WINDING_DOWN, needsReason: false },
  { from: ONGOING, to: WINDING_DOWN, needsReason: false },
  { from: WINDING_DOWN, to: ONGOING, needsReason: false },
  { from: WINDING_DOWN, to: CLOSED, needsReason: false },
  { from: CLOSED, to: EVALUATED, needsReason: false },
];

export function incidentSteps(
  held: HeldOf<'incident'>,
  me: Author,
): readonly Step<IncidentState>[] {
  if (!LEADS.includes(me.role) || idOf(held.body.lead) !== me.actor) return [];
  return INCIDENT_STEPS.filter(({ from }) => from === held.body.state);
}

const {
  PARTICIPATION_INVITED: INVITED,
  PARTICIPATION_ACTIVE: ACTIVE,
  PARTICIPATION_ENDED: ENDED,
} = ParticipationState;

/** Whose step it is: the actor's that takes part, that of the one that leads, or anybody's active. */
export interface ParticipationStep extends Step<ParticipationState> {
  readonly who: 'owner' | 'lead' | 'anyone';
}

export const PARTICIPATION_STEPS: readonly ParticipationStep[] = [
  { from: INVITED, to: ACTIVE, who: 'owner', needsReason: false },
  { from: INVITED, to: ENDED, who: 'owner', needsReason: false },
  { from: INVITED, to: ENDED, who: 'lead', needsReason: true },
  { from: ACTIVE, to: ENDED, who: 'owner', needsReason: false },
  { from: ACTIVE, to: ENDED, who: 'lead', needsReason: true },
  { from: ENDED, to: INVITED, who: 'anyone', needsReason: false },
];

/** `lead` leads the incident, and takes part until it is evaluated. */
export function participationSteps(
  held: HeldOf<'participation'>,
  me: Author,
  lead: Id | undefined,
): readonly ParticipationStep[] {
  const actor = idOf(held.body.actor);
  return PARTICIPATION_STEPS.filter(({ from, to, who }) => {
    if (from !== held.body.state || (to === ENDED && actor === lead)) return false;
    if (who === 'owner') return me.role === DUTY_OFFICER && actor === me.actor;
    if (who === 'lead') return LEADS.includes(me.role) && actor !== me.actor && lead === me.actor;
    return me.role === DUTY_OFFICER;
  });
}

/** Duty officers give their own actor's mandate away. */
export function mayTransferMandate(me: Author): boolean {
  return me.role === DUTY_OFFICER;
}

/** The exercise clock is set by the actor that leads. */
export function maySetClock(me: Author, lead: Id | undefined): boolean {
  return LEADS.includes(me.role) && lead === me.actor;
}

/** Whether the actor lets evaluators see what it saw is its own to say. */
export function mayOpenToEvaluators(held: HeldOf<'participation'>, me: Author): boolean {
  return me.role === DUTY_OFFICER && idOf(held.body.actor) === me.actor;
}

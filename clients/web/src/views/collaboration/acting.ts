import { Role } from '../../gen/samlad/v1/registry_pb';
import { IncidentState, ParticipationState } from '../../gen/samlad/v1/situation_pb';
import type { Held } from '../../picture/held';
import { idOf, type Id } from '../../picture/ids';
import type { Author } from '../../picture/overlay';
import type { Picture } from '../../picture/picture';
import { participants, type Directory } from '../../picture/selectors';

/** Why the person's actor can do nothing at all in this incident now; undefined: it can. */
export type Hindrance = 'not-active' | 'closed';

export function hindranceOf(picture: Picture, me: Author): Hindrance | undefined {
  const state = picture.incident?.body.state ?? IncidentState.INCIDENT_STATE_UNSPECIFIED;
  if (state >= IncidentState.INCIDENT_CLOSED) return 'closed';
  return activeActors(picture).includes(me.actor) ? undefined : 'not-active';
}

/** Those that act and are asked to, in the order in which they are written out. */
export function activeActors(picture: Picture): readonly Id[] {
  return participants(picture)
    .filter(({ state }) => state === ParticipationState.PARTICIPATION_ACTIVE)
    .map(({ actor }) => actor);
}

/** The own actor first, then by name. */
export function inOrder(actors: Iterable<Id>, directory: Directory, own: Id): readonly Id[] {
  const name = (id: Id) => directory.actorShortName(id);
  return [...actors].sort(
    (a, b) => Number(b === own) - Number(a === own) || name(a).localeCompare(name(b), 'sv'),
  );
}

/** Duty officers and chairs move decisions and conferences on. */
export function leads(role: Role): boolean {
  return role === Role.DUTY_OFFICER || role === Role.CHAIR;
}

/** Duty officers and participants answer for their actor. */
export function answers(role: Role): boolean {
  return role === Role.DUTY_OFFICER || role === Role.PARTICIPANT;
}

export function isOwn(held: Held, me: Author): boolean {
  return idOf(held.item.owner) === me.actor;
}

export function isLead(picture: Picture, me: Author): boolean {
  const incident = picture.incident;
  return incident !== undefined && idOf(incident.body.lead) === me.actor;
}

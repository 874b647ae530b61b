import { Role } from '../gen/samlad/v1/registry_pb';
import type { Presences } from './following';
import type { HeldOf } from './held';
import { idOf, type Id } from './ids';
import type { Author } from './overlay';
import type { Picture } from './picture';

/**
 * Who of those present leads a conference, the likeliest first: a chair of the actor that called it,
 * another chair, whoever else is there of that actor. Presence does not say in what role somebody is
 * there; the registry says which roles they have. `nowMs` is the server's clock.
 */
export function chairsOf(
  conference: HeldOf<'conference'>,
  here: Presences,
  registry: Picture,
  nowMs: number,
): Id[] {
  const owner = idOf(conference.item.owner);
  const chairs = new Set<string>();
  for (const { body } of registry.ofKind('roleAssignment')) {
    const { role, fromMs, untilMs } = body;
    const isNow = Number(fromMs) <= nowMs && (untilMs === 0n || nowMs < Number(untilMs));
    if (role === Role.CHAIR && isNow) chairs.add(`${idOf(body.person)} ${idOf(body.actor)}`);
  }
  const rankOf = (person: Id, actor: Id) => {
    const isChair = chairs.has(`${person} ${actor}`);
    if (isChair) return actor === owner ? 0 : 1;
    return actor === owner ? 2 : 3;
  };
  return [...here]
    .map(([person, { actor }]) => ({ person, rank: rankOf(person, idOf(actor)) }))
    .filter(({ rank }) => rank < 3)
    .sort((a, b) => a.rank - b.rank)
    .map(({ person }) => person);
}

/** Whether it is the person's own to lead before all others. */
export function isItsChair(conference: HeldOf<'conference'>, me: Author): boolean {
  return me.role === Role.CHAIR && idOf(conference.item.owner) === me.actor;
}

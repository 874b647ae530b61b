import type { Presence } from '../gen/samlad/v1/frames_pb';
import type { Id } from './ids';

/** Who else is in the incident, by person (R30). */
export type Presences = ReadonlyMap<Id, Presence>;

/** West, south, east, north in degrees: what a map shows. */
export type Bounds = readonly [number, number, number, number];

/**
 * Whose map this window's map goes along with. `left`: it was moved by hand, and can go on; `gone`:
 * the other has left the incident, which ends it.
 */
export type Following =
  | { readonly state: 'own' }
  | { readonly state: 'following' | 'left' | 'gone'; readonly person: Id };

export const OWN: Following = { state: 'own' };

export type FollowEvent =
  | { readonly kind: 'follow'; readonly person: Id }
  /** The person has moved their own map. */
  | { readonly kind: 'hand' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'presence'; readonly here: Pick<Presences, 'has'> };

/** What comes of it; the same object if nothing does. */
export function afterEvent(before: Following, event: FollowEvent): Following {
  switch (event.kind) {
    case 'follow':
      return before.state === 'following' && before.person === event.person
        ? before
        : { state: 'following', person: event.person };
    case 'stop':
      return OWN;
    case 'hand':
      return before.state === 'following' ? { state: 'left', person: before.person } : before;
    case 'presence': {
      if (before.state === 'own' || event.here.has(before.person)) return before;
      if (before.state === 'following') return { state: 'gone', person: before.person };
      // Nobody to go back to; whoever moved the map has no need to hear of it.
      return before.state === 'left' ? OWN : before;
    }
  }
}

/** What somebody's map shows; undefined if they have none before them. */
export function boundsOf(presence: Presence | undefined): Bounds | undefined {
  const [west, south, east, north] = presence?.view ?? [];
  if (west === undefined || south === undefined || east === undefined || north === undefined)
    return undefined;
  // The schema bounds all four alike, and no map shows what lies beyond a pole.
  const isOnEarth = south >= -90 && north <= 90;
  return isOnEarth && west < east && south < north ? [west, south, east, north] : undefined;
}

/** Somebody else's map, as a frame on one's own. */
export interface OtherView {
  readonly person: Id;
  readonly bounds: Bounds;
}

// Of a map's sides: closer than this it shows the same.
const SAME_SHARE = 0.02;

export function isSameView(a: Bounds, b: Bounds): boolean {
  const width = a[2] - a[0];
  const height = a[3] - a[1];
  return a.every((side, at) => {
    const length = at % 2 === 0 ? width : height;
    return Math.abs(side - (b[at] ?? NaN)) <= SAME_SHARE * length;
  });
}

/** What the others' maps show, where it is not what one's own does. */
export function otherViews(here: Presences, own: Bounds | undefined): OtherView[] {
  return [...here].flatMap(([person, presence]) => {
    const bounds = boundsOf(presence);
    if (bounds === undefined || (own !== undefined && isSameView(bounds, own))) return [];
    return [{ person, bounds }];
  });
}

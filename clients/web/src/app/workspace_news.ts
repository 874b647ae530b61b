import type { Kind } from '../picture/held';
import type { OpenIncident } from './incident.svelte';
import { WORKSPACES } from './workspaces';

const PLACES: ReadonlyMap<Kind, string> = new Map(
  WORKSPACES.flatMap(({ id, kinds = [] }) => kinds.map((kind) => [kind, id] as const)),
);
const PLACES_COUNT = new Set(PLACES.values()).size;
// Further back than this nobody looks because of a mark.
const NEWS_MAX = 200;

/** The workspaces in which something is that others have changed since it was seen. */
export function placesWithNews({ picture, seen, me }: OpenIncident): ReadonlySet<string> {
  const places = new Set<string>();
  if (!seen) return places;
  let looked = 0;
  for (const { kind } of seen.newOf(picture.newestFirst(), me.person)) {
    const place = kind && PLACES.get(kind);
    if (place) places.add(place);
    if (++looked === NEWS_MAX || places.size === PLACES_COUNT) break;
  }
  return places;
}

import { chairsOf, isItsChair } from '../picture/chair';
import {
  afterEvent,
  boundsOf,
  OWN,
  type Bounds,
  type Following,
  type FollowEvent,
} from '../picture/following';
import type { HeldOf } from '../picture/held';
import { REGISTRY, type Id } from '../picture/ids';
import type { OpenIncident } from './incident.svelte';

/**
 * Going along with another person's map. There is one in each open incident, `incident.follow`, and
 * every map of the incident obeys it; so any view may offer it:
 *
 *     const chair = $derived(incident.follow.chairOf(conference));
 *     <button onclick={() => incident.follow.start(chair)}>
 *
 * A view that shows a map looks at `bounds` whenever that changes, calls `byHand` when the person
 * moves the map themselves, and puts a FollowStrip on it, which says whom it follows and ends it.
 */
export class Follow {
  now = $state.raw<Following>(OWN);
  /** Where the followed one's map is; undefined if nobody is followed or they have no map. */
  readonly bounds: Bounds | undefined = $derived.by(() =>
    this.now.state === 'following'
      ? boundsOf(this.incident.view().presence.get(this.now.person))
      : undefined,
  );

  constructor(private readonly incident: OpenIncident) {}

  start(person: Id): void {
    this.happen({ kind: 'follow', person });
  }

  stop(): void {
    this.happen({ kind: 'stop' });
  }

  byHand(): void {
    this.happen({ kind: 'hand' });
  }

  /** For an effect, so that it ends when the followed one leaves. */
  heedPresence(): void {
    this.happen({ kind: 'presence', here: this.incident.view().presence });
  }

  /** Who is there and leads the conference; undefined if nobody does but the person themselves. */
  chairOf(conference: HeldOf<'conference'>): Id | undefined {
    const registry = this.incident.session.view(REGISTRY)?.picture;
    if (!registry || isItsChair(conference, this.incident.me)) return undefined;
    const nowMs = this.incident.session.client.clock.now();
    const chairs = chairsOf(conference, this.incident.view().presence, registry, nowMs);
    return chairs.find((person) => person !== this.incident.me.person);
  }

  private happen(event: FollowEvent): void {
    this.now = afterEvent(this.now, event);
  }
}

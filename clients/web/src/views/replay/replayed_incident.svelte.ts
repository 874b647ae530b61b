import { OpenIncident } from '../../app/incident.svelte';
import type { Session } from '../../app/session.svelte';
import type { Id } from '../../picture/ids';
import type { ShownReplay } from '../../picture/replay_room';
import { SeenItems } from '../../picture/seen_items';

/**
 * An incident as it was: the same views show it, on the clock of the replay. What had not reached
 * the screen of the actor whose sight it is takes the place of what is new.
 */
export class ReplayedIncident extends OpenIncident {
  constructor(
    session: Session,
    id: Id,
    private readonly shown: () => ShownReplay,
  ) {
    super(session, id, () => {
      const { picture, status } = shown();
      return {
        picture,
        arriving: undefined,
        head: status?.head ?? picture.position,
        staleSinceMs: undefined,
        ended: undefined,
        presence: new Map(),
        summaries: new Map(),
      };
    });
  }

  override get isReplay(): boolean {
    return true;
  }

  override get seen(): SeenItems {
    return SeenItems.all(this.shown().status?.shownThrough ?? 0n);
  }

  override get nowMs(): number {
    const { status } = this.shown();
    return Number(status?.scenarioMs || status?.timeMs || 0n);
  }

  override exactNowMs(): number {
    return this.nowMs;
  }

  override mayCreate(): boolean {
    return false;
  }

  override send(): boolean {
    return false;
  }
}

import type { OpenIncident } from '../../app/incident.svelte';
import type { Change } from '../../gen/samlad/v1/log_pb';
import type { MapTrack } from '../../map/tracks';
import { isKind } from '../../picture/held';
import { trackOf } from './track';

// Of what moves all the time the latest is enough to see where it came from.
const CHANGES_MAX = 500;

/**
 * Where the chosen item has been: its history is asked for once, and then it is followed. Make it
 * while a component is being made. In a replay there is none: a history is what one's own actor had
 * in sight, and not always the one whose eyes are borrowed.
 */
export class ChosenTrack {
  private past = $state.raw<readonly Change[]>([]);
  private readonly chosen = $derived.by(() => {
    const { isReplay, selected, picture } = this.incident;
    if (isReplay || selected === undefined || picture.pendingOn(selected)) return undefined;
    const held = picture.get(selected);
    return isKind(held, 'feature') ? held : undefined;
  });
  private readonly id = $derived(this.chosen?.id);
  readonly tracks = $derived.by((): readonly MapTrack[] => {
    const { id } = this;
    const track = id === undefined ? undefined : trackOf(id, this.past);
    return track ? [track] : [];
  });

  constructor(private readonly incident: OpenIncident) {
    $effect(() => {
      const { id } = this;
      this.past = [];
      if (id === undefined) return;
      let left = false;
      void incident.session.client.history(incident.id, id).then((answer) => {
        if (!left && answer.kind === 'changes')
          this.past = after(answer.changes, this.chosen?.change);
      });
      return () => (left = true);
    });
    $effect(() => {
      const { chosen } = this;
      if (chosen && this.past.length > 0) this.past = after(this.past, chosen.change);
    });
  }
}

/** The same changes with one more, if it is later. */
function after(changes: readonly Change[], next: Change | undefined): readonly Change[] {
  const last = changes.at(-1);
  if (!next || !last || next.seq <= last.seq) return changes;
  return [...changes, next].slice(-CHANGES_MAX);
}

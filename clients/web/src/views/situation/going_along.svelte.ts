import { onDestroy } from 'svelte';
import type { OpenIncident } from '../../app/incident.svelte';
import type { MapView } from '../../map/map_view';
import type { Bounds } from '../../picture/following';

/** Ties a map to `incident.follow`, and tells the others what it shows. For use in a component. */
export class GoingAlong {
  /** What the map shows. */
  seen = $state.raw<Bounds>();
  private view = $state.raw<MapView>();

  constructor(incident: OpenIncident) {
    const { follow } = incident;
    $effect(() => {
      if (this.view && follow.bounds) this.view.lookAt(follow.bounds);
    });
    // Who follows looks at just what the followed one does: two who follow each other stay where they
    // are, instead of each making room for the other's frame.
    $effect(() => {
      incident.looksAt = follow.bounds ?? this.seen ?? [];
    });
    $effect(() => this.view?.onLook((bounds) => (this.seen = bounds)));
    $effect(() => this.view?.onHand(() => follow.byHand()));
    onDestroy(() => (incident.looksAt = []));
  }

  with(view: MapView): void {
    this.view = view;
  }
}

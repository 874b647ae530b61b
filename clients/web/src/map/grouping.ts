import { boundingExtent, getHeight, getWidth } from 'ol/extent';
import type OlMap from 'ol/Map';
import { CLUSTER_DISTANCE_PX } from './picture_groups';
import type { PictureLayer } from './picture_layer';

/** No closer than this does the map go by itself to show some items. */
export const FIT_RESOLUTION_M_MIN = 8;
// More would be a fan that covers the map; the list shows them all.
const OPEN_MEMBERS_MAX = 60;
const OPEN_ZOOM_STEPS_MAX = 0.6;

/** Which items are drawn as one, as the map looks now, and which of these clusters is open. */
export class Grouping {
  // An item that was chosen before it was here, or while its cluster is still to be opened.
  private revealing: string | undefined;
  private openedAt = 0;

  /** `onRegrouped`: names step aside for symbols. */
  constructor(
    private readonly map: OlMap,
    private readonly picture: PictureLayer,
    private readonly onRegrouped: () => void,
  ) {}

  regroup(): void {
    const { picture } = this;
    const resolution = this.map.getView().getResolution();
    if (resolution === undefined) return;
    // Seen from another distance, an opened cluster is another cluster.
    const isFar = Math.abs(Math.log2(resolution / this.openedAt)) > OPEN_ZOOM_STEPS_MAX;
    if (picture.isOpen && isFar) picture.open(undefined);
    picture.regroup(resolution);
    const count = this.revealing === undefined ? 0 : picture.sharing(this.revealing);
    if (count > 1 && count <= OPEN_MEMBERS_MAX) {
      this.openedAt = resolution;
      picture.open(this.revealing);
      picture.regroup(resolution);
    }
    if (count > 0) this.revealing = undefined;
    this.onRegrouped();
  }

  /** Opens the cluster that hides an item, when the item is there. */
  reveal(id: string | undefined): void {
    this.revealing = id;
    if (id !== undefined) this.regroup();
  }

  /** What only a far closer look would part is opened in place instead. */
  isPartedByZoom(ids: readonly string[]): boolean {
    const anchors = ids.flatMap((id) => {
      const entry = this.picture.entry(id);
      return entry === undefined ? [] : [[...entry.anchor]];
    });
    const extent = boundingExtent(anchors);
    const resolution = this.map.getView().getResolution() ?? 1;
    const needed = Math.max(getWidth(extent), getHeight(extent)) / CLUSTER_DISTANCE_PX;
    const canZoom = resolution > 1.1 * FIT_RESOLUTION_M_MIN;
    return canZoom && (needed > resolution / 8 || ids.length > OPEN_MEMBERS_MAX);
  }
}

import { FeatureState, type FeatureCategory } from '../../gen/samlad/v1/situation_pb';
import { t } from '../../i18n/language.svelte';
import type { DrawnGeometry } from '../../map/geometry';
import type { MapItem } from '../../map/map_item';

/** What has been drawn, or lies in a file, and is not yet of the picture. */
export interface Sketch {
  readonly geometry: DrawnGeometry;
  /** Empty if it has none yet. */
  readonly title: string;
}

export const sketchId = (at: number): string => `sketch-${at}`;

// More than there are categories: each geometry has a number of its own in each of them.
const NUMBERS = 100n;

/** Sketches as items of the map, which draws anew what has another number. */
export class SketchItems {
  private last = 0n;
  private readonly numbers = new WeakMap<DrawnGeometry, bigint>();

  of(sketches: readonly Sketch[], category: FeatureCategory, nowMs: number): MapItem[] {
    return sketches.map(({ geometry, title }, at) => ({
      id: sketchId(at),
      seq: this.numberOf(geometry) + BigInt(category),
      title: title || t('feature.new'),
      category,
      symbol: '',
      state: FeatureState.FEATURE_REPORTED,
      geometry,
      uncertaintyM: 0,
      reliability: 0,
      credibility: 0,
      observedAtMs: undefined,
      reportedAtMs: undefined,
      recordedAtMs: nowMs,
      ownerName: '',
      isNew: false,
      contradictedWith: [],
      exercise: false,
    }));
  }

  private numberOf(geometry: DrawnGeometry): bigint {
    const number = this.numbers.get(geometry) ?? (this.last += NUMBERS);
    this.numbers.set(geometry, number);
    return number;
  }
}

import type {
  FeatureCategory,
  FeatureState,
  InformationCredibility,
  SourceReliability,
} from '../gen/samlad/v1/situation_pb';
import type { MapGeometry } from './geometry';

/**
 * One thing on the map: what the map needs of an item of the picture, and no more, so that it can
 * show the live picture, a replay and an imported file alike. Times are milliseconds since 1970.
 */
export interface MapItem {
  readonly id: string;
  /** Of the item's last change: with the id it says whether anything has changed. */
  readonly seq: bigint;
  readonly title: string;
  readonly category: FeatureCategory;
  /** Its code by APP-6 or MIL-STD-2525; empty if it is drawn by its category. */
  readonly symbol: string;
  readonly state: FeatureState;
  readonly geometry: MapGeometry;
  /** How far the true place may lie from the geometry; 0 if nobody has said. */
  readonly uncertaintyM: number;
  readonly reliability: SourceReliability;
  readonly credibility: InformationCredibility;
  readonly observedAtMs: number | undefined;
  readonly reportedAtMs: number | undefined;
  readonly recordedAtMs: number;
  readonly ownerName: string;
  /** Not seen by this person yet. */
  readonly isNew: boolean;
  /** Items that it disagrees with in an open contradiction. */
  readonly contradictedWith: readonly string[];
  /** Belongs to an exercise. */
  readonly exercise: boolean;
}

/** Whether the map would draw both in the same way. */
export function isSameOnMap(a: MapItem, b: MapItem): boolean {
  if (a === b) return true;
  return (
    a.seq === b.seq &&
    a.isNew === b.isNew &&
    a.ownerName === b.ownerName &&
    a.contradictedWith.length === b.contradictedWith.length &&
    a.contradictedWith.every((id, index) => id === b.contradictedWith[index])
  );
}

/** When it was so, as far as anybody has said. */
export const itemTimeMs = (item: MapItem): number =>
  item.observedAtMs ?? item.reportedAtMs ?? item.recordedAtMs;

/** "B2": the Admiralty code's rating of source and information, "–" for what is not rated. */
export function ratingText(item: Pick<MapItem, 'reliability' | 'credibility'>): string {
  if (item.reliability === 0 && item.credibility === 0) return '';
  const reliability = '–ABCDEF'[item.reliability] ?? '–';
  const credibility = '–123456'[item.credibility] ?? '–';
  return reliability + credibility;
}

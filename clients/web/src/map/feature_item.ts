import type { Feature } from '../gen/samlad/v1/situation_pb';
import type { MapItem } from './map_item';

/** What a feature itself does not say. */
export type FeatureContext = Pick<
  MapItem,
  'id' | 'seq' | 'recordedAtMs' | 'ownerName' | 'isNew' | 'contradictedWith' | 'exercise'
>;

/** 0 means not given. */
const givenMs = (timeMs: bigint): number | undefined =>
  timeMs === 0n ? undefined : Number(timeMs);

/** A feature of the picture for the map; undefined if it has no geometry. */
export function mapItemOf(feature: Feature, context: FeatureContext): MapItem | undefined {
  if (feature.geometry === undefined) return undefined;
  return {
    ...context,
    title: feature.title,
    category: feature.category,
    symbol: feature.symbol,
    state: feature.state,
    geometry: feature.geometry,
    uncertaintyM: feature.uncertaintyM,
    reliability: feature.reliability,
    credibility: feature.credibility,
    observedAtMs: givenMs(feature.observedAtMs),
    reportedAtMs: givenMs(feature.reportedAtMs),
  };
}

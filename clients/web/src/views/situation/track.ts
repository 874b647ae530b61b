import { GeometryType } from '../../gen/samlad/v1/situation_pb';
import type { Change } from '../../gen/samlad/v1/log_pb';
import type { MapTrack, TrackPosition } from '../../map/tracks';

/** Where a point has been, by its changes in their order; undefined if it has always been there. */
export function trackOf(id: string, changes: readonly Change[]): MapTrack | undefined {
  const positions: TrackPosition[] = [];
  for (const { item, scenarioAtMs, recordedAtMs } of changes) {
    if (item?.body.case !== 'feature') continue;
    const { geometry } = item.body.value;
    const [lon, lat] = geometry?.coordinates ?? [];
    if (geometry?.type !== GeometryType.POINT || lon === undefined || lat === undefined) continue;
    const last = positions.at(-1);
    if (last?.lon === lon && last.lat === lat) continue;
    positions.push({ lon, lat, atMs: Number(scenarioAtMs || recordedAtMs) });
  }
  return positions.length > 1 ? { id, positions } : undefined;
}

import type OlMap from 'ol/Map';
import { getPointResolution, transformExtent } from 'ol/proj';
import View from 'ol/View';
import {
  RESOLUTION_M_MAX,
  RESOLUTION_M_MIN,
  SWEDEN,
  type MapPosition,
  type MapState,
} from './map_position';
import { projectionOf, transformOf, type ProjectionCode } from './projection';

// The centre of the view stays where the base map has something to show, in degrees.
const CENTRE_BOUNDS = [3, 53, 34, 72];

/** Metres of the map for a metre on the ground: 1 or nearly in SWEREF, 2 at 60° N in Mercator. */
function stretch(code: ProjectionCode, centre: readonly number[]): number {
  return 1 / getPointResolution(projectionOf(code), 1, [...centre], 'm');
}

/** Where a view of the map's projection looks to look there. */
export function targetOf(code: ProjectionCode, { lon, lat, resolutionM }: MapPosition) {
  const center = transformOf(code, 'to-map')([lon, lat]);
  return { center, resolution: resolutionM * stretch(code, center) };
}

export function makeView(code: ProjectionCode, position: MapPosition): View {
  const middle = transformOf(code, 'to-map')([SWEDEN.lon, SWEDEN.lat]);
  return new View({
    projection: projectionOf(code),
    ...targetOf(code, position),
    minResolution: RESOLUTION_M_MIN,
    maxResolution: RESOLUTION_M_MAX * stretch(code, middle),
    extent: transformExtent(CENTRE_BOUNDS, 'EPSG:4326', projectionOf(code), 8),
    constrainOnlyCenter: true,
    showFullExtent: true,
    enableRotation: false,
  });
}

export function positionOf(map: OlMap, code: ProjectionCode): MapPosition {
  const view = map.getView();
  const centre = view.getCenter() ?? [0, 0];
  const [lon = NaN, lat = NaN] = transformOf(code, 'from-map')([...centre]);
  return { lon, lat, resolutionM: (view.getResolution() ?? 1) / stretch(code, centre) };
}

export function stateOf(map: OlMap, code: ProjectionCode): MapState {
  const [west = NaN, south = NaN, east = NaN, north = NaN] = transformExtent(
    map.getView().calculateExtent(map.getSize() ?? [1, 1]),
    projectionOf(code),
    'EPSG:4326',
    8,
  );
  return { ...positionOf(map, code), projection: code, bounds: [west, south, east, north] };
}

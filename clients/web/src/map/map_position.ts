import type { ProjectionCode } from './projection';

/** Where a map looks, in whichever projection: so one screen can follow another. */
export interface MapPosition {
  readonly lon: number;
  readonly lat: number;
  /** Metres on the ground for one CSS pixel, at the centre. */
  readonly resolutionM: number;
}

export interface MapState extends MapPosition {
  readonly projection: ProjectionCode;
  /** What is in view: west, south, east, north. */
  readonly bounds: readonly [number, number, number, number];
}

/** All of Sweden. */
export const SWEDEN: MapPosition = { lon: 16.6, lat: 62.3, resolutionM: 1900 };

export const RESOLUTION_M_MIN = 0.5;
export const RESOLUTION_M_MAX = 5000;

// CSS defines a pixel as 1/96 inch.
const METRES_PER_PIXEL = 0.0254 / 96;

/** 50 000 for 1:50 000, as the map appears on a screen of CSS' nominal size. */
export const scaleOf = (resolutionM: number): number => resolutionM / METRES_PER_PIXEL;

import type Geometry from 'ol/geom/Geometry';
import LineString from 'ol/geom/LineString';
import Polygon from 'ol/geom/Polygon';
import { getArea, getLength } from 'ol/sphere';
import { projectionOf, type ProjectionCode } from './projection';

/** Lengths and areas on the globe, not on the paper: the projection stretches both. */
export interface Measured {
  readonly lengthM: number;
  /** Of an area only; its length is that of its edge. */
  readonly areaM2: number | undefined;
}

export function measured(geometry: Geometry, code: ProjectionCode): Measured | undefined {
  const projection = projectionOf(code);
  if (geometry instanceof LineString) {
    return { lengthM: getLength(geometry, { projection }), areaM2: undefined };
  }
  if (geometry instanceof Polygon) {
    const edge = geometry.getLinearRing(0);
    return {
      lengthM: edge === null ? 0 : getLength(edge, { projection }),
      areaM2: getArea(geometry, { projection }),
    };
  }
  return undefined;
}

const number = (value: number, decimals: number) =>
  value
    .toFixed(decimals)
    .replace('.', ',')
    .replace(/\B(?=(\d{3})+(?!\d))/g, '\u00a0');

export function lengthText(metres: number): string {
  if (metres < 1000) return `${number(metres, 0)} m`;
  const kilometres = number(metres / 1000, metres < 100_000 ? 2 : 0);
  return `${kilometres.replace(/,00$|(,\d)0$/, '$1')} km`;
}

/** Fires and floods are spoken of in hectares. */
export function areaText(squareMetres: number): string {
  if (squareMetres < 10_000) return `${number(squareMetres, 0)} m²`;
  const hectares = squareMetres / 10_000;
  if (hectares < 10_000) return `${number(hectares, hectares < 100 ? 1 : 0)} ha`;
  return `${number(squareMetres / 1_000_000, 0)} km²`;
}

export function measuredText({ lengthM, areaM2 }: Measured): string {
  const length = lengthText(lengthM);
  return areaM2 === undefined ? length : `${areaText(areaM2)} (${length})`;
}

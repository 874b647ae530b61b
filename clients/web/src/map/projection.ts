import {
  addCoordinateTransforms,
  addProjection,
  get as getProjection,
  getTransform,
  transform,
  type TransformFunction,
} from 'ol/proj';
import Projection from 'ol/proj/Projection';
import proj4 from 'proj4';
import { addSwerefTo } from './sweref';

/** The two projections that the map can be drawn in. */
export type ProjectionCode = 'EPSG:3006' | 'EPSG:3857';

/** A position in WGS 84, in degrees. */
export interface Wgs84 {
  readonly lon: number;
  readonly lat: number;
}

/** A position in SWEREF 99 TM, in metres. */
export interface Sweref {
  readonly north: number;
  readonly east: number;
}

// Where SWEREF 99 TM is drawn: Sweden with its neighbours. Numbers of Sweden itself lie well inside.
const SWEREF_EXTENT = [-1_500_000, 4_900_000, 2_700_000, 9_100_000];
const SWEREF_NORTH_RANGE = [6_000_000, 7_800_000] as const;
const SWEREF_EAST_RANGE = [200_000, 1_000_000] as const;

/**
 * Makes SWEREF 99 TM known to OpenLayers when it is first asked for. Not by OpenLayers' `register`:
 * that joins every pair of the hundred and more projections that proj4 knows, for half a second.
 */
function addSweref(): void {
  addSwerefTo(proj4);
  const sweref = new Projection({
    code: 'EPSG:3006',
    units: 'm',
    extent: SWEREF_EXTENT,
    // What EPSG says, and with it every WMS 1.3.0 and WMTS; the map itself has the east first.
    axisOrientation: 'neu',
  });
  addProjection(sweref);
  for (const other of ['EPSG:4326', 'EPSG:3857'] as const) {
    const { forward, inverse } = proj4(other, 'EPSG:3006');
    addCoordinateTransforms(
      other,
      sweref,
      (position: number[]) => forward(position),
      (position: number[]) => inverse(position),
    );
  }
}

export function projectionOf(code: ProjectionCode): Projection {
  if (getProjection('EPSG:3006') === null) addSweref();
  const projection = getProjection(code);
  if (projection === null) throw new Error(`projection ${code} is unknown`);
  return projection;
}

export type Direction = 'to-map' | 'from-map';

/** Between WGS 84 and the map's projection, for flat coordinates. */
export function transformOf(code: ProjectionCode, direction: Direction): TransformFunction {
  const ends = ['EPSG:4326', projectionOf(code)] as const;
  const between = direction === 'to-map' ? getTransform(...ends) : getTransform(ends[1], ends[0]);
  if (between === null) throw new Error(`no transform for ${code}`);
  return between;
}

export function toSweref({ lon, lat }: Wgs84): Sweref {
  const [east = NaN, north = NaN] = transform([lon, lat], 'EPSG:4326', projectionOf('EPSG:3006'));
  return { north, east };
}

export function fromSweref({ north, east }: Sweref): Wgs84 {
  const [lon = NaN, lat = NaN] = transform([east, north], projectionOf('EPSG:3006'), 'EPSG:4326');
  return { lon, lat };
}

// A no-break space groups the thousands, as Swedish does.
const grouped = (metres: number) =>
  Math.round(metres)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, '\u00a0');

export function formatSweref(position: Wgs84): string {
  const { north, east } = toSweref(position);
  return `N\u00a0${grouped(north)} E\u00a0${grouped(east)}`;
}

export type DegreeForm = 'decimal' | 'minutes';

function formatAngle(degrees: number, form: DegreeForm, positive: string, negative: string) {
  const letter = degrees < 0 ? negative : positive;
  const size = Math.abs(degrees);
  if (form === 'decimal') return `${letter}\u00a0${size.toFixed(5).replace('.', ',')}°`;
  // Rounded first, or 59,99999 minutes would become 60,000.
  const thousandths = Math.round(size * 60_000);
  const minutes = ((thousandths % 60_000) / 1000).toFixed(3).padStart(6, '0').replace('.', ',');
  return `${letter}\u00a0${Math.floor(thousandths / 60_000)}°\u00a0${minutes}′`;
}

export function formatWgs84({ lon, lat }: Wgs84, form: DegreeForm): string {
  return `${formatAngle(lat, form, 'N', 'S')} ${formatAngle(lon, form, 'E', 'W')}`;
}

const WORDS: readonly (readonly [RegExp, string])[] = [
  [/SWEREF\s*99(\s*TM)?|WGS\s*84|EPSG:\d+/g, ' '],
  [/LATITUDE?|LAT|NORTHING|NORTH|NORR|NORD/g, 'N'],
  [/LONGITUDE?|LONG|LON|EASTING|EAST|ÖSTER|ÖST|Ö/g, 'E'],
  [/SOUTH|SÖDER|SYD/g, 'S'],
  [/WEST|VÄSTER|VÄST|V/g, 'W'],
];

/** Numbers as they were written, with a decimal comma or point, and spaced thousands. */
function numbersIn(text: string): number[] {
  // Of a seven-figure northing or a six-figure easting; degrees and minutes have no such groups.
  const joined = text
    .replace(/(?<!\d)(\d)[\s\u00a0](\d{3})[\s\u00a0](\d{3})(?!\d)/g, '$1$2$3')
    .replace(/(?<![\d.,])(\d{3})[\s\u00a0](\d{3})(?!\d)/g, '$1$2');
  const withPoints = joined.includes('.') ? joined : joined.replace(/(\d),(\d)/g, '$1.$2');
  const numbers = (withPoints.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);
  // "6637642,560712": the comma stood between two numbers after all.
  const metres = /^\D*(\d{7}),(\d{6})\D*$/.exec(joined);
  return metres === null ? numbers : [Number(metres[1]), Number(metres[2])];
}

function angle(parts: readonly number[]): number | undefined {
  const [degrees = NaN, minutes = 0, seconds = 0] = parts;
  if (minutes < 0 || minutes >= 60 || seconds < 0 || seconds >= 60) return undefined;
  if (parts.length > 1 && !Number.isInteger(degrees)) return undefined;
  const size = Math.abs(degrees) + minutes / 60 + seconds / 3600;
  return degrees < 0 || Object.is(degrees, -0) ? -size : size;
}

const within = (value: number, [low, high]: readonly [number, number]) =>
  value >= low && value <= high;

/**
 * A position from what a person types or pastes: degrees with decimals, with minutes, with minutes
 * and seconds, or SWEREF 99 TM, with or without letters. Without letters latitude and northing come
 * first. Undefined if it is not one, or if it could be two.
 */
export function parseCoordinates(text: string): Wgs84 | undefined {
  let plain = text.toUpperCase().replace(/\u2212/g, '-');
  for (const [word, letter] of WORDS) plain = plain.replace(word, letter);
  if (/[^NSEW\d\s\u00a0.,;:°º'’′"”″()/+-]/.test(plain)) return undefined;
  const letters: readonly string[] = plain.match(/[NSEW]/g) ?? [];
  const numbers = numbersIn(plain);
  if (letters.length !== 0 && letters.length !== 2) return undefined;
  if (numbers.length !== 2 && numbers.length !== 4 && numbers.length !== 6) return undefined;
  const [first, second] = letters;
  const eastFirst = first === 'E' || first === 'W';
  const eastSecond = second === undefined || second === 'E' || second === 'W';
  if (eastFirst === eastSecond) return undefined;

  const half = numbers.length / 2;
  const values = [numbers.slice(0, half), numbers.slice(half)];
  const northParts = values[eastFirst ? 1 : 0] ?? [];
  const eastParts = values[eastFirst ? 0 : 1] ?? [];
  const north = angle(northParts);
  const east = angle(eastParts);
  if (north === undefined || east === undefined) return undefined;
  if (within(north, SWEREF_NORTH_RANGE) && within(east, SWEREF_EAST_RANGE)) {
    return fromSweref({ north, east });
  }
  const lat = letters.includes('S') ? -north : north;
  const lon = letters.includes('W') ? -east : east;
  return within(lat, [-90, 90]) && within(lon, [-180, 180]) ? { lon, lat } : undefined;
}

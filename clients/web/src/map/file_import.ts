// Features of a file: GeoJSON, GPX or KML. Loaded only when somebody brings one.
import type OlFeature from 'ol/Feature';
import type Feature from 'ol/format/Feature';
import GeoJSON from 'ol/format/GeoJSON';
import GPX from 'ol/format/GPX';
import KML from 'ol/format/KML';
import type { Geometry as GeoJsonGeometry } from 'geojson';
import { geometriesOf } from './geojson_geometry';
import { cleanText } from '../picture/clean_text';
import type { DrawnGeometry } from './geometry';
import { projectionOf, type ProjectionCode } from './projection';

export const FILE_BYTES_MAX = 10_000_000;
export const FILE_FEATURES_MAX = 500;
/** Of one feature; the schema has no room for more. */
export const FEATURE_POSITIONS_MAX = 20_000;

/** Something that a file has, as it may become a feature of the picture. */
export interface FileFeature {
  /** What the file calls it, and says of it; empty if nothing. */
  readonly title: string;
  readonly text: string;
  readonly geometry: DrawnGeometry;
}

export type FileProblem =
  'too-large' | 'unknown-kind' | 'broken' | 'empty' | 'too-many' | 'outside' | 'unknown-projection';

/** Why some features of a file are left out. */
export type LeftOut = 'outside' | 'too-long' | 'no-geometry';

export type FileContents =
  | { readonly kind: 'problem'; readonly why: FileProblem }
  | {
      readonly kind: 'features';
      readonly features: readonly FileFeature[];
      readonly leftOut: ReadonlyMap<LeftOut, number>;
    };

const TITLES = ['name', 'title', 'namn', 'rubrik', 'label', 'Name', 'NAMN'];
const TEXTS = ['description', 'desc', 'beskrivning', 'cmt', 'comment', 'text'];

const problem = (why: FileProblem): FileContents => ({ kind: 'problem', why });

export async function readFile(file: Blob): Promise<FileContents> {
  if (file.size > FILE_BYTES_MAX) return problem('too-large');
  let text: string;
  try {
    text = decoded(new Uint8Array(await file.arrayBuffer()));
  } catch {
    // Bytes that are no text: an archive or an image.
    return problem('unknown-kind');
  }
  return readText(text.replace(/^\uFEFF/, '').trim());
}

// UTF-8, or what the file says by its first bytes or its XML declaration; older programs have others.
function decoded(bytes: Uint8Array): string {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  const mark = start.startsWith('\u00ff\u00fe')
    ? 'utf-16le'
    : start.startsWith('\u00fe\u00ff')
      ? 'utf-16be'
      : undefined;
  const declared = /^\s*<\?xml[^>]*\sencoding=["']([\w.:-]+)["']/.exec(start)?.[1];
  return new TextDecoder(mark ?? declared ?? 'utf-8', { fatal: true }).decode(bytes);
}

/** Of the text of a file. */
export function readText(text: string): FileContents {
  if (text === '') return problem('empty');
  const isJson = text.startsWith('{') || text.startsWith('[');
  if (!isJson && !/<(gpx|kml)[\s>]/i.test(text.slice(0, 2000))) return problem('unknown-kind');
  try {
    const source = isJson ? readJson(text) : readXml(text);
    if ('why' in source) return problem(source.why);
    const dataProjection = source.data === 'EPSG:4326' ? source.data : projectionOf(source.data);
    return contentsOf(
      source.format.readFeatures(text, { dataProjection, featureProjection: 'EPSG:4326' }),
    );
  } catch {
    // No such format, or nested deeper than anything can be that somebody has drawn.
    return problem('broken');
  }
}

// An unclosed element makes no error of its own: the parser puts a note into what it could read.
function readXml(text: string): Source {
  const document = new DOMParser().parseFromString(text, 'application/xml');
  if (document.getElementsByTagName('parsererror').length > 0) return { why: 'broken' };
  const isGpx = document.documentElement.localName.toLowerCase() === 'gpx';
  return { format: isGpx ? new GPX() : new KML({ extractStyles: false }), data: 'EPSG:4326' };
}

type Source =
  | { readonly format: Feature; readonly data: ProjectionCode | 'EPSG:4326' }
  | { readonly why: FileProblem };

function readJson(text: string): Source {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || !('type' in value)) return { why: 'broken' };
  // GeoJSON is WGS 84; older files name another.
  const crs = 'crs' in value ? JSON.stringify(value.crs) : '4326';
  if (/4326|CRS84|null/.test(crs)) return { format: geoJson(), data: 'EPSG:4326' };
  if (crs.includes('3006')) return { format: geoJson(), data: 'EPSG:3006' };
  if (/3857|900913/.test(crs)) return { format: geoJson(), data: 'EPSG:3857' };
  return { why: 'unknown-projection' };
}

// A feature may have a property that is called geometry, and keeps its own place all the same.
const geoJson = () => new GeoJSON({ geometryName: 'samlad.geometry' });

function contentsOf(found: readonly OlFeature[]): FileContents {
  const features: FileFeature[] = [];
  const leftOut = new Map<LeftOut, number>();
  const leave = (why: LeftOut) => leftOut.set(why, (leftOut.get(why) ?? 0) + 1);
  const writer = new GeoJSON();
  for (const feature of found) {
    const shape = feature.getGeometry();
    const written = shape && (writer.writeGeometryObject(shape) as GeoJsonGeometry);
    const geometries = written ? geometriesOf(written) : [];
    if (geometries.length === 0) leave('no-geometry');
    for (const geometry of geometries) {
      if (!isOnEarth(geometry)) leave('outside');
      else if (geometry.coordinates.length / 2 > FEATURE_POSITIONS_MAX) leave('too-long');
      else
        features.push({ title: textOf(feature, TITLES), text: textOf(feature, TEXTS), geometry });
    }
  }
  if (features.length > FILE_FEATURES_MAX) return problem('too-many');
  if (features.length > 0) return { kind: 'features', features, leftOut };
  return problem((leftOut.get('outside') ?? 0) > 0 ? 'outside' : 'empty');
}

const isOnEarth = ({ coordinates }: DrawnGeometry) =>
  coordinates.every(
    // A file may have anything there, whatever its format says.
    (value: unknown, i) => typeof value === 'number' && Math.abs(value) <= (i % 2 === 0 ? 180 : 90),
  );

/** KML has HTML in its descriptions, of which the words are kept. */
function textOf(feature: OlFeature, names: readonly string[]): string {
  for (const name of names) {
    const value: unknown = feature.get(name);
    if (typeof value !== 'string' && typeof value !== 'number') continue;
    // A tag ends before the next one begins, so that no text takes longer than it is long.
    const words = cleanText(String(value))
      .replace(/<(br|\/p|\/tr|\/li)[^<>]*>/gi, '\n')
      .replace(/<[^<>]*>/g, ' ')
      .replace(/[^\S\n]+/g, ' ')
      .replace(/ ?\n ?/g, '\n')
      .trim();
    if (words !== '') return words;
  }
  return '';
}

// Items to look at while the map is being worked on: the demo's, and as many synthetic ones as asked.
import {
  FeatureCategory as C,
  FeatureState as S,
  GeometryType,
} from '../src/gen/samlad/v1/situation_pb';
import type { MapItem } from '../src/map/map_item';
import type { MapTrack } from '../src/map/tracks';

const PLACES: Readonly<Record<string, readonly [lon: number, lat: number, uncertaintyM: number]>> =
  {
    start: [16.2, 59.87, 3000],
    fire: [16.15, 59.9, 8000],
    sala: [16.607, 59.92, 2000],
    norberg: [15.925, 60.065, 2000],
    surahammar: [16.217, 59.717, 2000],
    ramnas: [16.183, 59.767, 2000],
    vasterfarnebo: [16.275, 59.947, 2000],
    snyten: [16.03, 60.02, 3000],
    virsbo: [16.0843, 59.8719, 1000],
    angelsberg: [16.0092, 59.957, 1000],
    fagersta: [15.8155, 59.9905, 1000],
    vasteras: [16.5529, 59.6077, 5000],
  };

const DAY = 86_400_000;
const T0 = Date.UTC(2014, 6, 31, 11, 0);
export const DEMO_NOW_MS = T0 + 4 * DAY + 6 * 3_600_000;

type Row = readonly [
  title: string,
  category: C,
  state: S,
  place: string,
  hours: number,
  rating: string,
  contradicts?: string,
];

const ROWS: readonly Row[] = [
  [
    'Händelsetid 13.00 enligt Copernicus',
    C.HAZARD,
    S.FEATURE_CONTRADICTED,
    'start',
    0,
    'B4',
    'larm',
  ],
  [
    'Maskinförare ringer SOS Alarm 13.29',
    C.HAZARD,
    S.FEATURE_IN_PICTURE,
    'start',
    0.5,
    'B1',
    'larm',
  ],
  [
    'Samma samtal tidsatt till 13.39',
    C.OBSERVATION,
    S.FEATURE_CONTRADICTED,
    'start',
    0.6,
    'B4',
    'larm',
  ],
  ['Exakt GPS-position från föraren', C.OBSERVATION, S.FEATURE_ASSESSED, 'start', 0.7, 'B2'],
  ['Sala-Heby tar över ledningen', C.RESOURCE, S.FEATURE_IN_PICTURE, 'sala', 2.2, 'F3'],
  ['Spridning till eller nära Öjesjön', C.HAZARD, S.FEATURE_SUPERSEDED, 'fire', 6, 'F3'],
  ['60 hektar brinner', C.AFFECTED_AREA, S.FEATURE_SUPERSEDED, 'fire', 7, 'F6'],
  ['Ledningsplatsen tvingas flytta', C.COMMAND_POST, S.FEATURE_IN_PICTURE, 'virsbo', 31, 'F3'],
  ['EFFIS: 3 300 hektar', C.AFFECTED_AREA, S.FEATURE_IN_PICTURE, 'fire', 95, 'B3', 'area'],
  ['4 000 hektar', C.AFFECTED_AREA, S.FEATURE_CONTRADICTED, 'fire', 95, 'C3', 'area'],
  ['Prognos: fronten kan nå Norberg i natt', C.HAZARD, S.FEATURE_REPORTED, 'norberg', 96, 'B3'],
  ['Utrymning av Gammelby', C.EVACUATION, S.FEATURE_IN_PICTURE, 'fire', 100, 'B2'],
  ['Utrymning av Ängelsberg', C.EVACUATION, S.FEATURE_IN_PICTURE, 'angelsberg', 101, 'B2'],
  ['Gård utrymmer djur', C.EVACUATION, S.FEATURE_REPORTED, 'vasterfarnebo', 101, 'F3'],
  ['Fronten når sjön', C.HAZARD, S.FEATURE_REPORTED, 'snyten', 101.5, 'B2', 'front'],
  ['Ingen rök vid Snyten', C.OBSERVATION, S.FEATURE_REPORTED, 'fagersta', 101.6, 'D4', 'front'],
  ['Utrymningscentral öppnad', C.MEASURE, S.FEATURE_ASSESSED, 'vasteras', 101, 'A2'],
  ['Väg 256 avstängd', C.INFRASTRUCTURE, S.FEATURE_ASSESSED, 'ramnas', 99, 'A1'],
  ['Hård vind från sydväst', C.ENVIRONMENT, S.FEATURE_REPORTED, 'surahammar', 98, 'B2'],
  ['Två personer saknas', C.PEOPLE, S.FEATURE_RETRACTED, 'fagersta', 97, 'E5'],
];

const letterOf = (rating: string) => '–ABCDEF'.indexOf(rating.charAt(0));
const digitOf = (rating: string) => Number(rating.charAt(1));

function demoItem(
  [title, category, state, place, hours, rating, contradicts]: Row,
  index: number,
): MapItem {
  const [lon, lat, uncertaintyM] = PLACES[place] ?? [16, 60, 0];
  const others = ROWS.flatMap((row, i) =>
    contradicts !== undefined && row[6] === contradicts && i !== index ? [`demo-${i}`] : [],
  );
  return {
    id: `demo-${index}`,
    seq: 1n,
    title,
    category,
    symbol: '',
    state,
    geometry: { type: GeometryType.POINT, coordinates: [lon, lat], ends: [], polygonEnds: [] },
    uncertaintyM,
    reliability: letterOf(rating),
    credibility: digitOf(rating),
    observedAtMs: T0 + hours * 3_600_000,
    reportedAtMs: undefined,
    recordedAtMs: T0 + hours * 3_600_000,
    ownerName: index % 3 === 0 ? 'Lst U' : 'Rtj Sala-Heby',
    isNew: hours > 101,
    contradictedWith: others,
    exercise: true,
  };
}

/** Where the fire ran, by eye: the demo itself has only points. */
const FRONT = [
  16.05, 59.86, 16.14, 59.83, 16.26, 59.85, 16.33, 59.91, 16.3, 59.97, 16.19, 59.99, 16.08, 59.96,
  16.03, 59.91, 16.05, 59.86,
];

const area: MapItem = {
  ...demoItem(['Brandområdet', C.AFFECTED_AREA, S.FEATURE_IN_PICTURE, 'fire', 99, 'B2'], 90),
  geometry: { type: GeometryType.POLYGON, coordinates: FRONT, ends: [9], polygonEnds: [] },
  uncertaintyM: 800,
};

const line: MapItem = {
  ...demoItem(['Begränsningslinje', C.MEASURE, S.FEATURE_REPORTED, 'fire', 100, 'B3'], 91),
  geometry: {
    type: GeometryType.LINE_STRING,
    coordinates: [15.93, 59.84, 15.94, 59.9, 15.98, 59.98, 16.1, 60.05],
    ends: [],
    polygonEnds: [],
  },
  uncertaintyM: 300,
};

export const demoItems = (): MapItem[] => [...ROWS.map(demoItem), area, line];

/** Spread over Sweden, some in heaps around towns; the same ones each time. */
export function syntheticItems(count: number): MapItem[] {
  let state = 7;
  const next = () => (state = (state * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
  return Array.from({ length: count }, (_, i) => {
    const spread = i % 3 === 0 ? 6 : 0.6;
    const lat = 59.6 + (next() + next() - 1) * spread * 0.6;
    const lon = 15.8 + (next() + next() - 1) * spread;
    return {
      id: `synthetic-${i}`,
      seq: 1n,
      title: `Föremål ${i}`,
      symbol: '',
      category: 1 + Math.floor(next() * 10),
      state: 1 + Math.floor(next() * 7),
      geometry: { type: GeometryType.POINT, coordinates: [lon, lat], ends: [], polygonEnds: [] },
      uncertaintyM: i % 4 === 0 ? 500 + next() * 3000 : 0,
      reliability: Math.floor(next() * 7),
      credibility: Math.floor(next() * 7),
      observedAtMs: DEMO_NOW_MS - next() * 2 * DAY,
      reportedAtMs: undefined,
      recordedAtMs: DEMO_NOW_MS,
      ownerName: 'Lst U',
      isNew: i % 50 === 0,
      contradictedWith: i % 200 === 1 ? [`synthetic-${i - 1}`] : [],
      exercise: true,
    };
  });
}

/** A helicopter's way through the area. */
export const demoTrack = (): MapTrack => ({
  id: 'demo-7',
  positions: Array.from({ length: 9 }, (_, i) => ({
    lon: 16.28 - i * 0.025 + Math.sin(i) * 0.01,
    lat: 59.77 + i * 0.012,
    atMs: DEMO_NOW_MS - (9 - i) * 900_000,
  })),
});

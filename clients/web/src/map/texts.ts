import type { Language } from '../i18n/language.svelte';
import type { ConfigProblem } from './layer_config';
import type { LayerStatus } from './configured_layers';
import type { LegendMark } from './legend';

/** What the map says. Swedish first; the English has to have the same. */
const sv = {
  map: 'Karta',
  mapHelp:
    'Piltangenterna flyttar kartan, plus och minus ändrar skalan. Listan visar samma föremål.',
  zoomIn: 'Zooma in',
  zoomOut: 'Zooma ut',
  fitAll: 'Visa hela lägesbilden',
  list: 'Lista över det som syns',
  listEmpty: 'Inget föremål syns här.',
  listMore: 'och {n} till; zooma in för att se dem',
  here: '{n} föremål på samma plats',
  legend: 'Teckenförklaring',
  layers: 'Kartlager',
  noLayers: 'Servern har inga egna kartlager.',
  goTo: 'Gå till koordinat',
  go: 'Gå dit',
  coordinate: 'Koordinat, WGS 84 eller SWEREF 99 TM',
  coordinateWrong:
    'Det är ingen koordinat. Skriv till exempel 59,8719 16,0843 eller N 6637642 E 560712.',
  measureLine: 'Mät sträcka',
  measureArea: 'Mät yta',
  draw: 'Rita',
  drawPoint: 'Rita punkt',
  drawLine: 'Rita linje',
  drawArea: 'Rita yta',
  importFile: 'Läs in en fil',
  sketchHelp:
    'Klicka i kartan eller skriv koordinater. Enter avslutar, Esc avbryter, Backsteg tar bort den senaste.',
  addPosition: 'Lägg till',
  editing: 'Ändra på kartan',
  editHelp:
    'Dra i punkterna eller linjerna, eller välj en punkt och skriv dess koordinat. Delete tar bort den valda punkten, Ctrl+Z ångrar.',
  vertex: 'Punkt {n} av {all}',
  previousVertex: 'Föregående',
  nextVertex: 'Nästa',
  addVertex: 'Ny punkt efter',
  removeVertex: 'Ta bort punkt',
  moveVertex: 'Flytta hit',
  editDone: 'Spara ändringen',
  others: 'Vad andra ser ({n})',
  othersNone: 'Vad andra ser: ingen annan har en annan karta framme',
  undo: 'Ångra',
  done: 'Klar',
  cancel: 'Avbryt',
  close: 'Stäng',
  print: 'Skriv ut som PDF',
  printTitle: 'Rubrik',
  paper: 'Papper',
  landscape: 'Liggande',
  portrait: 'Stående',
  scale: 'Skala',
  makePdf: 'Gör PDF',
  printing: 'Ritar kartan …',
  printFailed: 'Kartan kunde inte ritas. Försök med en mindre skala eller ett mindre papper.',
  projection: 'Projektion',
  baseMapMissing: 'Bakgrundskartan kunde inte hämtas. Lägesbilden visas ändå.',
  exercise: 'ÖVNING',
  contradicted: 'motsagd',
  legend_military: 'symbol enligt APP-6 (MIL-STD-2525)',
  legend_cluster: 'flera tätt ihop, och hur många',
  legend_uncertainty: 'den sanna platsen ligger inom cirkeln',
  legend_disagreement: 'uppgifter som går isär',
  uncertainty: 'osäkerhet {distance}',
  unseen: 'ny',
} as const;

export type MapTextKey = keyof typeof sv;

const en: Readonly<Record<MapTextKey, string>> = {
  map: 'Map',
  mapHelp: 'Arrow keys move the map, plus and minus change its scale. The list has the same items.',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  fitAll: 'Show the whole picture',
  list: 'List of what is in view',
  listEmpty: 'No item is in view.',
  listMore: 'and {n} more; zoom in to see them',
  here: '{n} items in the same place',
  legend: 'Legend',
  layers: 'Map layers',
  noLayers: 'The server has no map layers of its own.',
  goTo: 'Go to coordinates',
  go: 'Go there',
  coordinate: 'Coordinates, WGS 84 or SWEREF 99 TM',
  coordinateWrong:
    'These are no coordinates. Write for example 59.8719 16.0843 or N 6637642 E 560712.',
  measureLine: 'Measure a distance',
  measureArea: 'Measure an area',
  draw: 'Draw',
  drawPoint: 'Draw a point',
  drawLine: 'Draw a line',
  drawArea: 'Draw an area',
  importFile: 'Bring in a file',
  sketchHelp:
    'Click on the map or write coordinates. Enter ends, Esc breaks off, Backspace takes the last one back.',
  addPosition: 'Add',
  editing: 'Edit on the map',
  editHelp:
    'Drag points or lines, or choose a point and write its coordinates. Delete removes the chosen point, Ctrl+Z undoes.',
  vertex: 'Point {n} of {all}',
  previousVertex: 'Previous',
  nextVertex: 'Next',
  addVertex: 'New point after',
  removeVertex: 'Remove point',
  moveVertex: 'Move it here',
  editDone: 'Save the change',
  others: 'What others look at ({n})',
  othersNone: 'What others look at: nobody else has another map open',
  undo: 'Undo',
  done: 'Done',
  cancel: 'Cancel',
  close: 'Close',
  print: 'Print as PDF',
  printTitle: 'Heading',
  paper: 'Paper',
  landscape: 'Landscape',
  portrait: 'Portrait',
  scale: 'Scale',
  makePdf: 'Make the PDF',
  printing: 'Drawing the map …',
  printFailed: 'The map could not be drawn. Try a smaller scale or a smaller paper.',
  projection: 'Projection',
  baseMapMissing: 'The base map could not be fetched. The picture is shown without it.',
  exercise: 'EXERCISE',
  contradicted: 'contradicted',
  legend_military: 'symbol by APP-6 (MIL-STD-2525)',
  legend_cluster: 'several close together, and how many',
  legend_uncertainty: 'the true place lies within the circle',
  legend_disagreement: 'items that disagree',
  uncertainty: 'uncertainty {distance}',
  unseen: 'new',
};

const marks: Readonly<Record<Language, Readonly<Record<LegendMark, string>>>> = {
  sv: {
    reported: 'rapporterad, ännu inte bedömd',
    assessed: 'bedömd eller i lägesbilden',
    doubtful: 'tveksam källa eller uppgift (D, E, 4, 5)',
    past: 'ersatt eller föråldrad',
    retracted: 'återtagen',
    new: 'ny för dig',
    contradicted: 'motsägs av en annan uppgift',
  },
  en: {
    reported: 'reported, not yet assessed',
    assessed: 'assessed or in the picture',
    doubtful: 'doubtful source or information (D, E, 4, 5)',
    past: 'superseded or expired',
    retracted: 'retracted',
    new: 'new to you',
    contradicted: 'contradicted by another item',
  },
};

const statuses: Readonly<Record<Language, Readonly<Record<LayerStatus, string>>>> = {
  sv: {
    hidden: '',
    loading: 'hämtas …',
    shown: '',
    failed:
      'Lagret kunde inte hämtas. Servern svarar inte, eller så tillåter inte map_origins den.',
  },
  en: {
    hidden: '',
    loading: 'loading …',
    shown: '',
    failed:
      'The layer could not be fetched: its server does not answer, or map_origins does not allow it.',
  },
};

const problems: Readonly<Record<Language, Readonly<Record<ConfigProblem['why'], string>>>> = {
  sv: {
    'not-json': '{at} är inte JSON.',
    'not-a-list': '{at} i map.json är ingen lista, eller för lång.',
    missing: '{at} saknas i map.json.',
    'not-allowed': '{at} i map.json har ett värde som inte är tillåtet.',
    'unknown-kind': '{at} i map.json är inte wms, wmts, xyz eller pmtiles.',
    twice: '{at} i map.json finns redan på ett annat lager.',
  },
  en: {
    'not-json': '{at} is no JSON.',
    'not-a-list': '{at} in map.json is no list, or too long a one.',
    missing: '{at} is missing in map.json.',
    'not-allowed': '{at} in map.json has a value that is not allowed.',
    'unknown-kind': '{at} in map.json is not wms, wmts, xyz or pmtiles.',
    twice: '{at} in map.json is that of another layer, too.',
  },
};

const texts = { sv, en };

export function mapText(
  language: Language,
  key: MapTextKey,
  values: Readonly<Record<string, string | number>> = {},
): string {
  return texts[language][key].replace(/\{(\w+)\}/g, (_, name: string) =>
    String(values[name] ?? ''),
  );
}

export const markText = (language: Language, mark: LegendMark): string => marks[language][mark];

export const statusText = (language: Language, status: LayerStatus): string =>
  statuses[language][status];

export const configProblemText = (language: Language, { at, why }: ConfigProblem): string =>
  problems[language][why].replace('{at}', at);

export const PROJECTION_NAMES = {
  'EPSG:3006': 'SWEREF 99 TM',
  'EPSG:3857': 'Web Mercator',
} as const;

import { FeatureCategory } from '../gen/samlad/v1/situation_pb';

export type ThemeName = 'light' | 'dark' | 'night';

export type Category = Exclude<FeatureCategory, FeatureCategory.FEATURE_CATEGORY_UNSPECIFIED>;

/** The colours of the map. Shape and glyph say the same as colour, so no one has to see colours. */
export interface MapTheme {
  readonly name: ThemeName;
  readonly sea: string;
  readonly land: string;
  readonly shore: string;
  readonly border: string;
  readonly place: string;
  readonly water: string;
  readonly halo: string;
  readonly label: string;
  readonly sublabel: string;
  readonly labelHalo: string;
  /** The rim of every symbol, and the inside of what is only reported. */
  readonly paper: string;
  readonly uncertainty: string;
  readonly uncertaintyFill: string;
  readonly disagreement: string;
  readonly onDisagreement: string;
  readonly fresh: string;
  readonly selected: string;
  readonly drawing: string;
  readonly category: Readonly<Record<Category, string>>;
  readonly glyph: string;
}

const {
  HAZARD,
  AFFECTED_AREA,
  RESOURCE,
  COMMAND_POST,
  EVACUATION,
  INFRASTRUCTURE,
  PEOPLE,
  ENVIRONMENT,
  OBSERVATION,
  MEASURE,
} = FeatureCategory;

/** In the order in which the legend has them. */
export const CATEGORIES: readonly Category[] = [
  HAZARD,
  AFFECTED_AREA,
  PEOPLE,
  EVACUATION,
  INFRASTRUCTURE,
  ENVIRONMENT,
  OBSERVATION,
  RESOURCE,
  COMMAND_POST,
  MEASURE,
];

const light: MapTheme = {
  name: 'light',
  sea: '#cfdfe8',
  land: '#f5f2ea',
  shore: '#9ab5c4',
  border: '#a89b8c',
  place: '#5d5a53',
  water: '#5d87a0',
  halo: '#f5f2eacc',
  label: '#1b2227',
  sublabel: '#4b565d',
  labelHalo: '#ffffffe6',
  paper: '#ffffff',
  uncertainty: '#49555cb0',
  uncertaintyFill: '#49555c12',
  disagreement: '#8d1a6f',
  onDisagreement: '#ffffff',
  fresh: '#0b6bd3',
  selected: '#111111',
  drawing: '#0b6bd3',
  glyph: '#ffffff',
  category: {
    [HAZARD]: '#c9341a',
    [AFFECTED_AREA]: '#a8581a',
    [RESOURCE]: '#2866b0',
    [COMMAND_POST]: '#173a68',
    [EVACUATION]: '#00735c',
    [INFRASTRUCTURE]: '#54575e',
    [PEOPLE]: '#8a3a86',
    [ENVIRONMENT]: '#2c82ae',
    [OBSERVATION]: '#7d6608',
    [MEASURE]: '#3c761f',
  },
};

const dark: MapTheme = {
  name: 'dark',
  sea: '#121c26',
  land: '#232d36',
  shore: '#435665',
  border: '#77706a',
  place: '#9fabb3',
  water: '#6f94ad',
  halo: '#1a232bcc',
  label: '#f2f5f7',
  sublabel: '#b9c4cb',
  labelHalo: '#10171ddd',
  paper: '#0e151b',
  uncertainty: '#c3ced6a0',
  uncertaintyFill: '#c3ced60e',
  disagreement: '#f59ae0',
  onDisagreement: '#2a0621',
  fresh: '#5fb0ff',
  selected: '#ffffff',
  drawing: '#5fb0ff',
  glyph: '#0e151b',
  category: {
    [HAZARD]: '#ff8266',
    [AFFECTED_AREA]: '#e0a061',
    [RESOURCE]: '#7db4f5',
    [COMMAND_POST]: '#b3d0f7',
    [EVACUATION]: '#43c9a5',
    [INFRASTRUCTURE]: '#b4bac2',
    [PEOPLE]: '#d79bd3',
    [ENVIRONMENT]: '#6cc4ea',
    [OBSERVATION]: '#dcc35a',
    [MEASURE]: '#93cc70',
  },
};

const red = (lightness: number) => `hsl(6 85% ${lightness}%)`;

/** Only red light, so that eyes stay used to the dark. */
const night: MapTheme = {
  name: 'night',
  sea: '#070101',
  land: '#1c0503',
  shore: '#571911',
  border: '#7d2a1e',
  place: '#a5382a',
  water: '#7d261c',
  halo: '#120302cc',
  label: '#ff6a58',
  sublabel: '#d64a39',
  labelHalo: '#0b0101dd',
  paper: '#0b0101',
  uncertainty: '#d95a46a0',
  uncertaintyFill: '#d95a460e',
  disagreement: '#ff7f6c',
  onDisagreement: '#2a0400',
  fresh: '#ff7461',
  selected: '#ff9584',
  drawing: '#ff7461',
  glyph: '#0b0101',
  category: {
    [HAZARD]: red(62),
    [AFFECTED_AREA]: red(52),
    [RESOURCE]: red(46),
    [COMMAND_POST]: red(54),
    [EVACUATION]: red(50),
    [INFRASTRUCTURE]: red(42),
    [PEOPLE]: red(56),
    [ENVIRONMENT]: red(40),
    [OBSERVATION]: red(44),
    [MEASURE]: red(48),
  },
};

export const THEMES: Readonly<Record<ThemeName, MapTheme>> = { light, dark, night };

/** The interface's own (style/tokens.css), which a canvas cannot read from there. */
export const FONT =
  '"Segoe UI", "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif';

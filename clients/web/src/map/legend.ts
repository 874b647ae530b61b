import { lookKey, type Look } from './look';
import { CATEGORIES, THEMES, type Category, type ThemeName } from './theme';
import { drawnSymbolUrl } from './symbols';
import { FeatureCategory } from '../gen/samlad/v1/situation_pb';

/** What a symbol can say beside its category. */
export type LegendMark =
  'reported' | 'assessed' | 'doubtful' | 'past' | 'retracted' | 'new' | 'contradicted';

export const LEGEND_MARKS: readonly LegendMark[] = [
  'reported',
  'assessed',
  'doubtful',
  'past',
  'retracted',
  'new',
  'contradicted',
];

export type LegendRow =
  | { readonly kind: 'category'; readonly category: Category; readonly look: Look }
  | { readonly kind: 'mark'; readonly mark: LegendMark; readonly look: Look };

const PLAIN: Look = {
  category: FeatureCategory.HAZARD,
  standing: 'assessed',
  age: 0,
  isDoubtful: false,
  isNew: false,
  isContradicted: false,
};

const MARK_LOOKS: Readonly<Record<LegendMark, Partial<Look>>> = {
  reported: { standing: 'reported' },
  assessed: {},
  doubtful: { standing: 'reported', isDoubtful: true },
  past: { standing: 'past' },
  retracted: { standing: 'retracted' },
  new: { isNew: true },
  contradicted: { isContradicted: true },
};

/** The rows of the legend: each category, then each mark on an example. */
export function legendRows(categories: readonly Category[] = CATEGORIES): LegendRow[] {
  return [
    ...categories.map((category): LegendRow => ({
      kind: 'category',
      category,
      look: { ...PLAIN, category },
    })),
    ...LEGEND_MARKS.map((mark): LegendRow => ({
      kind: 'mark',
      mark,
      look: { ...PLAIN, ...MARK_LOOKS[mark] },
    })),
  ];
}

const urls = new Map<string, string>();

/** The symbol as the map draws it, for an `img`. Drawn once for each look and theme. */
export function symbolUrl(look: Look, theme: ThemeName): string {
  const key = `${theme}|${lookKey(look)}`;
  const url = urls.get(key) ?? drawnSymbolUrl(look, THEMES[theme]);
  urls.set(key, url);
  return url;
}

import type { Look } from './look';
import { militarySymbols } from './military_symbols.svelte';
import { CATEGORIES, type Category } from './theme';
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

/** What the map draws beside the symbols of single items. */
export type LegendShape = 'cluster' | 'uncertainty' | 'disagreement';

export const LEGEND_SHAPES: readonly LegendShape[] = ['cluster', 'uncertainty', 'disagreement'];

export type LegendRow =
  | { readonly kind: 'category'; readonly category: Category; readonly look: Look }
  | { readonly kind: 'mark'; readonly mark: LegendMark; readonly look: Look }
  /** Symbols by APP-6, of which one stands for all. */
  | { readonly kind: 'military'; readonly look: Look }
  | { readonly kind: LegendShape };

const PLAIN: Look = {
  category: FeatureCategory.HAZARD,
  symbol: '',
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
export function legendRows(
  categories: readonly Category[] = CATEGORIES,
  marks: readonly LegendMark[] = LEGEND_MARKS,
  shapes: readonly LegendShape[] = LEGEND_SHAPES,
  military = '',
): LegendRow[] {
  return [
    ...categories.map((category): LegendRow => ({
      kind: 'category',
      category,
      look: { ...PLAIN, category },
    })),
    ...(military === ''
      ? []
      : [{ kind: 'military' as const, look: { ...PLAIN, symbol: military } }]),
    ...marks.map((mark): LegendRow => ({
      kind: 'mark',
      mark,
      look: { ...PLAIN, ...MARK_LOOKS[mark] },
    })),
    ...shapes.map((kind): LegendRow => ({ kind })),
  ];
}

/** The rows for what some items are and say, and no others: for paper. */
export function legendOf(looks: readonly Look[], shapes: ReadonlySet<LegendShape>): LegendRow[] {
  const isSaid: Readonly<Record<LegendMark, (look: Look) => boolean>> = {
    reported: ({ standing }) => standing === 'reported',
    assessed: ({ standing }) => standing === 'assessed',
    doubtful: ({ isDoubtful }) => isDoubtful,
    past: ({ standing }) => standing === 'past',
    retracted: ({ standing }) => standing === 'retracted',
    new: ({ isNew }) => isNew,
    contradicted: ({ isContradicted }) => isContradicted,
  };
  // What has a code that is none is drawn by its category.
  const own = looks.filter(({ symbol }) => !militarySymbols.isSymbol(symbol));
  return legendRows(
    CATEGORIES.filter((category) => own.some((look) => look.category === category)),
    LEGEND_MARKS.filter((mark) => looks.some(isSaid[mark])),
    LEGEND_SHAPES.filter((shape) => shapes.has(shape)),
    militarySymbols.firstOf(looks),
  );
}

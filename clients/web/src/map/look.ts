import { FeatureCategory, FeatureState } from '../gen/samlad/v1/situation_pb';
import { itemTimeMs, type MapItem } from './map_item';
import type { Category } from './theme';

/**
 * How far an item has come: `reported` by somebody, `assessed` and taken into the picture, or
 * `past` (superseded, expired). A retracted one stays, struck through.
 */
export type Standing = 'reported' | 'assessed' | 'past' | 'retracted';

/** Everything that decides what an item's symbol looks like. Few differ, so symbols are shared. */
export interface Look {
  readonly category: Category;
  /** A code by APP-6, drawn instead of the category's symbol; or empty. */
  readonly symbol: string;
  readonly standing: Standing;
  /** 0 fresh, 1 some hours, 2 half a day, 3 older. */
  readonly age: 0 | 1 | 2 | 3;
  /** The source is not reliable or the information not credible, by their rating. */
  readonly isDoubtful: boolean;
  readonly isNew: boolean;
  readonly isContradicted: boolean;
}

const HOUR_MS = 3_600_000;
const AGE_STEPS_MS = [2 * HOUR_MS, 8 * HOUR_MS, 24 * HOUR_MS] as const;

export function ageOf(timeMs: number, nowMs: number): Look['age'] {
  const step = AGE_STEPS_MS.findIndex((limit) => nowMs - timeMs < limit);
  return step === 0 || step === 1 || step === 2 ? step : 3;
}

function standingOf(state: FeatureState): Standing {
  switch (state) {
    case FeatureState.FEATURE_ASSESSED:
    case FeatureState.FEATURE_IN_PICTURE:
      return 'assessed';
    case FeatureState.FEATURE_SUPERSEDED:
    case FeatureState.FEATURE_EXPIRED:
      return 'past';
    case FeatureState.FEATURE_RETRACTED:
      return 'retracted';
    default:
      return 'reported';
  }
}

/** D, E: the source is not to be relied on. 4, 5: the information is doubtful. F and 6 say nothing. */
const isDoubtful = ({ reliability, credibility }: MapItem) =>
  reliability === 4 || reliability === 5 || credibility === 4 || credibility === 5;

export function lookOf(item: MapItem, nowMs: number): Look {
  const { category } = item;
  return {
    // The schema demands a category; an unknown one of a later schema is shown as an observation.
    category:
      category >= 1 && category <= 10 ? (category as Category) : FeatureCategory.OBSERVATION,
    symbol: item.symbol,
    standing: standingOf(item.state),
    age: ageOf(itemTimeMs(item), nowMs),
    isDoubtful: isDoubtful(item),
    isNew: item.isNew,
    isContradicted:
      item.contradictedWith.length > 0 || item.state === FeatureState.FEATURE_CONTRADICTED,
  };
}

export const lookKey = (look: Look): string =>
  [
    look.category,
    look.symbol,
    look.standing,
    look.age,
    Number(look.isDoubtful),
    Number(look.isNew),
    Number(look.isContradicted),
  ].join('.');

/** 1 is drawn in full; what is old or past stands back but can still be read. */
export function opacityOf({ standing, age }: Pick<Look, 'standing' | 'age'>): number {
  if (standing === 'past' || standing === 'retracted') return 0.5;
  return ([1, 0.92, 0.82, 0.72] as const)[age];
}

/** Which label wins where two collide, and which symbol lies on top. */
export function priorityOf(look: Look): number {
  const standing = { assessed: 4, reported: 3, past: 1, retracted: 0 }[look.standing];
  return (
    standing +
    (look.isContradicted ? 8 : 0) +
    (look.isNew ? 4 : 0) +
    (look.category === FeatureCategory.HAZARD ? 2 : 0) -
    look.age * 0.5
  );
}

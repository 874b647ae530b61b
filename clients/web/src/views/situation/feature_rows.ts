import { FeatureCategory, FeatureState } from '../../gen/samlad/v1/situation_pb';
import { label } from '../../i18n/language.svelte';
import type { MapItem } from '../../map/map_item';

/** The map's items as rows of a table: the same, to be read and sorted. */

export type Column = 'title' | 'state' | 'rating' | 'observed' | 'delay' | 'owner';
export interface Order {
  readonly column: Column;
  readonly isDescending: boolean;
}

/** From observation to entry; undefined if nobody has said when it was observed. */
export function delayMs({ observedAtMs, recordedAtMs }: MapItem): number | undefined {
  return observedAtMs === undefined ? undefined : recordedAtMs - observedAtMs;
}

/** Those that hold all the words of the filter, in order. What is not known comes last. */
export function featureRows(
  items: readonly MapItem[],
  filter: string,
  { column, isDescending }: Order,
): readonly MapItem[] {
  const words = filter.toLocaleLowerCase('sv').split(/\s+/).filter(Boolean);
  const fitting = items.filter((item) => {
    const text = [item.title, item.ownerName, categoryText(item), label(FeatureState, item.state)]
      .join(' ')
      .toLocaleLowerCase('sv');
    return words.every((word) => text.includes(word));
  });
  const sign = isDescending ? -1 : 1;
  return fitting.sort((a, b) => compare(keyOf(a, column), keyOf(b, column), sign));
}

export const categoryText = (item: MapItem): string => label(FeatureCategory, item.category);

function keyOf(item: MapItem, column: Column): string | number | undefined {
  switch (column) {
    case 'title':
      return item.title;
    case 'owner':
      return item.ownerName;
    case 'state':
      return item.state;
    case 'rating':
      // A1 before A2 before B1.
      return item.reliability === 0 && item.credibility === 0
        ? undefined
        : (item.reliability || 7) * 10 + (item.credibility || 7);
    case 'observed':
      return item.observedAtMs;
    case 'delay':
      return delayMs(item);
  }
}

function compare(
  a: string | number | undefined,
  b: string | number | undefined,
  sign: number,
): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  if (typeof a === 'string') return sign * a.localeCompare(String(b), 'sv');
  return sign * (a - Number(b));
}

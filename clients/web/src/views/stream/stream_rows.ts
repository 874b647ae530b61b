import type { Held, Kind } from '../../picture/held';
import { idOf, type Id } from '../../picture/ids';
import type { Picture } from '../../picture/picture';
import type { SeenItems } from '../../picture/seen_items';
import type { Directory } from '../../picture/selectors';
import { sentenceOf } from '../describe';

export interface StreamFilter {
  readonly text: string;
  readonly kind: Kind | undefined;
  readonly actor: Id | undefined;
  readonly onlyNew: boolean;
}

export interface StreamRows {
  readonly rows: readonly Held[];
  /** There are more that fit than `rows` holds. */
  readonly hasMore: boolean;
}

/** The latest changes that fit the filter, latest first; looks no further back than it has to. */
export function rowsOf(
  picture: Picture,
  directory: Directory,
  filter: StreamFilter,
  mark: { readonly seen: SeenItems; readonly person: Id },
  limit: number,
): StreamRows {
  const words = filter.text.toLocaleLowerCase('sv').split(/\s+/).filter(Boolean);
  const all = picture.newestFirst();
  const rows: Held[] = [];
  for (const held of filter.onlyNew ? mark.seen.newOf(all, mark.person) : all) {
    if (filter.kind !== undefined && held.kind !== filter.kind) continue;
    if (filter.actor !== undefined && idOf(held.change.actor) !== filter.actor) continue;
    if (words.length > 0 && !holdsAll(held, picture, directory, words)) continue;
    if (rows.length === limit) return { rows, hasMore: true };
    rows.push(held);
  }
  return { rows, hasMore: false };
}

/** More than this are not counted: nobody does anything else because of it. */
export const NEWS_COUNT_MAX = 500;

/** How many items others have changed since they were seen; NEWS_COUNT_MAX if it is more. */
export function countNew(picture: Picture, seen: SeenItems, person: Id): number {
  let count = 0;
  const news = seen.newOf(picture.newestFirst(), person);
  while (count < NEWS_COUNT_MAX && news.next().done === false) count++;
  return count;
}

function holdsAll(
  held: Held,
  picture: Picture,
  directory: Directory,
  words: readonly string[],
): boolean {
  const { who, what, title } = sentenceOf(held, picture, directory);
  const text = `${who} ${what} ${title}`.toLocaleLowerCase('sv');
  return words.every((word) => text.includes(word));
}

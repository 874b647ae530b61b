import { instantText } from '../../i18n/format';
import { parseId, type Id } from '../../picture/ids';

/** A place in the log that a person wants to come back to, and why. */
export interface Bookmark {
  readonly seq: bigint;
  /** On the incident's clock. */
  readonly timeMs: number;
  /** With whose sight; undefined: one's own. */
  readonly asActor: Id | undefined;
  readonly comment: string;
}

export const BOOKMARKS_MAX = 500;
export const COMMENT_LENGTH_MAX = 2_000;

/** As it is kept: JSON knows no 64-bit numbers. */
export function writeBookmarks(bookmarks: readonly Bookmark[]): unknown {
  return bookmarks.map(({ seq, ...rest }) => ({ seq: String(seq), ...rest }));
}

/** What was kept; what cannot be read is left out. */
export function readBookmarks(kept: unknown): readonly Bookmark[] {
  if (!Array.isArray(kept)) return [];
  return kept.slice(0, BOOKMARKS_MAX).flatMap((one: unknown): Bookmark[] => {
    if (typeof one !== 'object' || one === null) return [];
    const { seq, timeMs, asActor, comment }: Record<string, unknown> = { ...one };
    if (typeof seq !== 'string' || !/^\d+$/.test(seq) || typeof timeMs !== 'number') return [];
    return [
      {
        seq: BigInt(seq),
        timeMs,
        asActor: typeof asActor === 'string' ? parseId(asActor) : undefined,
        comment: typeof comment === 'string' ? comment.slice(0, COMMENT_LENGTH_MAX) : '',
      },
    ];
  });
}

/** In the order of the log; one at the same place and with the same sight is replaced. */
export function withBookmark(bookmarks: readonly Bookmark[], added: Bookmark): readonly Bookmark[] {
  return [...withoutBookmark(bookmarks, added), added].sort((a, b) =>
    a.seq < b.seq ? -1 : a.seq > b.seq ? 1 : 0,
  );
}

export function withoutBookmark(
  bookmarks: readonly Bookmark[],
  gone: Bookmark,
): readonly Bookmark[] {
  return bookmarks.filter(({ seq, asActor }) => seq !== gone.seq || asActor !== gone.asActor);
}

/** To be put into a report: a heading, and a line and the comment for each. */
export function bookmarksText(
  heading: string,
  bookmarks: readonly Bookmark[],
  sightText: (asActor: Id | undefined) => string,
): string {
  const parts = bookmarks.map(
    ({ seq, timeMs, asActor, comment }) =>
      `${instantText(timeMs)}  #${seq}  ${sightText(asActor)}\n${comment}`,
  );
  return [heading, ...parts].join('\n\n').trimEnd() + '\n';
}

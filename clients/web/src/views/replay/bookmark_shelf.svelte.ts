import type { Keep } from '../../picture/store';
import type { Id } from '../../picture/ids';
import {
  BOOKMARKS_MAX,
  readBookmarks,
  withBookmark,
  withoutBookmark,
  writeBookmarks,
  type Bookmark,
} from './bookmarks';

/** A person's bookmarks in one incident, kept in this browser alone. */
export class BookmarkShelf {
  all = $state.raw<readonly Bookmark[]>([]);

  constructor(
    private readonly keep: Keep,
    private readonly incident: Id,
  ) {
    void keep
      .loadValue(this.name)
      .then((kept) => (this.all = readBookmarks(kept)))
      .catch(() => undefined);
  }

  add(bookmark: Bookmark): void {
    if (this.all.length < BOOKMARKS_MAX) this.set(withBookmark(this.all, bookmark));
  }

  remove(bookmark: Bookmark): void {
    this.set(withoutBookmark(this.all, bookmark));
  }

  private get name(): string {
    return `bookmarks.${this.incident}`;
  }

  private set(bookmarks: readonly Bookmark[]): void {
    this.all = bookmarks;
    void this.keep.saveValue(this.name, writeBookmarks(bookmarks)).catch(() => undefined);
  }
}

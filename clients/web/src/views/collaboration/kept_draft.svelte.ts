import type { Keep } from '../../picture/store';
import { savedSoon } from './saved_soon';

type Fields = Record<string, unknown>;

/**
 * What a person has filled in and not sent. It survives the page, and is gone when it was sent or
 * thrown away. The same form in another window keeps its text in the same place: the last one that
 * was written stays, and none takes away another's. Make it while a component is being made.
 */
export class KeptDraft<T extends Fields> {
  value = $state() as T;
  private fresh = $state() as T;
  private loaded = $state(false);
  private readonly soon = savedSoon();
  // What this window has put into the store, or found there.
  private kept: string | undefined;

  /** `fresh`: the form that nobody has touched. */
  constructor(
    private readonly keep: Keep,
    private readonly name: string,
    fresh: T,
  ) {
    this.fresh = fresh;
    this.value = structuredClone(fresh);
    void this.load();
    $effect(() => {
      if (!this.loaded) return;
      const now = $state.snapshot(this.value);
      const untouched = this.untouched;
      this.soon.later(() => {
        if (untouched) return this.forget();
        this.kept = JSON.stringify(now);
        void keep.saveValue(name, now).catch(() => undefined);
      });
    });
  }

  get untouched(): boolean {
    return JSON.stringify(this.value) === JSON.stringify(this.fresh);
  }

  /** It was sent, or is not wanted any more: the form is as new. */
  drop(): void {
    this.soon.cancel();
    this.value = $state.snapshot(this.fresh) as T;
    this.forget();
  }

  /** It was sent, and is from now on what the form begins with. */
  settle(fresh: T): void {
    const text = JSON.stringify(fresh);
    if (text === JSON.stringify(this.fresh) && text === JSON.stringify(this.value)) return;
    this.fresh = fresh;
    this.drop();
  }

  private forget(): void {
    const own = this.kept;
    this.kept = undefined;
    if (own === undefined) return;
    const forgotten = async () => {
      const there = await this.keep.loadValue(this.name);
      if (JSON.stringify(there) === own) await this.keep.dropValue(this.name);
    };
    void forgotten().catch(() => undefined);
  }

  private async load(): Promise<void> {
    const kept = await this.keep.loadValue(this.name).catch(() => undefined);
    this.kept ??= JSON.stringify(kept);
    // Whoever was faster than the disk has the word.
    if (this.untouched && isLike(kept, this.fresh)) this.value = kept;
    this.loaded = true;
  }
}

// What an older version of the page kept may have other fields.
function isLike<T extends Fields>(kept: unknown, fresh: T): kept is T {
  if (typeof kept !== 'object' || kept === null) return false;
  const fields = kept as Fields;
  return Object.keys(fresh).every(
    (key) =>
      typeof fields[key] === typeof fresh[key] &&
      Array.isArray(fields[key]) === Array.isArray(fresh[key]),
  );
}

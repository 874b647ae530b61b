import { mapItemOf } from '../../map/feature_item';
import type { MapItem } from '../../map/map_item';
import type { HeldOf } from '../../picture/held';
import { idOf, type Id } from '../../picture/ids';
import type { Picture } from '../../picture/picture';
import { changedAtMs, contradictions, isExercise, isNew } from '../../picture/selectors';

/** What the map shows of a picture beside the picture itself. */
export interface MapContext {
  readonly ownerName: (actor: Id) => string;
  readonly readThrough: bigint;
  readonly person: Id;
}

interface Made {
  readonly held: HeldOf<'feature'>;
  readonly item: MapItem | undefined;
}

const NONE: readonly string[] = [];

/**
 * The features of one picture after the other as items of the map. What has not changed is the same
 * object as before, and so is the list if nothing has, so that the map draws only what is different.
 */
export class MapItems {
  private made = new Map<Id, Made>();
  private items: readonly MapItem[] = [];

  of(picture: Picture, context: MapContext): readonly MapItem[] {
    const disputes = disputesOf(picture);
    const exercise = isExercise(picture);
    const made = new Map<Id, Made>();
    const items: MapItem[] = [];
    for (const held of picture.ofKind('feature')) {
      const before = this.made.get(held.id);
      // An unconfirmed edit bears the seq that it rests on. Its own time, which no other has, makes
      // it another item than that to the map.
      const seq = picture.pendingOn(held.id) ? -held.change.recordedAtMs : held.change.seq;
      const next = make(held, seq, before, disputes.get(held.id) ?? NONE, exercise, context);
      made.set(held.id, next);
      if (next.item) items.push(next.item);
    }
    const same =
      items.length === this.items.length && items.every((item, at) => item === this.items[at]);
    this.made = made;
    if (!same) this.items = items;
    return this.items;
  }
}

function make(
  held: HeldOf<'feature'>,
  seq: bigint,
  before: Made | undefined,
  contradictedWith: readonly string[],
  exercise: boolean,
  context: MapContext,
): Made {
  const ownerName = context.ownerName(idOf(held.item.owner));
  const fresh = isNew(held, context.readThrough, context.person);
  const item = before?.item;
  if (
    before?.held === held &&
    item?.isNew === fresh &&
    item.ownerName === ownerName &&
    item.exercise === exercise &&
    sameIds(item.contradictedWith, contradictedWith)
  ) {
    return before;
  }
  return {
    held,
    item: mapItemOf(held.body, {
      id: held.id,
      seq,
      recordedAtMs: changedAtMs(held),
      ownerName,
      isNew: fresh,
      contradictedWith,
      exercise,
    }),
  };
}

function disputesOf(picture: Picture): ReadonlyMap<Id, readonly string[]> {
  const disputes = new Map<Id, string[]>();
  for (const { body } of contradictions(picture).open) {
    const ids = body.items.map(idOf);
    for (const id of ids) {
      const others = ids.filter((other) => other !== id);
      disputes.set(id, [...new Set([...(disputes.get(id) ?? []), ...others])]);
    }
  }
  return disputes;
}

function sameIds(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, at) => id === b[at]);
}

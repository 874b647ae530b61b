import { mapItemOf } from '../../map/feature_item';
import type { MapItem } from '../../map/map_item';
import type { HeldOf } from '../../picture/held';
import { idOf, type Id } from '../../picture/ids';
import type { Picture } from '../../picture/picture';
import type { SeenItems } from '../../picture/seen_items';
import { changedAtMs, contradictions, isExercise, type Directory } from '../../picture/selectors';

/** What the map shows of a picture beside the picture itself. */
export interface MapContext {
  readonly directory: Pick<Directory, 'actorShortName'>;
  readonly seen: SeenItems | undefined;
  readonly person: Id;
}

interface Made {
  readonly held: HeldOf<'feature'>;
  readonly item: MapItem | undefined;
}

// What every item was made with, beside what is its own.
interface Around {
  readonly directory: MapContext['directory'];
  readonly exercise: boolean;
}

// What of the picture and of the person is in one item alone, beside the feature.
interface Marks {
  readonly isNew: boolean;
  readonly contradictedWith: readonly string[];
}

const NONE: readonly string[] = [];

/**
 * The features of one picture after the other as items of the map. What has not changed is the same
 * object as before, and so is the list if nothing has, so that the map draws only what is different.
 */
export class MapItems {
  private readonly made = new Map<Id, Made>();
  private items: readonly MapItem[] = [];
  private around: Around | undefined;

  of(picture: Picture, { directory, seen, person }: MapContext): readonly MapItem[] {
    const disputes = disputesOf(picture);
    const around = { directory, exercise: isExercise(picture) };
    // Else all are made anew; the map itself sees which of them look different.
    const sameAround = isSameAround(around, this.around);
    const held = picture.ofKind('feature');
    const items: MapItem[] = [];
    for (const feature of held) {
      const before = this.made.get(feature.id);
      const marks = {
        isNew: seen?.isNew(feature, person) ?? false,
        contradictedWith: disputes.get(feature.id) ?? NONE,
      };
      const isAsBefore =
        sameAround && before?.held === feature && isSameMarks(before.item ?? marks, marks);
      const item = isAsBefore ? before.item : make(feature, picture, marks, around);
      if (!isAsBefore) this.made.set(feature.id, { held: feature, item });
      if (item) items.push(item);
    }
    if (this.made.size > held.length) this.forgetAllBut(new Set(held.map(({ id }) => id)));
    const same =
      items.length === this.items.length && items.every((item, at) => item === this.items[at]);
    this.around = around;
    if (!same) this.items = items;
    return this.items;
  }

  private forgetAllBut(ids: ReadonlySet<Id>): void {
    for (const id of this.made.keys()) if (!ids.has(id)) this.made.delete(id);
  }
}

function make(
  held: HeldOf<'feature'>,
  picture: Picture,
  marks: Marks,
  { directory, exercise }: Around,
): MapItem | undefined {
  return mapItemOf(held.body, {
    id: held.id,
    // An unconfirmed edit bears the seq that it rests on. Its own time, which no other has, makes it
    // another item than that to the map.
    seq: picture.pendingOn(held.id) ? -held.change.recordedAtMs : held.change.seq,
    recordedAtMs: changedAtMs(held),
    ownerName: directory.actorShortName(idOf(held.item.owner)),
    ...marks,
    exercise,
  });
}

function isSameAround(a: Around, b: Around | undefined): boolean {
  return a.directory === b?.directory && a.exercise === b.exercise;
}

function isSameMarks(a: Marks, b: Marks): boolean {
  return a.isNew === b.isNew && sameIds(a.contradictedWith, b.contradictedWith);
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

import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { ChangeSchema, ItemSchema, type Change, type Item } from '../../gen/samlad/v1/log_pb';
import {
  ContradictionSchema,
  ContradictionState,
  FeatureCategory,
  FeatureSchema,
  GeometryType,
} from '../../gen/samlad/v1/situation_pb';
import { bytesOf, type Id } from '../../picture/ids';
import { Picture } from '../../picture/picture';
import { applyBatch, emptyReplica, type Replica } from '../../picture/replica';
import { SeenItems } from '../../picture/seen_items';
import { batch, id, INCIDENT, ME } from '../../picture/test_kit';
import { MapItems } from './map_items';

const directory = { actorShortName: () => 'Norberg' };
const context = { directory, seen: SeenItems.all(2n), person: ME.person };

const change = (seq: number, item: Id, body: Item['body']): Change =>
  create(ChangeSchema, {
    seq: BigInt(seq),
    person: bytesOf(id(0xcc)),
    item: create(ItemSchema, { id: bytesOf(item), owner: bytesOf(ME.actor), body }),
  });

const feature = (seq: number, item: Id, isPlaced = true) => {
  const geometry = { type: GeometryType.POINT, coordinates: [16, 60] };
  const value = create(FeatureSchema, {
    title: `brand ${seq}`,
    category: FeatureCategory.HAZARD,
    ...(isPlaced ? { geometry } : {}),
  });
  return change(seq, item, { case: 'feature', value });
};

const dispute = (seq: number, state: ContradictionState) =>
  change(seq, id(9), {
    case: 'contradiction',
    value: create(ContradictionSchema, { state, items: [bytesOf(id(1)), bytesOf(id(2))] }),
  });

function after(replica: Replica, through: number, ...changes: Change[]): Replica {
  const applied = applyBatch(replica, batch({ from: Number(replica.position), through, changes }));
  if (applied.kind !== 'applied') throw new Error(applied.kind);
  return applied.replica;
}
const picture = (replica: Replica) => new Picture(replica, [], ME);
const start = after(emptyReplica(INCIDENT), 3, feature(1, id(1)), feature(3, id(2)));

test('placed features become items, new ones marked, others left out', () => {
  const replica = after(start, 5, feature(4, id(3), false), feature(5, id(4)));
  const items = new MapItems().of(picture(replica), context);
  expect(items.map(({ title, isNew }) => [title, isNew])).toEqual([
    ['brand 5', true],
    ['brand 3', true],
    ['brand 1', false],
  ]);
});

test('what has not changed is the same item, and the same list', () => {
  const all = new MapItems();
  const before = all.of(picture(start), context);
  expect(all.of(picture(after(start, 4)), context)).toBe(before);
  const next = all.of(picture(after(start, 4, feature(4, id(2)))), context);
  expect(next).not.toBe(before);
  expect(next.find((item) => item.id === id(1))).toBe(before.find((item) => item.id === id(1)));
});

test('to have seen one item makes that one anew, and no other', () => {
  const all = new MapItems();
  const replica = after(start, 4, feature(4, id(3)));
  const before = all.of(picture(replica), context);
  const shown = replica.items.get(id(3));
  if (!shown) throw new Error('it is not there');
  const next = all.of(picture(replica), { ...context, seen: context.seen.with([shown]) });
  expect(next.map(({ isNew }) => isNew)).toEqual([false, true, false]);
  expect(next.map((item, at) => item === before[at])).toEqual([false, true, true]);
  const again = all.of(picture(replica), { ...context, seen: SeenItems.all(4n) });
  expect(again.map((item, at) => item === next[at])).toEqual([true, false, true]);
});

test('an open contradiction joins its items until it is resolved', () => {
  const all = new MapItems();
  const { CONTRADICTION_OPEN, CONTRADICTION_RESOLVED } = ContradictionState;
  const open = after(start, 4, dispute(4, CONTRADICTION_OPEN));
  expect(all.of(picture(open), context).map((item) => item.contradictedWith)).toEqual([
    [id(1)],
    [id(2)],
  ]);
  const resolved = after(open, 5, dispute(5, CONTRADICTION_RESOLVED));
  for (const item of all.of(picture(resolved), context)) expect(item.contradictedWith).toEqual([]);
});

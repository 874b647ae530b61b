import { describe, expect, test } from 'vitest';
import { hold, type Held } from './held';
import type { Id } from './ids';
import { ItemTable } from './item_table';
import { id, noteChange } from './test_kit';

const held = (seq: number, item: Id): Held => {
  const made = hold(noteChange(seq, item));
  if (!made) throw new Error('no item');
  return made;
};

describe('the table of items', () => {
  test('holds what a map would, in the order of the last changes, over thousands of changes', () => {
    // Any sequence without pattern does; it is the same in every run.
    let state = 12345;
    const random = (bound: number) => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return (state >>> 8) % bound;
    };
    let table = ItemTable.empty;
    const model = new Map<Id, Held>();
    for (let seq = 1; seq <= 4_000; seq++) {
      const put = held(seq, id(random(200)));
      const removed = random(10) === 0 ? [id(random(200))] : [];
      table = table.with([put], removed);
      model.delete(put.id);
      model.set(put.id, put);
      for (const gone of removed) model.delete(gone);
    }
    expect(table.size).toBe(model.size);
    expect([...table].map(({ change }) => change.seq)).toEqual(
      [...model.values()].map(({ change }) => change.seq),
    );
    expect([...table.newestFirst()]).toEqual([...table].reverse());
  });

  test('changes that are older than what it holds find their place', () => {
    const table = ItemTable.empty
      .with([held(10, id(1)), held(20, id(2))], [])
      .with([held(5, id(3))], []);
    expect([...table].map(({ change }) => Number(change.seq))).toEqual([5, 10, 20]);
  });

  test('an item that left and came back is there once', () => {
    const table = ItemTable.empty
      .with([held(1, id(1))], [])
      .with([], [id(1)])
      .with([held(3, id(1))], []);
    expect([...table].length).toBe(1);
    expect(table.get(id(1))?.change.seq).toBe(3n);
  });
});

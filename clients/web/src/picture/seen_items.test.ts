import { expect, test } from 'vitest';
import { hold, type Held } from './held';
import { SEEN_ITEMS_MAX, SeenItems } from './seen_items';
import { id, noteChange } from './test_kit';
import { idOf, type Id } from './ids';

const OTHER = id(0xcc);
const ME = id(0xaa);

function note(seq: number, item: Id): Held {
  const held = hold(noteChange(seq, item));
  if (!held) throw new Error('no item');
  return held;
}

const numbered = (n: number) => n.toString(16).padStart(32, '0') as Id;

test('an item is new until its own last change was shown, whatever was shown of others', () => {
  const seen = SeenItems.all(10n).with([note(12, id(1))]);
  expect(seen.isNew(note(12, id(1)), ME)).toBe(false);
  expect(seen.isNew(note(11, id(2)), ME)).toBe(true);
  expect(seen.isNew(note(13, id(1)), ME)).toBe(true);
  expect(seen.isNew(note(10, id(3)), ME)).toBe(false);
});

test('what one did oneself is never new', () => {
  const mine = note(12, id(1));
  expect(idOf(mine.change.person)).toBe(OTHER);
  expect(SeenItems.nothing.isNew(mine, OTHER)).toBe(false);
});

test('what was shown already makes no other value', () => {
  const seen = SeenItems.all(10n).with([note(12, id(1))]);
  expect(seen.with([note(12, id(1)), note(4, id(2))])).toBe(seen);
});

test('an older version that is shown again takes nothing back', () => {
  const seen = SeenItems.nothing.with([note(12, id(1))]).with([note(5, id(1))]);
  expect(seen.seenOf(id(1))).toBe(12n);
});

test('what is new comes latest first, and no older change is looked at', () => {
  const seen = SeenItems.all(10n).with([note(13, id(3))]);
  function* newestFirst() {
    yield note(14, id(4));
    yield note(13, id(3));
    yield note(12, id(2));
    yield note(10, id(1));
    throw new Error('it looked further back than it has to');
  }
  expect([...seen.newOf(newestFirst(), ME)].map((held) => held.id)).toEqual([id(4), id(2)]);
});

test('it settles up to the oldest that waits, and means the same', () => {
  const all = [note(14, id(4)), note(13, id(3)), note(12, id(2)), note(11, id(1))];
  const [fourth, third, , first] = all as [Held, Held, Held, Held];
  const seen = SeenItems.all(10n).with([first, third]);
  const settled = seen.settled(all, 14n, ME);
  expect(settled.through).toBe(11n);
  for (const held of all) expect(settled.isNew(held, ME)).toBe(seen.isNew(held, ME));
  const whole = settled.with(all).settled(all, 20n, ME);
  expect(whole.through).toBe(20n);
  expect(JSON.stringify(whole)).toBe(JSON.stringify(SeenItems.all(20n)));
  expect(whole.isNew(fourth, ME)).toBe(false);
});

test('it is kept and read again, and what is no such thing is not', () => {
  const seen = SeenItems.all(10n).with([note(12, id(1))]);
  const again = SeenItems.parse(JSON.parse(JSON.stringify(seen)));
  expect(JSON.stringify(again)).toBe(JSON.stringify(seen));
  for (const wrong of [undefined, null, '12', {}, { through: 'x', later: [] }, { through: '1' }])
    expect(SeenItems.parse(wrong)).toBeUndefined();
});

test('it stays bounded, and forgets the oldest', () => {
  let seen = SeenItems.nothing;
  for (let n = 2; n < 3 * SEEN_ITEMS_MAX; n += 100)
    seen = seen.with(Array.from({ length: 100 }, (_, at) => note(n + at, numbered(n + at))));
  expect(JSON.stringify(seen).length).toBeLessThan(SEEN_ITEMS_MAX * 60);
  expect(seen.through).toBeGreaterThan(0n);
  expect(seen.isNew(note(1, numbered(1)), ME)).toBe(false);
  expect(seen.isNew(note(9_999, numbered(1)), ME)).toBe(true);
});

test('what was seen in two windows is seen in both', () => {
  const here = SeenItems.all(10n).with([note(15, id(1)), note(12, id(2))]);
  const there = SeenItems.all(11n).with([note(14, id(1)), note(16, id(3))]);
  const both = here.merged(there);
  expect([both.through, ...[1, 2, 3].map((n) => both.seenOf(id(n)))]).toEqual([11n, 15n, 12n, 16n]);
  expect(there.merged(here).isNew(note(13, id(4)), ME)).toBe(true);
});

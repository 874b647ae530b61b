import { afterEach, expect, test, vi } from 'vitest';
import type { Picture as View } from '../picture/picture';
import { Picture } from '../picture/picture';
import { applyBatch, emptyReplica } from '../picture/replica';
import { Keep, MemoryStore } from '../picture/store';
import { batch, id, INCIDENT, ME, noteChange } from '../picture/test_kit';
import { AWAY_AFTER_MS } from './attention';
import { SeenMarks } from './seen_marks.svelte';

const opened: SeenMarks[] = [];
afterEach(() => opened.splice(0).forEach((marks) => marks.stop()));

function pictureOf(...seqs: number[]): View {
  const changes = seqs.map((seq) => noteChange(seq, id(seq)));
  const through = Math.max(0, ...seqs);
  const applied = applyBatch(emptyReplica(INCIDENT), batch({ from: 0, through, changes }));
  if (applied.kind !== 'applied') throw new Error(applied.kind);
  return new Picture(applied.replica, [], ME);
}

/** A window of the person's, in a browser that keeps what the store has. */
async function open(store: MemoryStore, picture: () => View): Promise<SeenMarks> {
  const marks = new SeenMarks(new Keep(store, ME), INCIDENT, ME, picture);
  opened.push(marks);
  await marks.load();
  return marks;
}

const news = (marks: SeenMarks, picture: View) =>
  [...picture.newestFirst()]
    .filter((held) => marks.seen?.isNew(held, ME.person))
    .map(({ change }) => Number(change.seq));
const changed = (marks: SeenMarks, picture: View) =>
  [...(marks.since?.seen.newOf(picture.newestFirst(), ME.person) ?? [])].map(({ change }) =>
    Number(change.seq),
  );
function held(picture: View, seq: number) {
  const found = picture.get(id(seq));
  if (!found) throw new Error('no such item');
  return found;
}

test('who opens it for the first time finds no news; what comes then is', async () => {
  let picture = pictureOf(1, 2);
  const marks = await open(new MemoryStore(), () => picture);
  expect(news(marks, picture)).toEqual([]);
  picture = pictureOf(1, 2, 3, 4);
  expect(news(marks, picture)).toEqual([4, 3]);
  marks.see([held(picture, 4)]);
  expect(news(marks, picture)).toEqual([3]);
  marks.seeAll();
  expect([news(marks, picture), changed(marks, picture)]).toEqual([[], []]);
});

test('it survives the page, and what has changed is told from when the person last looked', async () => {
  const store = new MemoryStore();
  let picture = pictureOf(1);
  const first = await open(store, () => picture);
  picture = pictureOf(1, 2, 3);
  first.see([held(picture, 3)]);
  first.stop();
  await Promise.resolve();
  const second = await open(store, () => picture);
  expect(news(second, picture)).toEqual([2]);
  // The person was not away: what they have looked at since they came is still among the changes.
  expect(changed(second, picture)).toEqual([3, 2]);
});

test('who comes back to the desk finds what has come since they left it, seen or not', async () => {
  let picture = pictureOf(1);
  const marks = await open(new MemoryStore(), () => picture);
  const now = Date.now();
  picture = pictureOf(1, 2);
  marks.look(now + 1_000);
  marks.see([held(picture, 2)]);
  picture = pictureOf(1, 2, 3, 4);
  const back = now + 2_000 + AWAY_AFTER_MS;
  marks.look(back);
  marks.see([held(picture, 4)]);
  expect([news(marks, picture), changed(marks, picture)]).toEqual([[3], [4, 3]]);
  expect(marks.since?.atMs).toBe(now + 1_000);
  marks.look(back + 500);
  expect(changed(marks, picture)).toEqual([4, 3]);
});

test('what is seen in one window is seen in the other', async () => {
  const store = new MemoryStore();
  let picture = pictureOf(1);
  const [here, there] = [await open(store, () => picture), await open(store, () => picture)];
  picture = pictureOf(1, 2, 3);
  here.see([held(picture, 2)]);
  await expect.poll(() => news(there, picture), { timeout: 5_000 }).toEqual([3]);
});

test('marks of another epoch say nothing of this one', async () => {
  const store = new MemoryStore();
  const before = await open(store, () => pictureOf(1, 2, 3, 4, 5));
  before.stop();
  await Promise.resolve();
  const { replica } = pictureOf(1);
  let picture = new Picture({ ...replica, epoch: 7n }, [], ME);
  const marks = await open(store, () => picture);
  picture = new Picture({ ...pictureOf(1, 2).replica, epoch: 7n }, [], ME);
  expect(news(marks, picture)).toEqual([2]);
});

test('who leaves the incident before the marks have been read, or sees something late, saves nothing', async () => {
  vi.useFakeTimers();
  try {
    const store = new MemoryStore();
    const picture = pictureOf(1, 2);
    const marks = new SeenMarks(new Keep(store, ME), INCIDENT, ME, () => picture);
    const loading = marks.load();
    marks.stop();
    await loading;
    marks.seeAll();
    marks.see([held(picture, 2)]);
    expect(() => vi.runAllTimers()).not.toThrow();
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

import { expect, test } from 'vitest';
import { MemoryStore } from '../picture/store';
import { SturdyStore } from './sturdy_store';

/** A disk that becomes full. */
class FillingStore extends MemoryStore {
  full = false;

  override async put(...entry: Parameters<MemoryStore['put']>): Promise<void> {
    if (this.full) throw new Error('QuotaExceededError');
    await super.put(...entry);
  }
}

const bytes = (...values: number[]) => new Uint8Array(values);

test('what no longer fits on the disk is held in memory, and told of once', async () => {
  const disk = new FillingStore();
  let failures = 0;
  const store = new SturdyStore(disk, () => failures++);
  await store.put('values', 'a', bytes(1));
  await store.put('values', 'b', bytes(2));
  expect(failures).toBe(0);
  disk.full = true;
  await store.put('values', 'b', bytes(3));
  await store.put('values', 'c', bytes(4));
  expect(failures).toBe(1);
  expect(await store.get('values', 'b')).toEqual(bytes(3));
  expect(await store.list('values', '')).toEqual([
    { key: 'a', value: bytes(1) },
    { key: 'b', value: bytes(3) },
    { key: 'c', value: bytes(4) },
  ]);
});

test('what fits again is on the disk, and what is removed is gone from both', async () => {
  const disk = new FillingStore();
  const store = new SturdyStore(disk, () => undefined);
  disk.full = true;
  await store.put('values', 'a', bytes(1));
  disk.full = false;
  await store.put('values', 'a', bytes(2));
  expect(await disk.get('values', 'a')).toEqual(bytes(2));
  expect(await store.get('values', 'a')).toEqual(bytes(2));
  await store.remove('values', 'a');
  expect(await store.list('values', '')).toEqual([]);
});

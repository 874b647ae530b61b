import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeAll, expect, test } from 'vitest';
import { IndexedStore } from './indexed_store';

beforeAll(() => {
  globalThis.IDBKeyRange = IDBKeyRange;
});

test('what was put is there when the store is opened again, by prefix and in order', async () => {
  const factory = new IDBFactory();
  const { store, keeps } = await IndexedStore.open(factory);
  expect(keeps).toBe(true);
  await store.put('commands', 'a.2', new Uint8Array([2]));
  await store.put('commands', 'a.1', new Uint8Array([1]));
  await store.put('commands', 'b.1', new Uint8Array([3]));
  await store.remove('commands', 'b.1');
  const again = (await IndexedStore.open(factory)).store;
  expect((await again.list('commands', 'a.')).map(({ key }) => key)).toEqual(['a.1', 'a.2']);
  expect(await again.get('commands', 'b.1')).toBeUndefined();
  expect(await again.get('pictures', 'a.1')).toBeUndefined();
});

test('a browser that keeps nothing is told apart, and works', async () => {
  const { store, keeps } = await IndexedStore.open(undefined);
  expect(keeps).toBe(false);
  await store.put('values', 'x', new Uint8Array([1]));
  expect(await store.get('values', 'x')).toEqual(new Uint8Array([1]));
});

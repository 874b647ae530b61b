import { MemoryStore, TABLES, type Store, type Table } from '../picture/store';

const DATABASE = 'samlad';
const VERSION = 1;
// Some browsers never answer where they keep nothing.
const PATIENCE_MS = 5_000;

/** A store in the browser's IndexedDB: one object store for each table, keys and bytes. */
export class IndexedStore implements Store {
  private constructor(private readonly database: IDBDatabase) {}

  /** In memory where the browser keeps nothing (a private window, a full disk). */
  static async open(
    factory: IDBFactory | undefined = globalThis.indexedDB,
  ): Promise<{ store: Store; keeps: boolean }> {
    try {
      if (!factory) throw new Error('no IndexedDB');
      const request = factory.open(DATABASE, VERSION);
      request.onupgradeneeded = () => {
        for (const table of TABLES) request.result.createObjectStore(table);
      };
      const database = await Promise.race([answerOf(request), failAfter(PATIENCE_MS)]);
      // A page of a later version waits for this one to let go.
      database.onversionchange = () => database.close();
      return { store: new IndexedStore(database), keeps: true };
    } catch {
      return { store: new MemoryStore(), keeps: false };
    }
  }

  async get(table: Table, key: string): Promise<Uint8Array | undefined> {
    const value: unknown = await answerOf(this.begin(table, 'readonly').get(key));
    return value instanceof Uint8Array ? value : undefined;
  }

  async put(table: Table, key: string, value: Uint8Array): Promise<void> {
    await this.write(table, (objects) => objects.put(value, key));
  }

  async remove(table: Table, key: string): Promise<void> {
    await this.write(table, (objects) => objects.delete(key));
  }

  async list(table: Table, prefix: string): Promise<readonly { key: string; value: Uint8Array }[]> {
    const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
    const objects = this.begin(table, 'readonly');
    const [keys, values] = await Promise.all([
      answerOf(objects.getAllKeys(range)),
      answerOf(objects.getAll(range)),
    ]);
    return keys.flatMap((key, at) => {
      const value: unknown = values[at];
      return typeof key === 'string' && value instanceof Uint8Array ? [{ key, value }] : [];
    });
  }

  private begin(table: Table, mode: IDBTransactionMode): IDBObjectStore {
    return this.database.transaction(table, mode, { durability: 'strict' }).objectStore(table);
  }

  // Done when it is on the disk, not when it is asked for.
  private write(table: Table, what: (objects: IDBObjectStore) => IDBRequest): Promise<void> {
    const objects = this.begin(table, 'readwrite');
    what(objects);
    const { transaction } = objects;
    // At once, so that it holds even if the page is gone in the next moment.
    transaction.commit();
    return new Promise((done, fail) => {
      transaction.oncomplete = () => done();
      transaction.onabort = () =>
        fail(transaction.error ?? new Error('the browser gave up writing'));
    });
  }
}

function failAfter(ms: number): Promise<never> {
  return new Promise((_done, fail) =>
    setTimeout(() => fail(new Error('the browser does not answer')), ms),
  );
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error ?? new Error('the browser could not read'));
  });
}

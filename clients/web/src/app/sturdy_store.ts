import { MemoryStore, type Store, type Table } from '../picture/store';

/**
 * A store that may fail at any time (a full disk, a browser that takes its permission back), and the
 * memory that stands in for it then: within this page nothing is lost. What the memory holds is gone
 * with the page, so the person is to be told.
 */
export class SturdyStore implements Store {
  private readonly memory = new MemoryStore();
  private told = false;

  /** `onFailure` is called once, when something is first kept in memory alone. */
  constructor(
    private readonly disk: Store,
    private readonly onFailure: () => void,
  ) {}

  async get(table: Table, key: string): Promise<Uint8Array | undefined> {
    return (await this.memory.get(table, key)) ?? this.read(this.disk.get(table, key), undefined);
  }

  async put(table: Table, key: string, value: Uint8Array): Promise<void> {
    try {
      await this.disk.put(table, key, value);
      await this.memory.remove(table, key);
    } catch {
      await this.memory.put(table, key, value);
      this.tell();
    }
  }

  async remove(table: Table, key: string): Promise<void> {
    await this.memory.remove(table, key);
    await this.read(this.disk.remove(table, key), undefined);
  }

  async list(table: Table, prefix: string): Promise<readonly { key: string; value: Uint8Array }[]> {
    const onDisk = await this.read(this.disk.list(table, prefix), []);
    const newer = await this.memory.list(table, prefix);
    const all = new Map([...onDisk, ...newer].map(({ key, value }) => [key, value]));
    return [...all]
      .map(([key, value]) => ({ key, value }))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  private async read<T>(asked: Promise<T>, otherwise: T): Promise<T> {
    try {
      return await asked;
    } catch {
      this.tell();
      return otherwise;
    }
  }

  private tell(): void {
    if (!this.told) this.onFailure();
    this.told = true;
  }
}

import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { CommandSchema, RejectionSchema } from '../gen/samlad/v1/command_pb';
import { BatchSchema } from '../gen/samlad/v1/frames_pb';
import type { PendingCommand } from './commands';
import { bytesOf, idOf, type Id } from './ids';
import type { Author } from './overlay';
import { applyBatch, emptyReplica, type Replica } from './replica';

/**
 * What outlives the page: the last picture of each incident with its age, commands that are not
 * settled, and small values such as marks and drafts. Everything belongs to one author (person,
 * actor, role): another one has another sight, and must not send what this one wrote.
 */
export interface Store {
  get(table: Table, key: string): Promise<Uint8Array | undefined>;
  put(table: Table, key: string, value: Uint8Array): Promise<void>;
  remove(table: Table, key: string): Promise<void>;
  /** All entries whose keys begin with `prefix`, in order of key. */
  list(table: Table, prefix: string): Promise<readonly { key: string; value: Uint8Array }[]>;
}

export type Table = 'pictures' | 'commands' | 'values';
export const TABLES: readonly Table[] = ['pictures', 'commands', 'values'];

/** For tests, and for browsers that refuse to keep anything. */
export class MemoryStore implements Store {
  private readonly tables = new Map(TABLES.map((table) => [table, new Map<string, Uint8Array>()]));

  async get(table: Table, key: string): Promise<Uint8Array | undefined> {
    return this.tables.get(table)?.get(key);
  }

  async put(table: Table, key: string, value: Uint8Array): Promise<void> {
    this.tables.get(table)?.set(key, value);
  }

  async remove(table: Table, key: string): Promise<void> {
    this.tables.get(table)?.delete(key);
  }

  async list(table: Table, prefix: string): Promise<readonly { key: string; value: Uint8Array }[]> {
    const entries = [...(this.tables.get(table) ?? [])].filter(([key]) => key.startsWith(prefix));
    return entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => ({ key, value }));
  }
}

/** The value that lists the incidents, with their titles. */
export const INCIDENTS = 'incidents';

export interface KeptPicture {
  readonly replica: Replica;
  /** When it was last known to be fresh, by the client's clock. */
  readonly freshAtMs: number;
}

/** One author's part of a store. */
export class Keep {
  private readonly prefix: string;

  constructor(
    private readonly store: Store,
    author: Author,
  ) {
    this.prefix = `${author.person}.${author.actor}.${author.role}.`;
  }

  /** A picture is kept as the batch that makes it, behind 16 bytes: epoch and age. */
  async savePicture({ replica, freshAtMs }: KeptPicture): Promise<void> {
    const batch = create(BatchSchema, {
      incident: bytesOf(replica.incident),
      through: replica.position,
      reset: true,
      changes: [...replica.items].map((held) => held.change),
    });
    const bytes = toBinary(BatchSchema, batch);
    const value = new Uint8Array(16 + bytes.length);
    const head = new DataView(value.buffer);
    head.setBigUint64(0, replica.epoch);
    head.setFloat64(8, freshAtMs);
    value.set(bytes, 16);
    await this.store.put('pictures', this.prefix + replica.incident, value);
  }

  /** Undefined if none was kept, or what was kept cannot be read: it is only a copy. */
  async loadPicture(incident: Id): Promise<KeptPicture | undefined> {
    const value = await this.store.get('pictures', this.prefix + incident);
    if (!value || value.length < 16) return undefined;
    const head = new DataView(value.buffer, value.byteOffset);
    try {
      const batch = fromBinary(BatchSchema, value.subarray(16));
      const applied = applyBatch(emptyReplica(incident), batch);
      if (applied.kind !== 'applied' || idOf(batch.incident) !== incident) return undefined;
      return {
        replica: { ...applied.replica, epoch: head.getBigUint64(0) },
        freshAtMs: head.getFloat64(8),
      };
    } catch {
      return undefined;
    }
  }

  async forgetPicture(incident: Id): Promise<void> {
    await this.store.remove('pictures', this.prefix + incident);
  }

  /** After logging out nobody else at this machine finds a picture; what was not sent stays. */
  async forgetPictures(): Promise<void> {
    for (const { key } of await this.store.list('pictures', this.prefix)) {
      await this.store.remove('pictures', key);
    }
    await this.dropValue(INCIDENTS);
  }

  /** Keys are in order of making, so that they are sent again in that order. */
  async saveCommand(pending: PendingCommand): Promise<void> {
    const { command, madeAtMs, state } = pending;
    const rejection =
      state.kind === 'refused' ? toBinary(RejectionSchema, state.rejection) : new Uint8Array();
    const bytes = toBinary(CommandSchema, command);
    const value = new Uint8Array(12 + rejection.length + bytes.length);
    const head = new DataView(value.buffer);
    head.setFloat64(0, madeAtMs);
    head.setUint32(8, rejection.length);
    value.set(rejection, 12);
    value.set(bytes, 12 + rejection.length);
    await this.store.put('commands', this.commandKey(pending), value);
  }

  async dropCommand(pending: PendingCommand): Promise<void> {
    await this.store.remove('commands', this.commandKey(pending));
  }

  /** In the order of making. One that cannot be read is left where it is, for a later version. */
  async loadCommands(): Promise<PendingCommand[]> {
    const kept = await this.store.list('commands', this.prefix);
    return kept.flatMap(({ value }) => readCommand(value) ?? []);
  }

  /** Small values by name: what was seen, text that is being written. */
  async saveValue(name: string, value: unknown): Promise<void> {
    await this.store.put(
      'values',
      this.prefix + name,
      new TextEncoder().encode(JSON.stringify(value)),
    );
  }

  /** Undefined if none was kept, or what was kept cannot be read. */
  async loadValue(name: string): Promise<unknown> {
    const bytes = await this.store.get('values', this.prefix + name);
    if (!bytes) return undefined;
    try {
      return JSON.parse(new TextDecoder().decode(bytes));
    } catch {
      return undefined;
    }
  }

  async dropValue(name: string): Promise<void> {
    await this.store.remove('values', this.prefix + name);
  }

  private commandKey(pending: PendingCommand): string {
    const made = Math.max(0, Math.round(pending.madeAtMs)).toString().padStart(15, '0');
    return `${this.prefix}${made}.${pending.id}`;
  }
}

function readCommand(value: Uint8Array): PendingCommand | undefined {
  try {
    const head = new DataView(value.buffer, value.byteOffset);
    const rejectionEnd = 12 + head.getUint32(8);
    const command = fromBinary(CommandSchema, value.subarray(rejectionEnd));
    const rejection = fromBinary(RejectionSchema, value.subarray(12, rejectionEnd));
    return {
      id: idOf(command.commandId),
      incident: idOf(command.incident),
      command,
      madeAtMs: head.getFloat64(0),
      state: rejectionEnd === 12 ? { kind: 'waiting' } : { kind: 'refused', rejection },
    };
  } catch {
    return undefined;
  }
}

import type { Batch } from '../gen/samlad/v1/frames_pb';
import { hold, isKind, type Held, type HeldOf } from './held';
import { ID_BYTES, idOf, type Id } from './ids';
import { ItemTable } from './item_table';

/** More than a server lets an incident have (`items_max`). */
export const ITEMS_MAX = 2_000_000;
// What has left the sight is remembered so far back, for those who show that it went.
const DEPARTED_MAX = 1_000;

/**
 * The client's picture of one log: its items, each as its last change left it, at one position.
 * A value: a batch makes another one (P4). `complete` means that no chunk of a catch-up is
 * outstanding; only a complete replica is a picture, and has a position to resume from (R25).
 */
export interface Replica {
  readonly incident: Id;
  /** 0 is the live picture, else the replay's number. */
  readonly replay: number;
  readonly epoch: bigint;
  readonly position: bigint;
  readonly complete: boolean;
  readonly items: ItemTable;
  /** The latest items to leave the sight, and the position at which each was gone. */
  readonly departed: ReadonlyMap<Id, bigint>;
}

export type Applied =
  | { readonly kind: 'applied'; readonly replica: Replica }
  /** It starts somewhere else than the replica stands: resume (R21). */
  | { readonly kind: 'gap' }
  /** No batch that a server makes. */
  | { readonly kind: 'malformed'; readonly why: string }
  | { readonly kind: 'too-large' };

export function emptyReplica(incident: Id, replay = 0): Replica {
  return {
    incident,
    replay,
    epoch: 0n,
    position: 0n,
    complete: false,
    items: ItemTable.empty,
    departed: new Map(),
  };
}

/** The replica after the batch (R20 to R25, and R48 for a replay). It is applied whole or not at all. */
export function applyBatch(replica: Replica, batch: Batch): Applied {
  const put: Held[] = [];
  const refused = check(replica, batch, put);
  if (refused) return refused;
  const removed = batch.removed.map(idOf);
  const before = batch.reset ? ItemTable.empty : replica.items;
  const items = before.with(put, removed);
  if (items.size > ITEMS_MAX) return { kind: 'too-large' };
  const next: Replica = {
    ...replica,
    position: batch.through,
    complete: !batch.more,
    items,
    departed: departedAfter(
      batch.reset ? new Map() : replica.departed,
      put,
      removed,
      batch.through,
    ),
  };
  return { kind: 'applied', replica: next };
}

export type Rebased =
  | { readonly kind: 'kept' | 'emptied'; readonly replica: Replica }
  /** The server would go on from where the replica does not stand: it has to be watched from 0. */
  | { readonly kind: 'gap'; readonly replica: Replica };

/**
 * What `Watching` says of the position held: a new epoch, or 0 as the place to go on from, makes
 * the replica forget, and so does a catch-up that was broken off (R16, R17, R25).
 */
export function rebase(replica: Replica, epoch: bigint, from: bigint): Rebased {
  if (replica.complete && epoch === replica.epoch && from === replica.position) {
    return { kind: 'kept', replica };
  }
  const emptied = emptyReplica(replica.incident, replica.replay);
  if (from !== 0n) return { kind: 'gap', replica: emptied };
  return { kind: 'emptied', replica: { ...emptied, epoch } };
}

/** The incident's own item, which bears the log's id; undefined in the registry. */
export function incidentOf(replica: Replica): HeldOf<'incident'> | undefined {
  const held = replica.items.get(replica.incident);
  return isKind(held, 'incident') ? held : undefined;
}

function malformed(why: string): Applied {
  return { kind: 'malformed', why };
}

function check(replica: Replica, batch: Batch, put: Held[]): Applied | undefined {
  const live = replica.replay === 0;
  const anywhere = batch.reset || (!live && !replica.complete && replica.position === 0n);
  if (!anywhere && batch.from !== replica.position) return { kind: 'gap' };
  if (live && batch.through < batch.from) return malformed('a live batch leads backward');
  if (batch.more && batch.through !== batch.from) return malformed('a part of a way advances');
  let before = batch.from;
  for (const change of batch.changes) {
    const held = hold(change);
    if (!held) return malformed('a change without an item');
    // A replay may run backward, where items return to what they were.
    if (live && (change.seq <= before || (!batch.more && change.seq > batch.through))) {
      return malformed('changes out of order');
    }
    before = change.seq;
    put.push(held);
  }
  for (const id of batch.removed) {
    if (id.length !== ID_BYTES) return malformed('an id of a wrong length');
  }
  return undefined;
}

function departedAfter(
  before: ReadonlyMap<Id, bigint>,
  put: readonly Held[],
  removed: readonly Id[],
  through: bigint,
): ReadonlyMap<Id, bigint> {
  const back = before.size > 0 && put.some((held) => before.has(held.id));
  if (!back && removed.length === 0) return before;
  const departed = new Map(before);
  for (const held of put) departed.delete(held.id);
  for (const id of removed) {
    departed.delete(id);
    departed.set(id, through);
  }
  for (const id of departed.keys()) {
    if (departed.size <= DEPARTED_MAX) break;
    departed.delete(id);
  }
  return departed;
}

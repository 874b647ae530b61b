import { create } from '@bufbuild/protobuf';
import type { Command, Rejection } from '../gen/samlad/v1/command_pb';
import { ChangeSchema, ItemSchema, type Change, type Item } from '../gen/samlad/v1/log_pb';
import type { Role } from '../gen/samlad/v1/registry_pb';
import { targetOf, type PendingCommand } from './commands';
import { hold, type Held } from './held';
import { bytesOf, type Id } from './ids';
import { withFields } from './paths';

/** Who the person is to the server: one person, for one actor, in one role (R10). */
export interface Author {
  readonly person: Id;
  readonly actor: Id;
  readonly role: Role;
}

/** An item as the person's own unconfirmed commands would make it. */
export interface Overlaid {
  readonly held: Held;
  /** `pending` until every command on it is settled; `refused` if one of them was. */
  readonly state: 'pending' | 'refused';
  /** The commands on it, first first. */
  readonly commands: readonly PendingCommand[];
  /** Of the first that was refused. */
  readonly rejection: Rejection | undefined;
}

export type Overlay = ReadonlyMap<Id, Overlaid>;

const NOTHING: Overlay = new Map();

/**
 * What the waiting commands make of the items they are about: a new item, or an item with the
 * named fields set. What a refused command wanted is not shown as if it were so, but a new item
 * that was refused has no other place to show its text.
 */
export function overlayOf(
  get: (id: Id) => Held | undefined,
  pending: readonly PendingCommand[],
  author: Author,
): Overlay {
  if (pending.length === 0) return NOTHING;
  const overlay = new Map<Id, Overlaid>();
  for (const command of pending) {
    const target = targetOf(command.command);
    if (target === undefined) continue;
    const before = overlay.get(target);
    const refused = command.state.kind === 'refused';
    const base = before?.held ?? get(target);
    const held = refused && base ? base : apply(command.command, base, command.madeAtMs, author);
    if (!held) continue;
    overlay.set(target, {
      held,
      state: refused || before?.state === 'refused' ? 'refused' : 'pending',
      commands: [...(before?.commands ?? []), command],
      rejection:
        before?.rejection ??
        (command.state.kind === 'refused' ? command.state.rejection : undefined),
    });
  }
  return overlay;
}

function apply(
  command: Command,
  base: Held | undefined,
  madeAtMs: number,
  author: Author,
): Held | undefined {
  const { verb } = command;
  if (verb.case === 'create' && verb.value.item) {
    // It came back in the picture already: that is the truth.
    if (base) return base;
    const item = create(ItemSchema, { ...verb.value.item, owner: bytesOf(author.actor) });
    return hold(changeOf(command, item, 0n, madeAtMs, author, []));
  }
  if (!base) return undefined;
  if (verb.case === 'revise' && verb.value.to) {
    const { fields, to } = verb.value;
    // The seq stays that of the change it rests on, so that a further edit names the right base.
    const { seq } = base.change;
    return hold(
      changeOf(command, withFields(base.item, to, fields), seq, madeAtMs, author, fields),
    );
  }
  return base;
}

function changeOf(
  command: Command,
  item: Item,
  seq: bigint,
  madeAtMs: number,
  author: Author,
  fields: readonly string[],
): Change {
  return create(ChangeSchema, {
    seq,
    recordedAtMs: BigInt(madeAtMs),
    commandId: command.commandId,
    person: bytesOf(author.person),
    actor: bytesOf(author.actor),
    role: author.role,
    reason: command.reason,
    fields: [...fields],
    item,
  });
}

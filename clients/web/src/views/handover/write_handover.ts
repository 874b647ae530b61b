import { create } from '@bufbuild/protobuf';
import type { Command } from '../../gen/samlad/v1/command_pb';
import { NoteKind, NoteSchema } from '../../gen/samlad/v1/situation_pb';
import { newItem, ownOnly, type CommandMaker } from '../../picture/drafts';
import { bytesOf, type Id } from '../../picture/ids';

interface Entry {
  readonly kind: NoteKind;
  readonly text: string;
  readonly about: readonly Id[];
  /** On the incident's clock. */
  readonly atMs: number;
}

// Within the own actor: what it has open is not everybody's business.
function entry({ kind, text, about, atMs }: Entry, maker: CommandMaker): Command {
  const body = create(NoteSchema, {
    kind,
    text,
    actionAtMs: BigInt(atMs),
    about: about.map(bytesOf),
  });
  return maker.create(newItem({ id: maker.newId(), kind: 'note', body, audience: ownOnly() }));
}

export function offer(
  text: string,
  matters: readonly Id[],
  atMs: number,
  maker: CommandMaker,
): Command {
  return entry({ kind: NoteKind.NOTE_HANDOVER, text, about: matters, atMs }, maker);
}

export function markRead(handover: Id, text: string, atMs: number, maker: CommandMaker): Command {
  return entry({ kind: NoteKind.NOTE_CONTACT, text, about: [handover], atMs }, maker);
}

export function accept(handover: Id, text: string, atMs: number, maker: CommandMaker): Command {
  return entry({ kind: NoteKind.NOTE_HANDOVER, text, about: [handover], atMs }, maker);
}

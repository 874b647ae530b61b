import { create } from '@bufbuild/protobuf';
import { NoteSchema, type NoteKind } from '../../gen/samlad/v1/situation_pb';
import type { Command } from '../../gen/samlad/v1/command_pb';
import { forAll, newItem, ownOnly, type CommandMaker } from '../../picture/drafts';
import { checkItem, type Problem } from '../../picture/schema';

/** After this the server asks why a note comes so late (`note_delay_max_ms`, by default). */
export const DELAY_MS_MAX = 5 * 60 * 1000;

export interface LogEntry {
  readonly text: string;
  readonly kind: NoteKind;
  readonly forAll: boolean;
  /** On the incident's clock. */
  readonly actionAtMs: number;
  readonly delayReason: string;
}

export type Written =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] };

/** The command that enters it in the log, or what is wrong with it by the schema. */
export function writeEntry(entry: LogEntry, maker: CommandMaker): Written {
  const body = create(NoteSchema, {
    kind: entry.kind,
    text: entry.text.trim(),
    actionAtMs: BigInt(entry.actionAtMs),
    delayReason: entry.delayReason.trim(),
  });
  const audience = entry.forAll ? forAll() : ownOnly();
  const item = newItem({ id: maker.newId(), kind: 'note', body, audience });
  const problems = checkItem(item);
  if (problems.length > 0) return { kind: 'problems', problems };
  return { kind: 'command', command: maker.create(item) };
}

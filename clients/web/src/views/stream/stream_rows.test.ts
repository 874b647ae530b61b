import { describe, expect, test } from 'vitest';
import { CommandMaker } from '../../picture/drafts';
import { NoteKind } from '../../gen/samlad/v1/situation_pb';
import type { Id } from '../../picture/ids';
import { Picture } from '../../picture/picture';
import { applyBatch, emptyReplica } from '../../picture/replica';
import { SeenItems } from '../../picture/seen_items';
import type { Directory } from '../../picture/selectors';
import { batch, id, INCIDENT, ME, noteChange } from '../../picture/test_kit';
import { sentenceOf } from '../describe';
import { writeEntry } from './log_entry';
import { countNew, NEWS_COUNT_MAX, rowsOf, type StreamFilter } from './stream_rows';

const directory: Directory = {
  actorName: () => 'Norbergs kommun',
  actorShortName: () => 'Norberg',
  personName: () => 'TiB',
};
const nothing: StreamFilter = { text: '', kind: undefined, actor: undefined, onlyNew: false };
const mark = { seen: SeenItems.all(6n), person: ME.person };

const changes = [3, 5, 7, 8].map((seq) =>
  noteChange(seq, id(seq), seq === 5 ? 'Elledning av' : `rad ${seq}`),
);
const applied = applyBatch(emptyReplica(INCIDENT), batch({ from: 0, through: 8, changes }));
if (applied.kind !== 'applied') throw new Error(applied.kind);
const picture = new Picture(applied.replica, [], ME);

const seqs = (filter: Partial<StreamFilter>, limit = 10) => {
  const { rows, hasMore } = rowsOf(picture, directory, { ...nothing, ...filter }, mark, limit);
  return [rows.map(({ change }) => Number(change.seq)), hasMore];
};

describe('the stream', () => {
  test('is the latest changes, latest first, no more than are shown', () => {
    expect(seqs({})).toEqual([[8, 7, 5, 3], false]);
    expect(seqs({}, 2)).toEqual([[8, 7], true]);
  });

  test('is filtered by words of the sentence, kind, actor, and news', () => {
    expect(seqs({ text: 'NORBERG elled' })).toEqual([[5], false]);
    expect(seqs({ kind: 'task' })).toEqual([[], false]);
    expect(seqs({ actor: id(0xcd) })).toEqual([[8, 7, 5, 3], false]);
    expect(seqs({ onlyNew: true })).toEqual([[8, 7], false]);
  });

  test('counts what others have done since the mark', () => {
    expect(countNew(picture, mark.seen, ME.person)).toBe(2);
    expect(countNew(picture, mark.seen, id(0xcc))).toBe(0);
  });

  test('counts no further than anybody cares for', () => {
    const numbered = (n: number) => n.toString(16).padStart(32, '0') as Id;
    const many = Array.from({ length: NEWS_COUNT_MAX + 50 }, (_, n) =>
      noteChange(n + 1, numbered(n)),
    );
    const all = applyBatch(
      emptyReplica(INCIDENT),
      batch({ from: 0, through: many.length, changes: many }),
    );
    if (all.kind !== 'applied') throw new Error(all.kind);
    const large = new Picture(all.replica, [], ME);
    expect(countNew(large, SeenItems.all(0n), ME.person)).toBe(NEWS_COUNT_MAX);
  });

  test('says each change as a sentence', () => {
    const held = picture.get(id(5));
    expect(held && sentenceOf(held, picture, directory)).toEqual({
      who: 'Norberg',
      what: 'iakttagelse',
      title: 'Elledning av',
    });
  });
});

describe('a log entry', () => {
  const maker = new CommandMaker(INCIDENT, () => id(9));
  const entry = {
    text: ' Hej ',
    kind: NoteKind.NOTE_ACTION,
    forAll: true,
    actionAtMs: 5,
    delayReason: '',
  };

  test('becomes a command', () => {
    const written = writeEntry(entry, maker);
    expect(written).toMatchObject({
      kind: 'command',
      command: { verb: { value: { item: { body: { value: { text: 'Hej' } } } } } },
    });
  });

  test('that the schema does not allow is said before it is sent', () => {
    const written = writeEntry({ ...entry, text: 'x'.repeat(5001) }, maker);
    expect(written).toMatchObject({
      kind: 'problems',
      problems: [{ path: 'note.text', rule: 'check.too-long', bound: 5000 }],
    });
  });
});

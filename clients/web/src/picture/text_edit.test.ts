import { expect, test } from 'vitest';
import { hold, type Held } from './held';
import { beginEdit, clashes, isAnyTouched, rebased, withTheirs } from './text_edit';
import { id, noteChange } from './test_kit';
import { withTexts } from './text_fields';

const NOTE = id(0x41);

function note(seq: number, text: string, reason = ''): Held {
  const change = noteChange(seq, NOTE, text);
  if (change.item) change.item = withTexts(change.item, { 'note.delay_reason': reason });
  const held = hold(change);
  if (!held) throw new Error('no item');
  return held;
}

const PATHS = ['note.text', 'note.delay_reason'];

test('what the person left alone follows the others, what they wrote stays', () => {
  const edit = beginEdit(note(1, 'a'), PATHS);
  const mine = { ...edit, texts: { ...edit.texts, 'note.delay_reason': 'mine' } };
  const now = note(2, 'theirs');
  expect(clashes(mine, now)).toEqual([]);
  expect(rebased(mine, now).texts).toEqual({ 'note.text': 'theirs', 'note.delay_reason': 'mine' });
  expect(isAnyTouched(rebased(edit, now))).toBe(false);
});

test('R39: two who alter the same text are told, and neither text is lost', () => {
  const edit = beginEdit(note(1, 'a'), PATHS);
  const mine = { ...edit, texts: { ...edit.texts, 'note.text': 'mine' } };
  const now = note(2, 'theirs');
  const [clash] = clashes(mine, now);
  expect(clash).toEqual({ path: 'note.text', mine: 'mine', theirs: 'theirs' });
  expect(rebased(mine, now).texts['note.text']).toBe('mine');
  if (!clash) throw new Error('no clash');
  expect(clashes(withTheirs(mine, clash), now)).toEqual([]);
});

test('the same words are no clash', () => {
  const edit = beginEdit(note(1, 'a'), PATHS);
  const mine = { ...edit, texts: { ...edit.texts, 'note.text': 'b' } };
  expect(clashes(mine, note(2, 'b'))).toEqual([]);
});

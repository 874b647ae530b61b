import { expect, test } from 'vitest';
import { hold, type Held } from '../../picture/held';
import { id, noteChange } from '../../picture/test_kit';
import { changesAfter } from './versions';

const directory = { actorName: () => '', actorShortName: () => '', personName: () => '' };

function version(seq: number, text: string, fields: string[] = ['note.text']): Held {
  const held = hold({ ...noteChange(seq, id(1), text), fields });
  if (!held) throw new Error('no item');
  return held;
}

const history = [version(3, 'rök', []), version(5, 'tät rök'), version(8, 'dimma')];

test('what several changes have made of the version that was seen, as one', () => {
  expect(changesAfter(history, 4n, directory)).toEqual([
    {
      path: 'note.text',
      name: expect.any(String),
      before: { kind: 'text', text: 'rök' },
      after: { kind: 'text', text: 'dimma' },
    },
  ]);
  expect(changesAfter(history, 5n, directory)[0]?.before).toEqual({
    kind: 'text',
    text: 'tät rök',
  });
});

test('nothing differs of what was altered back, of what is seen, and of what is new as a whole', () => {
  expect(changesAfter([...history, version(9, 'rök')], 4n, directory)).toEqual([]);
  expect(changesAfter(history, 8n, directory)).toEqual([]);
  expect(changesAfter(history, 2n, directory)).toEqual([]);
});

import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { ConferenceSchema, DecisionSchema } from '../gen/samlad/v1/collaboration_pb';
import { CommandMaker, newItem } from '../picture/drafts';
import { bytesOf } from '../picture/ids';
import { id, INCIDENT } from '../picture/test_kit';
import { commandText } from './command_text';

const maker = new CommandMaker(INCIDENT, () => id(1));

test('of what was refused every text can be read and copied, those of its parts too', () => {
  const decision = create(DecisionSchema, {
    issue: 'Ska vi utrymma?',
    options: [{ text: 'Utrym norra delen' }, { text: 'Avvakta vinden' }],
    proposal: 'Utrym',
    basis: [bytesOf(id(7))],
    pictureSeq: 4n,
  });
  const decided = maker.create(newItem({ id: id(2), kind: 'decision', body: decision }));
  expect(commandText(decided)).toContain('Utrym norra delen – Avvakta vinden');

  const conference = create(ConferenceSchema, {
    title: 'Lägesmöte',
    agenda: [{ title: 'Läget i Norberg', minutes: 10 }],
  });
  const called = maker.create(newItem({ id: id(3), kind: 'conference', body: conference }));
  expect(commandText(called)).toMatch(/Lägesmöte – Läget i Norberg$/);
});

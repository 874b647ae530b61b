import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { ConferenceSchema } from '../gen/samlad/v1/collaboration_pb';
import { FeatureSchema, NoteSchema, type FeatureCategory } from '../gen/samlad/v1/situation_pb';
import { newItem } from './drafts';
import type { BodyOf, Kind } from './held';
import { checkItem, fieldRules, textLength } from './schema';
import { id } from './test_kit';

const check = <K extends Kind>(kind: K, body: BodyOf<K>) =>
  checkItem(newItem({ id: id(1), kind, body })).map(({ path, rule, bound }) => [path, rule, bound]);

describe("the schema's checks", () => {
  test('tell a form the lengths and ranges of its fields', () => {
    expect(fieldRules('note', 'text')).toMatchObject({ required: true, maxLen: 5000 });
    expect(fieldRules('feature', 'uncertaintyM')).toMatchObject({ min: 0, max: 1_000_000 });
    expect(fieldRules('conference', 'roll').serverSet).toBe(true);
  });

  test('R34: find everything that the border would refuse, by the path that a rejection has', () => {
    expect(check('note', create(NoteSchema))).toEqual([
      ['note.kind', 'check.required', undefined],
      ['note.text', 'check.required', undefined],
      ['note.action_at_ms', 'check.required', undefined],
    ]);
    const agenda = [{ title: 'a', minutes: 700 }, { title: 'b'.repeat(201) }];
    expect(
      check(
        'conference',
        create(ConferenceSchema, { title: 't', startsAtMs: 1n, agenda, openedSeq: 1n }),
      ),
    ).toEqual([
      ['conference.agenda[0].minutes', 'check.range', 600],
      ['conference.agenda[1].title', 'check.too-long', 200],
      ['conference.opened_seq', 'check.server-set', undefined],
    ]);
  });

  test('numbers are finite, enum values are named, ids are whole', () => {
    const body = create(FeatureSchema, {
      title: 't',
      category: 99 as FeatureCategory,
      geometry: { type: 1 },
      uncertaintyM: NaN,
      supersededBy: new Uint8Array(3),
    });
    expect(check('feature', body)).toEqual([
      ['feature.category', 'check.enum', undefined],
      ['feature.uncertainty_m', 'check.finite', undefined],
      ['feature.superseded_by', 'check.length', 16],
    ]);
  });

  test('text is measured in code points, as the server does', () => {
    expect(textLength('å🔥')).toBe(2);
    expect(
      check('note', create(NoteSchema, { kind: 1, text: '🔥'.repeat(5000), actionAtMs: 1n })),
    ).toEqual([]);
  });
});

import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { RejectionCode, RejectionSchema } from '../gen/samlad/v1/command_pb';
import { GeometryType } from '../gen/samlad/v1/situation_pb';
import { FeatureSchema } from '../gen/samlad/v1/situation_pb';
import { CommandMaker, editable, forActors, forAll, newItem } from './drafts';
import { hold } from './held';
import { mended } from './mend';
import { changedPaths, onlyFields, withFields } from './paths';
import { id, INCIDENT, noteChange } from './test_kit';

const point = { type: GeometryType.POINT, coordinates: [16.1, 59.9], ends: [], polygonEnds: [] };
const feature = () =>
  newItem({
    id: id(1),
    kind: 'feature',
    audience: forAll(),
    body: create(FeatureSchema, { title: 'Front', geometry: point }),
  });

describe('the paths in which items differ', () => {
  test('R39: are the fields that a revision names', () => {
    const edited = editable(feature());
    edited.audience = forActors([id(2)]);
    if (edited.body.case === 'feature') {
      edited.body.value.title = 'Fronten';
      edited.body.value.geometry = create(FeatureSchema, {
        geometry: { ...point, coordinates: [16.2, 59.9] },
      }).geometry;
    }
    expect(changedPaths(feature(), edited)).toEqual([
      'audience',
      'feature.title',
      'feature.geometry',
    ]);
    expect(changedPaths(feature(), feature())).toEqual([]);
  });

  test('R39: a revision carries those fields and no others', () => {
    const bare = onlyFields(feature(), ['feature.title']);
    expect(bare.audience).toBeUndefined();
    expect(bare.body).toMatchObject({ case: 'feature', value: { title: 'Front' } });
    expect(bare.body.case === 'feature' && bare.body.value.geometry).toBeUndefined();
  });

  test('laid over the item they give what was edited, lists and emptied fields too', () => {
    const edited = editable(feature());
    if (edited.body.case === 'feature') {
      edited.body.value.title = '';
      edited.body.value.geometry = create(FeatureSchema, {
        geometry: { ...point, coordinates: [1, 2, 3, 4] },
      }).geometry;
    }
    const paths = changedPaths(feature(), edited);
    expect(withFields(feature(), onlyFields(edited, paths), paths)).toEqual(edited);
  });

  test('nothing changed is no revision', () => {
    const base = hold(noteChange(3, id(1)));
    const maker = new CommandMaker(INCIDENT, () => id(9));
    expect(base && maker.revise(base, editable(base.item))).toBeUndefined();
  });
});

describe('a refused command, mended', () => {
  const maker = new CommandMaker(INCIDENT, () => id(9));
  const note = noteChange(1, id(1)).item;
  if (!note) throw new Error('no note');
  const refusal = (field: string) =>
    create(RejectionSchema, { code: RejectionCode.NEEDS_REASON, field });

  test('R35: has another id', () => {
    expect(mended(maker.create(note), refusal(''), '', id(8)).commandId).toEqual(
      new Uint8Array(16).fill(8),
    );
  });

  test('has the reason where the rejection says that it is missing', () => {
    const command = mended(
      maker.create(note),
      refusal('create.item.note.delay_reason'),
      'jourbyte',
      id(8),
    );
    expect(command).toMatchObject({
      reason: '',
      verb: { value: { item: { body: { value: { delayReason: 'jourbyte' } } } } },
    });
    expect(mended(maker.create(note), refusal('reason'), 'jourbyte', id(8)).reason).toBe(
      'jourbyte',
    );
  });

  test('R39: a stale revision is put on top of the item as it is now', () => {
    const base = hold(noteChange(3, id(1)));
    if (!base) throw new Error('no item');
    const edited = editable(base.item);
    if (edited.body.case === 'note') edited.body.value.struckReason = 'fel';
    const command = maker.revise(base, edited);
    const stale = create(RejectionSchema, {
      code: RejectionCode.STALE,
      current: noteChange(8, id(1)),
    });
    expect(command && mended(command, stale, '', id(8))).toMatchObject({
      verb: { value: { baseSeq: 8n } },
    });
  });
});

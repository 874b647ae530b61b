import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { AgendaItemSchema, ConferenceSchema } from '../../gen/samlad/v1/collaboration_pb';
import { ItemSchema, type Item } from '../../gen/samlad/v1/log_pb';
import {
  FeatureCategory,
  FeatureSchema,
  GeometryType,
  PictureVersionSchema,
} from '../../gen/samlad/v1/situation_pb';
import { bytesOf } from '../../picture/ids';
import type { Directory } from '../../picture/selectors';
import { id } from '../../picture/test_kit';
import { fieldRows } from './field_values';

const directory: Directory = {
  actorName: () => 'Norbergs kommun',
  actorShortName: () => 'Norberg',
  personName: () => '',
};

function shown(item: Item): Record<string, string> {
  const rows = fieldRows(item, directory).map(({ path, value }): [string, string] => [
    path,
    value.kind === 'text' ? value.text : value.items.join(' '),
  ]);
  return Object.fromEntries(rows);
}

test('what a field holds is said in words; what stands elsewhere, or is empty, is not', () => {
  const value = create(FeatureSchema, {
    title: 'Brandfront',
    category: FeatureCategory.HAZARD,
    geometry: { type: GeometryType.POINT, coordinates: [16.1, 59.9] },
    uncertaintyM: 200,
    source: 'Polisen',
  });
  expect(shown(create(ItemSchema, { body: { case: 'feature', value } }))).toEqual({
    'feature.title': 'Brandfront',
    'feature.geometry': 'punkt N\u00a059,90000° E\u00a016,10000°',
    'feature.uncertainty_m': '± 200 m',
  });
});

test('parts of items, actors and other items', () => {
  const value = create(ConferenceSchema, {
    title: 'TiB-grupp',
    invitees: [bytesOf(id(1)), bytesOf(id(2))],
    agenda: [create(AgendaItemSchema, { title: 'Upprop', minutes: 2 })],
  });
  expect(shown(create(ItemSchema, { body: { case: 'conference', value } }))).toEqual({
    'conference.title': 'TiB-grupp',
    'conference.invitees': 'Norberg, Norberg',
    'conference.agenda': 'Upprop (2 min)',
  });
  const version = create(PictureVersionSchema, { name: '1', items: [{ item: bytesOf(id(3)) }] });
  const item = create(ItemSchema, { body: { case: 'pictureVersion', value: version } });
  expect(shown(item)['picture_version.items']).toBe(id(3));
});

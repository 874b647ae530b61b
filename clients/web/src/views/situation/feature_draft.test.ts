import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { ChangeSchema } from '../../gen/samlad/v1/log_pb';
import { FeatureCategory, GeometryType } from '../../gen/samlad/v1/situation_pb';
import { CommandMaker, forAll } from '../../picture/drafts';
import { hold, isKind } from '../../picture/held';
import { id, INCIDENT } from '../../picture/test_kit';
import { createFeature, moveFeature, reviseFeature, type FeatureDraft } from './feature_draft';

const maker = new CommandMaker(INCIDENT, () => id(5));
const geometry = { type: GeometryType.POINT, coordinates: [16, 60], ends: [], polygonEnds: [] };
const draft: FeatureDraft = {
  title: ' Avspärrad väg ',
  text: '',
  category: FeatureCategory.INFRASTRUCTURE,
  symbol: '',
  place: '',
  uncertaintyM: 0,
  source: '',
  reliability: 2,
  credibility: 3,
  observedAtMs: 900,
  validUntilMs: 0,
  audience: forAll(),
};

function made() {
  const drafted = createFeature(draft, geometry, 1_000, maker);
  if (drafted.kind !== 'command' || drafted.command?.verb.case !== 'create')
    throw new Error(drafted.kind);
  const held = hold(create(ChangeSchema, { seq: 7n, ...pick(drafted.command.verb.value.item) }));
  if (!isKind(held, 'feature')) throw new Error('no feature');
  return held;
}
const pick = <T>(item: T | undefined) => (item ? { item } : {});

test('a drawing and a form become a feature that is reported now', () => {
  expect(made().body).toMatchObject({
    title: 'Avspärrad väg',
    observedAtMs: 900n,
    reportedAtMs: 1_000n,
    geometry: { coordinates: [16, 60] },
  });
});

test('what the server would refuse is found before it is sent', () => {
  const drafted = createFeature({ ...draft, title: '' }, geometry, 1_000, maker);
  expect(drafted).toMatchObject({ kind: 'problems', problems: [{ path: 'feature.title' }] });
});

test('an edit names what was changed, and nothing else', () => {
  const drafted = reviseFeature(made(), { ...draft, credibility: 1 }, maker);
  expect(drafted).toMatchObject({
    command: { verb: { value: { baseSeq: 7n, fields: ['feature.credibility'] } } },
  });
  expect(reviseFeature(made(), draft, maker)).toEqual({ kind: 'command', command: undefined });
  const moved = moveFeature(made(), { ...geometry, coordinates: [17, 60] }, maker);
  expect(moved).toMatchObject({ verb: { value: { fields: ['feature.geometry'] } } });
});

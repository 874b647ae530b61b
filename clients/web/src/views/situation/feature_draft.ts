import { create } from '@bufbuild/protobuf';
import type { Command } from '../../gen/samlad/v1/command_pb';
import type { Audience, Item } from '../../gen/samlad/v1/log_pb';
import {
  FeatureSchema,
  GeometrySchema,
  type Feature,
  type FeatureCategory,
  type InformationCredibility,
  type SourceReliability,
} from '../../gen/samlad/v1/situation_pb';
import type { DrawnGeometry } from '../../map/geometry';
import { militaryCode } from '../../map/military_symbols.svelte';
import { editable, newItem, type CommandMaker } from '../../picture/drafts';
import type { HeldOf } from '../../picture/held';
import { checkItem, type Problem } from '../../picture/schema';

/** What the form of a map feature holds; its texts as they were written. */
export interface FeatureDraft {
  readonly title: string;
  readonly text: string;
  readonly category: FeatureCategory;
  /** A code by APP-6, or empty. */
  readonly symbol: string;
  readonly place: string;
  readonly uncertaintyM: number;
  readonly source: string;
  readonly reliability: SourceReliability;
  readonly credibility: InformationCredibility;
  /** On the incident's clock; 0: not given. */
  readonly observedAtMs: number;
  readonly validUntilMs: number;
  readonly audience: Audience;
}

export type Drafted =
  | { readonly kind: 'command'; readonly command: Command | undefined }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] };

/** The command that puts it on the map. It is reported now: `nowMs` on the incident's clock. */
export function createFeature(
  draft: FeatureDraft,
  geometry: DrawnGeometry,
  nowMs: number,
  maker: CommandMaker,
): Drafted {
  const body = create(FeatureSchema, {
    ...fieldsOf(draft),
    geometry: create(GeometrySchema, geometry),
    reportedAtMs: BigInt(nowMs),
  });
  const item = newItem({ id: maker.newId(), kind: 'feature', body, audience: draft.audience });
  return checked(item, () => maker.create(item));
}

/** The command that makes the feature, as the person had it before them, what the form holds. */
export function reviseFeature(
  held: HeldOf<'feature'>,
  draft: FeatureDraft,
  maker: CommandMaker,
): Drafted {
  const edited = editable(held.item);
  if (edited.body.case === 'feature') Object.assign(edited.body.value, fieldsOf(draft));
  edited.audience = draft.audience;
  return checked(edited, () => maker.revise(held, edited));
}

/** The command that lets it lie somewhere else. */
export function moveFeature(
  held: HeldOf<'feature'>,
  geometry: DrawnGeometry,
  maker: CommandMaker,
): Command | undefined {
  const edited = editable(held.item);
  if (edited.body.case === 'feature') edited.body.value.geometry = create(GeometrySchema, geometry);
  return maker.revise(held, edited);
}

function checked(item: Item, command: () => Command | undefined): Drafted {
  // What the server has set already is no fault of the form's.
  const problems = checkItem(item).filter(({ rule }) => rule !== 'check.server-set');
  return problems.length > 0
    ? { kind: 'problems', problems }
    : { kind: 'command', command: command() };
}

function fieldsOf(draft: FeatureDraft): Partial<Omit<Feature, '$typeName' | '$unknown'>> {
  const { category, uncertaintyM, reliability, credibility } = draft;
  return {
    category,
    uncertaintyM,
    reliability,
    credibility,
    title: draft.title.trim(),
    symbol: militaryCode(draft.symbol),
    text: draft.text.trim(),
    place: draft.place.trim(),
    source: draft.source.trim(),
    observedAtMs: BigInt(draft.observedAtMs),
    validUntilMs: BigInt(draft.validUntilMs),
  };
}

import type { DescField } from '@bufbuild/protobuf';
import { isReflectMessage, reflect } from '@bufbuild/protobuf/reflect';
import type { AgendaItem, DecisionOption, RollEntry } from '../../gen/samlad/v1/collaboration_pb';
import { AudienceKind, ItemSchema, type Item } from '../../gen/samlad/v1/log_pb';
import {
  GeometryType,
  type ExerciseClock,
  type Geometry,
  type ItemAt,
} from '../../gen/samlad/v1/situation_pb';
import { instantText } from '../../i18n/format';
import { fieldName, label, t } from '../../i18n/language.svelte';
import { formatWgs84 } from '../../map/projection';
import { idOf, namesSomething, type Id } from '../../picture/ids';
import type { Directory } from '../../picture/selectors';

/** What stands in a field: words, or other items that it names. */
export type FieldValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'items'; readonly items: readonly Id[] };

export interface FieldRow {
  readonly path: string;
  readonly name: string;
  readonly value: FieldValue;
}

// Shown in places of their own: state and sort in the heading, where it comes from under provenance,
// what disagrees and what was chosen under contradictions.
const ELSEWHERE = new Set([
  'feature.category',
  'note.kind',
  'contradiction.items',
  'contradiction.chosen',
  'contradiction.reason',
  'feature.source',
  'feature.reliability',
  'feature.credibility',
  'feature.observed_at_ms',
  'feature.observed_precision',
  'feature.reported_at_ms',
  'feature.valid_until_ms',
  'note.action_at_ms',
  'note.entered_at_ms',
  'note.delay_reason',
  'annotation.aspect',
  // Items of another log, which is not open here.
  'annotation.about',
]);
const ACTORS = new Set([
  'owner',
  'incident.lead',
  'participation.actor',
  'participation.invited_by',
  'task.assignee',
  'conference.invitees',
  'conference.speak_queue',
  'conference.floor',
  'annotation.as_actor',
]);

/** The fields of an item that hold anything, in the schema's order. */
export function fieldRows(item: Item, directory: Directory): readonly FieldRow[] {
  const body = bodyOf(item);
  if (!body) return [];
  return body.message.fields
    .map((field) => `${body.field.name}.${field.name}`)
    .filter((path) => !ELSEWHERE.has(path) && !path.endsWith('.state'))
    .map((path) => ({ path, name: fieldName(path), value: fieldValue(item, path, directory) }))
    .filter(({ value }) => !isEmpty(value));
}

export function fieldValue(item: Item, path: string, directory: Directory): FieldValue {
  if (path === 'audience') return text(audienceText(item, directory));
  if (path === 'owner') return text(directory.actorShortName(idOf(item.owner)));
  if (path === 'fictional') return text(item.fictional ? t('yes') : t('no'));
  const body = bodyOf(item);
  const field = body?.message.fields.find(({ name }) => path === `${body.field.name}.${name}`);
  if (!body || !field || !body.value.isSet(field)) return text('');
  const value: unknown =
    field.fieldKind === 'list' ? [...body.value.get(field)] : body.value.get(field);
  const many = (Array.isArray(value) ? value : [value]).map((entry: unknown) =>
    isReflectMessage(entry) ? entry.message : entry,
  );
  if (many.every((entry) => entry instanceof Uint8Array)) {
    const ids = many.filter((entry) => namesSomething(entry)).map(idOf);
    if (ACTORS.has(path)) return text(actorNames(ids, directory));
    return { kind: 'items', items: ids };
  }
  if (path === 'picture_version.items')
    return {
      kind: 'items',
      items: many.map((entry) => idOf((entry as ItemAt).item)),
    };
  return text(many.map((entry) => wordsOf(field, path, entry, directory)).join('\n'));
}

export function isEmpty(value: FieldValue): boolean {
  return value.kind === 'text' ? value.text === '' : value.items.length === 0;
}

function text(words: string): FieldValue {
  return { kind: 'text', text: words };
}

function bodyOf(item: Item) {
  const field = ItemSchema.fields.find(({ localName }) => localName === item.body.case);
  const whole = reflect(ItemSchema, item);
  if (field?.fieldKind !== 'message' || !whole.isSet(field)) return undefined;
  return { field, message: field.message, value: whole.get(field) };
}

function wordsOf(field: DescField, path: string, value: unknown, directory: Directory): string {
  if (field.enum) {
    const found = field.enum.values.find(({ number }) => number === value);
    return found ? label({ [found.number]: found.name }, found.number) : '';
  }
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? t('yes') : t('no');
  if (path === 'feature.uncertainty_m') return t('item.metres', { n: Number(value) });
  if (path === 'conference.current_item') return String(Number(value) + 1);
  if (field.name.endsWith('_ms')) return instantText(Number(value));
  if (typeof value === 'bigint' || typeof value === 'number') return String(value);
  return partText(path, value, directory);
}

// The messages that fields of items are made of.
function partText(path: string, value: unknown, directory: Directory): string {
  switch (path) {
    case 'feature.geometry':
      return geometryText(value as Geometry);
    case 'incident.clock': {
      const clock = value as ExerciseClock;
      return `${instantText(Number(clock.scenarioMs))} × ${clock.speed}`;
    }
    case 'decision.options': {
      const option = value as DecisionOption;
      const tested = (['suitable', 'feasible', 'acceptable'] as const).filter(
        (test) => option[test],
      );
      return [option.text, ...tested.map((test) => t(`item.option.${test}`))].join(' · ');
    }
    case 'conference.agenda': {
      const point = value as AgendaItem;
      return `${point.title} (${point.minutes} min)`;
    }
    case 'conference.roll': {
      const entry = value as RollEntry;
      const mark = entry.present ? '✓' : '–';
      return `${mark} ${directory.actorShortName(idOf(entry.actor))}`;
    }
    default:
      return '';
  }
}

function geometryText({ type, coordinates }: Geometry): string {
  const [lon = 0, lat = 0] = coordinates;
  const where = formatWgs84({ lon, lat }, 'decimal');
  const count = coordinates.length / 2;
  const name = label(GeometryType, type);
  return count === 1 ? `${name} ${where}` : t('item.geometry', { name, n: count, where });
}

function actorNames(ids: readonly Id[], directory: Directory): string {
  return ids.map((id) => directory.actorShortName(id) || t('change.unknownActor')).join(', ');
}

function audienceText({ audience }: Item, directory: Directory): string {
  if (!audience) return '';
  if (audience.kind !== AudienceKind.NAMED_ACTORS) return label(AudienceKind, audience.kind);
  return actorNames(audience.actors.map(idOf), directory);
}

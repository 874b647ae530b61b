import {
  clone,
  create,
  equals,
  type DescField,
  type DescMessage,
  type Message,
} from '@bufbuild/protobuf';
import { reflect, type ReflectMessage } from '@bufbuild/protobuf/reflect';
import { ItemSchema, type Item } from '../gen/samlad/v1/log_pb';

/**
 * Field paths as `Revise.fields` and `Change.fields` name them: "audience", "fictional", or a field
 * of the body, "feature.text". A path has at most two parts.
 */

// What only the server writes of an item itself, or what never changes; none of it can be revised.
const FIXED = new Set(['id', 'created_seq', 'sight_seq', 'field_versions']);

/** The paths in which two versions of an item differ. */
export function changedPaths(before: Item, after: Item): string[] {
  const paths: string[] = [];
  const a = reflect(ItemSchema, before);
  const b = reflect(ItemSchema, after);
  for (const field of ItemSchema.fields) {
    if (FIXED.has(field.name)) continue;
    if (field.oneof === undefined) {
      if (!sameField(a, b, field)) paths.push(field.name);
    } else if (field.fieldKind === 'message' && b.isSet(field)) {
      const was = a.isSet(field) ? a.get(field) : reflect(field.message);
      const is = b.get(field);
      for (const inner of field.message.fields) {
        if (!sameField(was, is, inner)) paths.push(`${field.name}.${inner.name}`);
      }
    }
  }
  return paths;
}

/** A copy of `item` in which the named fields have the values that they have in `to`. */
export function withFields(item: Item, to: Item, paths: readonly string[]): Item {
  const result = clone(ItemSchema, item);
  const target = reflect(ItemSchema, result);
  const source = reflect(ItemSchema, clone(ItemSchema, to));
  for (const path of paths) {
    const [outer = '', inner] = path.split('.');
    const field = ItemSchema.fields.find((candidate) => candidate.name === outer);
    if (!field) continue;
    if (inner === undefined) copyField(source, target, field);
    else if (field.fieldKind === 'message') copyInner(source, target, field, inner);
  }
  return result;
}

/** An item that holds the named fields of `item` and nothing else, as `Revise.to` wants it. */
export function onlyFields(item: Item, paths: readonly string[]): Item {
  const bare = create(ItemSchema, { id: item.id });
  const { case: kind } = item.body;
  // The body has to be of the item's kind even if none of its fields is named.
  if (kind !== undefined) {
    const field = ItemSchema.fields.find((candidate) => candidate.localName === kind);
    if (field?.fieldKind === 'message')
      reflect(ItemSchema, bare).set(field, reflect(field.message));
  }
  return withFields(bare, item, paths);
}

function copyInner(
  source: ReflectMessage,
  target: ReflectMessage,
  field: DescField & { fieldKind: 'message' },
  name: string,
): void {
  const inner = field.message.fields.find((candidate) => candidate.name === name);
  if (!inner || !source.isSet(field)) return;
  if (!target.isSet(field)) target.set(field, reflect(field.message));
  copyField(source.get(field), target.get(field), inner);
}

function copyField(source: ReflectMessage, target: ReflectMessage, field: DescField): void {
  if (!source.isSet(field)) return target.clear(field);
  if (field.fieldKind === 'list') {
    target.clear(field);
    const list = target.get(field);
    for (const entry of source.get(field)) list.add(entry);
    return;
  }
  target.set(field, source.get(field));
}

function sameField(a: ReflectMessage, b: ReflectMessage, field: DescField): boolean {
  if (a.isSet(field) !== b.isSet(field)) return false;
  return !a.isSet(field) || equals(a.desc, only(a, field), only(b, field));
}

// A message with this one field, so that the library's own comparison serves for one field too.
function only(message: ReflectMessage, field: DescField): Message {
  const single = reflect(message.desc as DescMessage);
  copyField(message, single, field);
  return single.message;
}

import { clone, ScalarType, type DescField } from '@bufbuild/protobuf';
import { reflect } from '@bufbuild/protobuf/reflect';
import { ItemSchema, type Item } from '../gen/samlad/v1/log_pb';
import { rulesOf, type FieldRules } from './schema';

/** Texts of an item's body by their paths, such as "feature.text". */

function fieldOf(path: string): { body: DescField; field: DescField } | undefined {
  const [outer = '', inner = ''] = path.split('.');
  const body = ItemSchema.fields.find(({ name }) => name === outer);
  const field = body?.message?.fields.find(({ name }) => name === inner);
  return body && field ? { body, field } : undefined;
}

/** Empty if the item has no such text. */
export function textAt(item: Item, path: string): string {
  const found = fieldOf(path);
  const whole = reflect(ItemSchema, item);
  if (!found || found.body.fieldKind !== 'message' || !whole.isSet(found.body)) return '';
  const { field } = found;
  if (field.fieldKind !== 'scalar' || field.scalar !== ScalarType.STRING) return '';
  return whole.get(found.body).get(field);
}

/** A copy of the item with these texts in it. */
export function withTexts(item: Item, texts: Readonly<Record<string, string>>): Item {
  const result = clone(ItemSchema, item);
  const whole = reflect(ItemSchema, result);
  for (const [path, text] of Object.entries(texts)) {
    const found = fieldOf(path);
    if (!found || found.body.fieldKind !== 'message' || !whole.isSet(found.body)) continue;
    const { field } = found;
    if (field.fieldKind === 'scalar' && field.scalar === ScalarType.STRING)
      whole.get(found.body).set(field, text);
  }
  return result;
}

export function rulesAt(path: string): FieldRules {
  const found = fieldOf(path);
  if (!found) throw new Error(`the schema has no field ${path}`);
  return rulesOf(found.field);
}

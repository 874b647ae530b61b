import { getOption, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import { reflect, type ReflectMessage } from '@bufbuild/protobuf/reflect';
import { check } from '../gen/samlad/v1/check_pb';
import { ItemSchema, type Item } from '../gen/samlad/v1/log_pb';
import type { BodyOf, Kind } from './held';

/** What a field's value must be, as the schema's `check` option says it (check.proto). */
export interface FieldRules {
  readonly required: boolean;
  /** Text: code points. Bytes: bytes. Undefined: no bound. */
  readonly maxLen: number | undefined;
  readonly len: number | undefined;
  readonly maxItems: number | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly serverSet: boolean;
}

/** The server's names of these rules (PROTOCOL.md, "Rules by name"). */
export type CheckRule =
  | 'check.required'
  | 'check.too-long'
  | 'check.length'
  | 'check.too-many'
  | 'check.range'
  | 'check.finite'
  | 'check.enum'
  | 'check.server-set';

export interface Problem {
  /** As the server's rejections name it: "note.text", "conference.agenda[2].title". */
  readonly path: string;
  readonly rule: CheckRule;
  /** The bound that was broken, if there is one. */
  readonly bound: number | undefined;
}

const known = new WeakMap<DescField, FieldRules>();

export function rulesOf(field: DescField): FieldRules {
  let rules = known.get(field);
  if (!rules) {
    const option = getOption(field, check);
    rules = {
      required: option.required,
      maxLen: option.maxLen || undefined,
      len: option.len || undefined,
      maxItems: option.maxItems || undefined,
      min: option.min,
      max: option.max,
      serverSet: option.serverSet,
    };
    known.set(field, rules);
  }
  return rules;
}

/** The rules of a field of an item's body, for a form: `fieldRules('note', 'text').maxLen`. */
export function fieldRules<K extends Kind>(
  kind: K,
  field: Exclude<keyof BodyOf<K>, '$typeName' | '$unknown'>,
): FieldRules {
  const body = ItemSchema.fields.find((candidate) => candidate.localName === kind);
  const found = body?.message?.fields.find((candidate) => candidate.localName === field);
  if (!found) throw new Error(`the schema has no field ${kind}.${String(field)}`);
  return rulesOf(found);
}

/** The rules of a message's field, for parts of items: `messageRules(AgendaItemSchema, 'title')`. */
export function messageRules(message: DescMessage, field: string): FieldRules {
  const found = message.fields.find((candidate) => candidate.localName === field);
  if (!found) throw new Error(`the schema has no field ${message.name}.${field}`);
  return rulesOf(found);
}

/** Everything that the server's border would refuse in a new item; empty if nothing. */
export function checkItem(item: Item): readonly Problem[] {
  return checkMessage(ItemSchema, item);
}

export function checkMessage(schema: DescMessage, message: Message): readonly Problem[] {
  const problems: Problem[] = [];
  checkFields(reflect(schema, message), '', problems);
  return problems;
}

/** How long a text is to the schema: its Unicode code points. */
export function textLength(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

function checkFields(message: ReflectMessage, prefix: string, problems: Problem[]): void {
  for (const field of message.fields) {
    const path = prefix + field.name;
    const rules = rulesOf(field);
    if (!message.isSet(field)) {
      if (rules.required) problems.push({ path, rule: 'check.required', bound: undefined });
    } else if (rules.serverSet) {
      problems.push({ path, rule: 'check.server-set', bound: undefined });
    } else if (field.fieldKind === 'list') {
      const list = message.get(field);
      if (rules.maxItems !== undefined && list.size > rules.maxItems) {
        problems.push({ path, rule: 'check.too-many', bound: rules.maxItems });
      }
      let index = 0;
      for (const entry of list)
        checkValue(field, rules, entry, `${path}[${index++}]`, true, problems);
    } else if (field.fieldKind !== 'map') {
      checkValue(field, rules, message.get(field), path, false, problems);
    }
  }
}

function checkValue(
  field: DescField,
  rules: FieldRules,
  value: unknown,
  path: string,
  inList: boolean,
  problems: Problem[],
): void {
  const found = (rule: CheckRule, bound?: number) => problems.push({ path, rule, bound });
  if (
    field.fieldKind === 'message' ||
    (field.fieldKind === 'list' && field.listKind === 'message')
  ) {
    checkFields(value as ReflectMessage, `${path}.`, problems);
  } else if (typeof value === 'string') {
    if (rules.maxLen !== undefined && textLength(value) > rules.maxLen)
      found('check.too-long', rules.maxLen);
  } else if (value instanceof Uint8Array) {
    if (value.length === 0 && !inList) return;
    if (rules.len !== undefined && value.length !== rules.len) found('check.length', rules.len);
    else if (rules.maxLen !== undefined && value.length > rules.maxLen)
      found('check.too-long', rules.maxLen);
  } else if (field.enum) {
    if (!field.enum.values.some((candidate) => candidate.number === value)) found('check.enum');
  } else if (typeof value === 'number' || typeof value === 'bigint') {
    const number = Number(value);
    if (!Number.isFinite(number)) found('check.finite');
    else if (rules.min !== undefined && number < rules.min) found('check.range', rules.min);
    else if (rules.max !== undefined && number > rules.max) found('check.range', rules.max);
  }
}

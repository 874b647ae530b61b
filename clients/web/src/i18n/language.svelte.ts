import type { Rejection } from '../gen/samlad/v1/command_pb';
import type { Problem } from '../picture/schema';
import { en } from './en';
import { enEnums } from './en_enums';
import { enFields } from './en_fields';
import { sv, type MessageKey } from './sv';
import { svEnums, type EnumeratorName } from './sv_enums';
import { svFields, type FieldPath } from './sv_fields';
import { svRules } from './sv_rules';

export type Language = 'sv' | 'en';
export type Values = Readonly<Record<string, string | number | bigint>>;

const messages = { sv, en };
const enumerators = { sv: svEnums, en: enEnums };
const fields = { sv: svFields, en: enFields };

/** The person's language. Reading it in a component makes the component follow it. */
class Current {
  language = $state<Language>('sv');
}
export const current = new Current();

// `{n}`, or a word that goes with the number: `{n|refused|refused}`, for one and for any other.
const PLACE = /\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g;
const NUMBER = new Intl.NumberFormat('sv-SE', { useGrouping: 'min2' });

/** 9999, and with a space that does not break from there: 10 000. The same in either language. */
export function numberText(value: number | bigint): string {
  return NUMBER.format(value).replace(/\s/g, '\u00a0');
}

/** What the interface says: `t('status.behind', { n: 4 })`. */
export function t(key: MessageKey, values: Values = {}): string {
  return fill(messages[current.language][key], values);
}

/**
 * The name of an enumerator: `label(Position, stance.position)`; empty for "unspecified". A value that
 * only a newer server knows is shown as unknown.
 */
export function label(enumeration: Readonly<Record<number, string>>, value: number): string {
  const name = enumeration[value];
  if (name === undefined) return t('unknown.value');
  return name !== undefined && isEnumerator(name) ? enumerators[current.language][name] : '';
}

/** The name of a field of an item, by its path: `fieldName('feature.text')`. */
export function fieldName(path: string): string {
  return isField(path) ? fields[current.language][path] : path;
}

/** Why the server said no, in the person's language; of a rule unknown here in the server's own. */
export function why(rejection: Rejection | undefined): string {
  if (!rejection) return '';
  const known = current.language === 'sv' ? svRules[rejection.rule] : undefined;
  return known ?? (rejection.message || svRules[rejection.rule] || rejection.rule);
}

/** What is wrong with a field, before it is sent. */
export function problemText(problem: Problem): string {
  const key = `problem.${problem.rule.slice('check.'.length)}`;
  return isMessage(key) ? t(key, { bound: problem.bound ?? '' }) : problem.rule;
}

// Marks that turn the direction of everything after them; in a sentence that would be its end.
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g;

function fill(text: string, values: Values): string {
  return text.replace(PLACE, (whole, name: string, one?: string, many?: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    if (many !== undefined) return Number(value) === 1 ? (one ?? '') : many;
    return typeof value === 'string' ? value.replace(TURNS, '') : numberText(value);
  });
}

function isEnumerator(name: string): name is EnumeratorName {
  return name in svEnums;
}

function isField(path: string): path is FieldPath {
  return path in svFields;
}

function isMessage(key: string): key is MessageKey {
  return key in sv;
}

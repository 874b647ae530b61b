import type { Command } from '../gen/samlad/v1/command_pb';
import type { Item } from '../gen/samlad/v1/log_pb';
import { t } from '../i18n/language.svelte';

/** What the person wrote, all of it: a refused command is shown and copied by this. */
export function commandText(command: Command): string {
  const { verb } = command;
  if (verb.case === 'create' && verb.value.item) return itemText(verb.value.item);
  if (verb.case === 'revise' && verb.value.to)
    return itemText(verb.value.to) || verb.value.fields.join(', ');
  return verb.case ?? '';
}

/** The kind, and every text of the body. */
export function itemText(item: Item): string {
  const { case: kind, value } = item.body;
  if (kind === undefined) return '';
  const texts = Object.entries(value).filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === 'string' && entry[0] !== '$typeName' && entry[1] !== '',
  );
  return [t(`kind.${kind}`), ...texts.map(([, text]) => text)].join(' – ');
}

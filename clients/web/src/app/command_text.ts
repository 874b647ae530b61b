import type { Command } from '../gen/samlad/v1/command_pb';
import type { Item } from '../gen/samlad/v1/log_pb';
import { t } from '../i18n/language.svelte';

/** What the person wrote, all of it: a refused command is shown and copied by this. */
export function commandText(command: Command): string {
  const { verb } = command;
  if (verb.case === 'create' && verb.value.item) return itemText(verb.value.item);
  if (verb.case === 'revise' && verb.value.to)
    return itemText(verb.value.to) || verb.value.fields.join(', ');
  if (verb.case === undefined || verb.case === 'create' || verb.case === 'revise') return '';
  const what = t(`verb.${verb.case}`);
  const incident = verb.case === 'openIncident' ? verb.value.incident : undefined;
  return [what, ...(incident ? textsOf(incident) : []), command.reason].filter(Boolean).join(' – ');
}

/** The kind, and every text of the body. */
export function itemText(item: Item): string {
  const { case: kind, value } = item.body;
  if (kind === undefined) return '';
  return [t(`kind.${kind}`), ...textsOf(value)].join(' – ');
}

// Those of its parts too: the options of a decision, the points of an agenda.
function textsOf(body: object): readonly string[] {
  return Object.entries(body).flatMap(([name, value]: [string, unknown]) => {
    if (name.startsWith('$') || value === '') return [];
    if (typeof value === 'string') return [value];
    const hasParts = typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
    return hasParts ? textsOf(value) : [];
  });
}

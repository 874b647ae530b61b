import { InformationCredibility, SourceReliability } from '../../gen/samlad/v1/situation_pb';
import { ageText, instantText } from '../../i18n/format';
import { label, t } from '../../i18n/language.svelte';
import { isKind, type Held } from '../../picture/held';
import { changedAtMs, timeOf } from '../../picture/selectors';

/** Both halves of the Admiralty code, such as "B2"; empty if neither was rated. */
export function admiraltyCode(
  reliability: SourceReliability,
  credibility: InformationCredibility,
): string {
  if (!reliability && !credibility) return '';
  const letter = reliability ? ' ABCDEF'[reliability] : '–';
  const digit = credibility ? String(credibility) : '–';
  return `${letter}${digit}`;
}

/** What the code says: "usually reliable, possibly true". */
export function admiraltyText(
  reliability: SourceReliability,
  credibility: InformationCredibility,
): string {
  return [label(SourceReliability, reliability), label(InformationCredibility, credibility)]
    .filter(Boolean)
    .map((name) => name.replace(/^\S+ – /, ''))
    .join(', ');
}

export interface Moment {
  readonly name: string;
  readonly at: string;
  readonly age: string;
}

/** When it was seen, told, and written down, each with its age; only what is known. */
export function momentsOf(held: Held, nowMs: number): readonly Moment[] {
  const moments: [string, number | undefined][] = [];
  if (isKind(held, 'feature')) {
    moments.push([t('item.observed'), timeOf(held.body.observedAtMs)]);
    moments.push([t('item.reported'), timeOf(held.body.reportedAtMs)]);
  }
  if (isKind(held, 'note')) {
    moments.push([t('item.happened'), timeOf(held.body.actionAtMs)]);
    moments.push([t('item.entered'), timeOf(held.body.enteredAtMs)]);
  }
  if (held.change.seq !== 0n) {
    const isFirst = held.change.seq === held.item.createdSeq;
    moments.push([isFirst ? t('item.recorded') : t('item.changed'), changedAtMs(held)]);
  }
  if (isKind(held, 'feature')) moments.push([t('item.valid'), timeOf(held.body.validUntilMs)]);
  return moments.flatMap(([name, ms]) =>
    ms === undefined ? [] : [{ name, at: instantText(ms), age: ageText(ms, nowMs) }],
  );
}

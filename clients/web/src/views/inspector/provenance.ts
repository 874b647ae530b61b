import { TimePrecision } from '../../gen/samlad/v1/situation_pb';
import { ageText, nearText } from '../../i18n/format';
import { t } from '../../i18n/language.svelte';
import { isKind, type Held } from '../../picture/held';
import { changedAtMs, timeOf } from '../../picture/selectors';
import { differenceText, preciseText } from '../situation/times';

export interface Moment {
  readonly name: string;
  readonly at: string;
  /** Its age, or how long after the one before it. */
  readonly note: string;
}

/** When it was seen, told, and written down: no finer than it was given, and what is not known. */
export function momentsOf(held: Held, nowMs: number): readonly Moment[] {
  const moments: Moment[] = [];
  let told: number | undefined;
  if (isKind(held, 'feature')) {
    const { observedPrecision } = held.body;
    const observed = timeOf(held.body.observedAtMs);
    const reported = timeOf(held.body.reportedAtMs);
    const isFine = observedPrecision <= TimePrecision.MINUTE;
    moments.push({
      name: t('item.observed'),
      at:
        observed === undefined
          ? t('item.notGiven')
          : preciseText(observed, observedPrecision, nowMs),
      note: observed === undefined ? '' : ageText(observed, nowMs),
    });
    moments.push({
      name: t('item.reported'),
      at: reported === undefined ? t('item.notGiven') : nearText(reported, nowMs),
      note: reported === undefined || !isFine ? '' : differenceText(reported, observed),
    });
    told = reported ?? observed;
  }
  if (isKind(held, 'note')) {
    const happened = timeOf(held.body.actionAtMs);
    const entered = timeOf(held.body.enteredAtMs);
    if (happened !== undefined)
      moments.push({
        name: t('item.happened'),
        at: nearText(happened, nowMs),
        note: ageText(happened, nowMs),
      });
    if (entered !== undefined)
      moments.push({
        name: t('item.entered'),
        at: nearText(entered, nowMs),
        note: differenceText(entered, happened),
      });
    told = entered ?? happened;
  }
  // What waits for the server has not been recorded.
  if (held.change.seq !== 0n) {
    const isFirst = held.change.seq === held.item.createdSeq;
    const recorded = changedAtMs(held);
    moments.push({
      name: t(isFirst ? 'item.recorded' : 'item.changed'),
      at: nearText(recorded, nowMs),
      note:
        isFirst && told !== undefined ? differenceText(recorded, told) : ageText(recorded, nowMs),
    });
  }
  const validUntil = isKind(held, 'feature') ? timeOf(held.body.validUntilMs) : undefined;
  if (validUntil !== undefined)
    moments.push({ name: t('item.valid'), at: nearText(validUntil, nowMs), note: '' });
  return moments;
}

import { AudienceKind } from '../../gen/samlad/v1/log_pb';
import { FeatureCategory, FeatureState, NoteKind } from '../../gen/samlad/v1/situation_pb';
import { nearText } from '../../i18n/format';
import { isKind, type Held, type HeldOf } from '../../picture/held';
import { idOf, type Id } from '../../picture/ids';
import { REPORT_HEADINGS } from '../../picture/item_rights';
import type { Picture } from '../../picture/picture';
import { reports } from '../../picture/selectors';
import { textAt } from '../../picture/text_fields';

export type Heading = (typeof REPORT_HEADINGS)[number];

/** What a heading of a new report begins with, and where that comes from. */
export interface Prefill {
  readonly text: string;
  /** The actor's report that it was taken from. */
  readonly reportAsOfMs: number | undefined;
  readonly notes: number;
  readonly features: number;
}

const NOTE_HEADINGS: Readonly<Partial<Record<NoteKind, Heading>>> = {
  [NoteKind.NOTE_OBSERVATION]: 'report.event',
  [NoteKind.NOTE_ACTION]: 'report.measures',
  [NoteKind.NOTE_ORDER]: 'report.measures',
  [NoteKind.NOTE_CONTACT]: 'report.communication',
  [NoteKind.NOTE_ASSESSMENT]: 'report.prognosis',
};
const FEATURE_HEADINGS: Readonly<Partial<Record<FeatureCategory, Heading>>> = {
  [FeatureCategory.HAZARD]: 'report.event',
  [FeatureCategory.OBSERVATION]: 'report.event',
  [FeatureCategory.AFFECTED_AREA]: 'report.consequences',
  [FeatureCategory.PEOPLE]: 'report.consequences',
  [FeatureCategory.INFRASTRUCTURE]: 'report.consequences',
  [FeatureCategory.ENVIRONMENT]: 'report.consequences',
  [FeatureCategory.EVACUATION]: 'report.measures',
  [FeatureCategory.MEASURE]: 'report.measures',
  [FeatureCategory.RESOURCE]: 'report.resources',
  [FeatureCategory.COMMAND_POST]: 'report.resources',
};
// More than can be read through is no help.
const LINES_PER_HEADING_MAX = 12;

/**
 * What is known already: the actor's latest report, and what it has entered in the log and on the
 * map since. Only what all participants see: a report for all must not tell what was meant for few.
 */
export function prefillOf(
  picture: Picture,
  actor: Id,
  nowMs: number,
): ReadonlyMap<Heading, Prefill> {
  const latest = reports(picture).current.get(actor);
  const sinceMs = latest ? Number(latest.body.asOfMs) : 0;
  const isNew = (held: Held, atMs: number) =>
    idOf(held.item.owner) === actor &&
    held.item.audience?.kind === AudienceKind.ALL_PARTICIPANTS &&
    atMs > sinceMs;
  const notes = picture
    .ofKind('note')
    .filter((note) => !note.body.struck && isNew(note, atOf(note)));
  const features = picture
    .ofKind('feature')
    .filter((feature) => holds(feature) && isNew(feature, atOf(feature)));

  const filled = new Map<Heading, Prefill>();
  for (const heading of REPORT_HEADINGS) {
    const ownNotes = notes.filter(({ body }) => NOTE_HEADINGS[body.kind] === heading);
    const ownFeatures = features.filter(({ body }) => FEATURE_HEADINGS[body.category] === heading);
    const before = latest ? textAt(latest.item, heading) : '';
    const lines = [...ownNotes, ...ownFeatures]
      .sort((a, b) => atOf(a) - atOf(b))
      .slice(-LINES_PER_HEADING_MAX)
      .map((held) => `${nearText(atOf(held), nowMs)} ${lineOf(held)}`);
    const text = [before, ...lines].filter((part) => part !== '').join('\n');
    if (text === '') continue;
    filled.set(heading, {
      text,
      reportAsOfMs: before === '' ? undefined : sinceMs,
      notes: ownNotes.length,
      features: ownFeatures.length,
    });
  }
  return filled;
}

function holds({ body }: HeldOf<'feature'>): boolean {
  const { FEATURE_SUPERSEDED, FEATURE_EXPIRED, FEATURE_RETRACTED } = FeatureState;
  return ![FEATURE_SUPERSEDED, FEATURE_EXPIRED, FEATURE_RETRACTED].includes(body.state);
}

function atOf(held: HeldOf<'note'> | HeldOf<'feature'>): number {
  if (isKind(held, 'note')) return Number(held.body.actionAtMs);
  return isKind(held, 'feature')
    ? Number(held.body.observedAtMs || held.body.reportedAtMs || held.change.recordedAtMs)
    : 0;
}

function lineOf(held: HeldOf<'note'> | HeldOf<'feature'>): string {
  if (isKind(held, 'note')) return held.body.text;
  if (!isKind(held, 'feature')) return '';
  const { title, place } = held.body;
  return place && !title.includes(place) ? `${title} (${place})` : title;
}

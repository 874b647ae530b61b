import type { IncidentEntry } from '../gen/samlad/v1/frames_pb';
import { IncidentKind, IncidentState } from '../gen/samlad/v1/situation_pb';
import { idOf, parseId, type Id } from './ids';

/** One of the incidents that the actor takes or took part in (R14), as a plain value to keep. */
export interface IncidentSummary {
  readonly id: Id;
  readonly title: string;
  readonly kind: IncidentKind;
  readonly state: IncidentState;
  readonly area: string;
  readonly lead: Id | undefined;
  readonly actors: number;
  readonly changes: number;
  /** The incident that an evaluation is of. */
  readonly evaluates: Id | undefined;
}

export function summaryOf(entry: IncidentEntry): IncidentSummary | undefined {
  const body = entry.item?.body;
  if (body?.case !== 'incident') return undefined;
  const { title, kind, state, area, lead, evaluates } = body.value;
  return {
    id: idOf(entry.incident),
    title,
    kind,
    state,
    area,
    lead: lead.length === 16 ? idOf(lead) : undefined,
    actors: entry.actors.length,
    changes: Number(entry.head),
    evaluates: evaluates.length === 16 ? idOf(evaluates) : undefined,
  };
}

/**
 * Whether the actor still takes part. The list names all others of an incident that it does, and the
 * one that leads does until it is evaluated; of one that it has left it names the actor alone. Of an
 * incident that the actor closed as the last one this may say yes too long; its watch says no.
 */
export function takesPart(incident: IncidentSummary, own: Id): boolean {
  if (incident.state === IncidentState.INCIDENT_EVALUATED) return false;
  return incident.lead === own || incident.actors > 1;
}

/** What an earlier page kept; an entry that is none is left out. */
export function summariesFrom(kept: unknown): IncidentSummary[] {
  if (!Array.isArray(kept)) return [];
  return kept.filter(
    (entry: unknown): entry is IncidentSummary =>
      typeof entry === 'object' &&
      entry !== null &&
      'id' in entry &&
      typeof entry.id === 'string' &&
      parseId(entry.id) !== undefined &&
      'title' in entry &&
      typeof entry.title === 'string',
  );
}

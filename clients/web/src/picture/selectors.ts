import {
  ConferenceState,
  DecisionState,
  TaskState,
  type Position,
} from '../gen/samlad/v1/collaboration_pb';
import { AudienceKind, type Item } from '../gen/samlad/v1/log_pb';
import {
  ContradictionState,
  IncidentKind,
  ParticipationState,
  ReportState,
} from '../gen/samlad/v1/situation_pb';
import { isKind, type Held, type HeldOf } from './held';
import { idOf, namesSomething, type Id } from './ids';
import type { Picture } from './picture';

/** Questions that several views ask of a picture. Each is a pure function of it. */

/** Who there is, by the registry's picture. */
export interface Directory {
  /** The name to write out; empty if the registry does not know it. */
  actorName(actor: Id): string;
  /** The short one, for dense rows; the name if it has none. */
  actorShortName(actor: Id): string;
  personName(person: Id): string;
}

export function directoryOf(registry: Picture): Directory {
  const actor = (id: Id) => {
    const held = registry.get(id);
    return isKind(held, 'actor') ? held.body : undefined;
  };
  return {
    actorName: (id) => actor(id)?.name ?? '',
    actorShortName: (id) => actor(id)?.shortName || actor(id)?.name || '',
    personName: (id) => {
      const held = registry.get(id);
      return isKind(held, 'person') ? held.body.name : '';
    },
  };
}

export interface Participant {
  readonly actor: Id;
  readonly state: ParticipationState;
  readonly openToEvaluators: boolean;
  readonly held: HeldOf<'participation'>;
}

export function participants(picture: Picture): readonly Participant[] {
  return picture.ofKind('participation').map((held) => ({
    actor: idOf(held.body.actor),
    state: held.body.state,
    openToEvaluators: held.body.openToEvaluators,
    held,
  }));
}

/** Those that may see anything at all: invited or active (R31). */
export function watchingActors(picture: Picture): readonly Id[] {
  return participants(picture)
    .filter(({ state }) => state !== ParticipationState.PARTICIPATION_ENDED)
    .map(({ actor }) => actor);
}

/** Who may see an item, out of those who take part ("8 av 10"). */
export interface SightOf {
  readonly seeing: readonly Id[];
  readonly blind: readonly Id[];
}

export function sightOf(picture: Picture, item: Item): SightOf {
  const all = watchingActors(picture);
  if (item.audience?.kind === AudienceKind.ALL_PARTICIPANTS) return { seeing: all, blind: [] };
  const named = item.audience?.kind === AudienceKind.NAMED_ACTORS ? item.audience.actors : [];
  const may = new Set([item.owner, ...named].map(idOf));
  return { seeing: all.filter((id) => may.has(id)), blind: all.filter((id) => !may.has(id)) };
}

export interface DecisionView {
  readonly held: HeldOf<'decision'>;
  /** By actor, of those that have taken one. */
  readonly stances: ReadonlyMap<Id, HeldOf<'stance'>>;
  /** Actors that may see the decision and have taken none. */
  readonly silent: readonly Id[];
  readonly counts: ReadonlyMap<Position, number>;
  readonly tasks: readonly HeldOf<'task'>[];
}

export function decisions(picture: Picture): readonly DecisionView[] {
  const stances = groupBy(picture.ofKind('stance'), (stance) => stance.body.decision);
  const tasks = groupBy(picture.ofKind('task'), (task) => task.body.decision);
  return picture.ofKind('decision').map((held) => {
    const own = new Map(
      (stances.get(held.id) ?? []).map((stance) => [idOf(stance.item.owner), stance]),
    );
    const counts = new Map<Position, number>();
    for (const { body } of own.values())
      counts.set(body.position, (counts.get(body.position) ?? 0) + 1);
    const silent = sightOf(picture, held.item).seeing.filter((actor) => !own.has(actor));
    return { held, stances: own, silent, counts, tasks: tasks.get(held.id) ?? [] };
  });
}

export function isDecisionOver(state: DecisionState): boolean {
  return state === DecisionState.DECISION_CLOSED || state === DecisionState.DECISION_SUPERSEDED;
}

export interface TaskView {
  readonly held: HeldOf<'task'>;
  readonly assignee: Id;
  /** On the incident's clock; undefined: no time given. */
  readonly dueMs: number | undefined;
  readonly isOverdue: boolean;
}

/** Soonest due first, then those without a time. `nowMs` is the incident's clock (incidentNow). */
export function tasks(picture: Picture, nowMs: number): readonly TaskView[] {
  const views = picture.ofKind('task').map((held): TaskView => {
    const { state } = held.body;
    const dueMs = timeOf(held.body.dueMs);
    const open = state === TaskState.TASK_OFFERED || state === TaskState.TASK_ACCEPTED;
    const late = open && dueMs !== undefined && dueMs < nowMs;
    return {
      held,
      assignee: idOf(held.body.assignee),
      dueMs,
      isOverdue: late || state === TaskState.TASK_OVERDUE,
    };
  });
  return views.sort((a, b) => (a.dueMs ?? Infinity) - (b.dueMs ?? Infinity) || 0);
}

export function contradictions(picture: Picture): {
  open: readonly HeldOf<'contradiction'>[];
  resolved: readonly HeldOf<'contradiction'>[];
} {
  const all = picture.ofKind('contradiction');
  const isOpen = (held: HeldOf<'contradiction'>) =>
    held.body.state !== ContradictionState.CONTRADICTION_RESOLVED;
  return { open: all.filter(isOpen), resolved: all.filter((held) => !isOpen(held)) };
}

/** Open ones first, then those to come by time, then those that are over, latest first. */
export function conferences(picture: Picture): readonly HeldOf<'conference'>[] {
  const rank = ({ body }: HeldOf<'conference'>) =>
    body.state === ConferenceState.CONFERENCE_OPEN
      ? 0
      : body.state === ConferenceState.CONFERENCE_CALLED
        ? 1
        : 2;
  return [...picture.ofKind('conference')].sort((a, b) => {
    const order = rank(a) - rank(b);
    if (order !== 0) return order;
    const byTime = Number(a.body.startsAtMs - b.body.startsAtMs);
    return rank(a) === 2 ? -byTime : byTime;
  });
}

/** Each actor's latest submitted report, and the drafts in sight. */
export function reports(picture: Picture): {
  current: ReadonlyMap<Id, HeldOf<'report'>>;
  drafts: readonly HeldOf<'report'>[];
} {
  const current = new Map<Id, HeldOf<'report'>>();
  for (const held of picture.ofKind('report')) {
    if (held.body.state !== ReportState.REPORT_SUBMITTED) continue;
    const owner = idOf(held.item.owner);
    const other = current.get(owner);
    if (!other || other.body.asOfMs < held.body.asOfMs) current.set(owner, held);
  }
  const drafts = picture
    .ofKind('report')
    .filter(({ body }) => body.state === ReportState.REPORT_DRAFT);
  return { current, drafts };
}

export function isExercise(picture: Picture): boolean {
  return picture.incident?.body.kind === IncidentKind.EXERCISE;
}

/** Now on the incident's clock: the exercise clock in an exercise, else the server's (R6). */
export function incidentNow(picture: Picture, serverNowMs: number): number {
  const clock = picture.incident?.body.clock;
  if (!isExercise(picture) || !clock || clock.setAtMs === 0n) return serverNowMs;
  return Math.round(
    Number(clock.scenarioMs) + Math.max(0, serverNowMs - Number(clock.setAtMs)) * clock.speed,
  );
}

/** When the change happened on the incident's clock. */
export function changedAtMs(held: Held): number {
  return Number(held.change.scenarioAtMs || held.change.recordedAtMs);
}

/** A time that may be left out: 0 means not given (R6). */
export function timeOf(ms: bigint): number | undefined {
  return ms === 0n ? undefined : Number(ms);
}

function groupBy<H extends Held>(all: readonly H[], key: (held: H) => Uint8Array): Map<Id, H[]> {
  const groups = new Map<Id, H[]>();
  for (const held of all) {
    const bytes = key(held);
    if (!namesSomething(bytes)) continue;
    const id = idOf(bytes);
    const group = groups.get(id);
    if (group) group.push(held);
    else groups.set(id, [held]);
  }
  return groups;
}

import { ConferenceState, TaskState } from '../../gen/samlad/v1/collaboration_pb';
import { NoteKind } from '../../gen/samlad/v1/situation_pb';
import type { Held, HeldOf } from '../../picture/held';
import { idOf, type Id } from '../../picture/ids';
import type { Picture } from '../../picture/picture';
import { contradictions, decisions, isDecisionOver, timeOf } from '../../picture/selectors';

/**
 * A handover is a log entry of that kind, about the matters that go along with it. Another entry of
 * the kind about it accepts it; one of contact about it says that it was read. All of one actor.
 */
export interface Handover {
  readonly offer: HeldOf<'note'>;
  readonly read: HeldOf<'note'> | undefined;
  readonly accepted: HeldOf<'note'> | undefined;
  readonly matters: readonly Id[];
}

export type HandoverStage = 'offered' | 'read' | 'accepted';

export function stageOf({ read, accepted }: Handover): HandoverStage {
  if (accepted) return 'accepted';
  return read ? 'read' : 'offered';
}

/** Latest first. */
export function handovers(picture: Picture): readonly Handover[] {
  const notes = picture.ofKind('note').filter(({ body }) => !body.struck);
  const entries = notes.filter(({ body }) => body.kind === NoteKind.NOTE_HANDOVER);
  const ids = new Set(entries.map(({ id }) => id));
  const offers = entries.filter(({ body }) => !body.about.some((item) => ids.has(idOf(item))));
  const answer = (offer: HeldOf<'note'>, kind: NoteKind) =>
    notes.findLast(
      ({ body, item }) =>
        body.kind === kind &&
        idOf(item.owner) === idOf(offer.item.owner) &&
        body.about.some((about) => idOf(about) === offer.id),
    );
  return offers
    .map((offer) => ({
      offer,
      read: answer(offer, NoteKind.NOTE_CONTACT),
      accepted: answer(offer, NoteKind.NOTE_HANDOVER),
      matters: offer.body.about.map(idOf),
    }))
    .sort((a, b) => Number(b.offer.body.actionAtMs - a.offer.body.actionAtMs));
}

export interface Matters {
  readonly decisions: readonly HeldOf<'decision'>[];
  readonly tasks: readonly HeldOf<'task'>[];
  readonly contradictions: readonly HeldOf<'contradiction'>[];
}

/** What is open and concerns the actor: it has to be known to whoever takes over. */
export function openMatters(picture: Picture, actor: Id): Matters {
  const { TASK_OFFERED, TASK_ACCEPTED, TASK_OVERDUE } = TaskState;
  return {
    decisions: decisions(picture)
      .map(({ held }) => held)
      .filter(({ body }) => !isDecisionOver(body.state)),
    tasks: picture
      .ofKind('task')
      .filter(
        ({ body, item }) =>
          [TASK_OFFERED, TASK_ACCEPTED, TASK_OVERDUE].includes(body.state) &&
          (idOf(body.assignee) === actor || idOf(item.owner) === actor),
      ),
    contradictions: contradictions(picture).open,
  };
}

export interface NextTime {
  readonly atMs: number;
  readonly held: Held;
}

/** What comes next on the incident's clock: conferences, deadlines, follow-ups. Soonest first. */
export function nextTimes(picture: Picture, actor: Id, nowMs: number): readonly NextTime[] {
  const open = openMatters(picture, actor);
  const times = [
    ...picture
      .ofKind('conference')
      .filter(({ body }) => body.state === ConferenceState.CONFERENCE_CALLED)
      .map((held) => ({ held, ms: held.body.startsAtMs })),
    ...open.tasks.map((held) => ({ held, ms: held.body.dueMs })),
    ...open.decisions.flatMap((held) => [
      { held, ms: held.body.deadlineMs },
      { held, ms: held.body.followUpAtMs },
    ]),
  ];
  return times
    .flatMap(({ held, ms }) => {
      const atMs = timeOf(ms);
      return atMs === undefined || atMs < nowMs ? [] : [{ atMs, held }];
    })
    .sort((a, b) => a.atMs - b.atMs);
}

/** Those of the matters that were changed after the handover was offered. */
export function changedSince(handover: Handover, picture: Picture): readonly Id[] {
  const { seq } = handover.offer.change;
  return handover.matters.filter((id) => {
    const held = picture.get(id);
    return seq !== 0n && held !== undefined && held.change.seq > seq;
  });
}

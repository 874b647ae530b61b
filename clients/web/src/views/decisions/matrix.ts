import { DecisionState } from '../../gen/samlad/v1/collaboration_pb';
import type { HeldOf } from '../../picture/held';
import type { Id } from '../../picture/ids';
import type { Author } from '../../picture/overlay';
import type { Picture } from '../../picture/picture';
import {
  decisions,
  isDecisionOver,
  sightOf,
  timeOf,
  type DecisionView,
  type Directory,
} from '../../picture/selectors';
import { activeActors, answers, inOrder } from '../collaboration/acting';

/** What an actor has said of a decision. */
export type Cell =
  | { readonly kind: 'stance'; readonly stance: HeldOf<'stance'> }
  /** It is asked, and has not answered. */
  | { readonly kind: 'silent' }
  /** Nobody is asked any more, and it never answered. */
  | { readonly kind: 'never' }
  /** Nobody is asked yet. */
  | { readonly kind: 'not-yet' }
  /** It may not see the decision. */
  | { readonly kind: 'blind' };

export interface Row {
  readonly view: DecisionView;
  /** In the order of the columns. */
  readonly cells: readonly Cell[];
  /** Actors that take active part and see it: those that have a say. */
  readonly asked: readonly Id[];
  readonly answered: number;
  readonly waitsForUs: boolean;
  readonly deadlineMs: number | undefined;
}

export interface Matrix {
  readonly columns: readonly Id[];
  readonly rows: readonly Row[];
}

export type Choice = 'all' | 'open' | 'ours';

/** Decisions down, actors across. Who has left shows while a stance of theirs stands. */
export function matrixOf(picture: Picture, directory: Directory, me: Author): Matrix {
  const active = activeActors(picture);
  const views = decisions(picture);
  const spoken = views.flatMap((view) => [...view.stances.keys()]);
  const columns = inOrder(new Set([...active, ...spoken]), directory, me.actor);
  const rows = views.map((view) => rowOf(view, picture, columns, active, me));
  return { columns, rows: rows.sort(byUrgency) };
}

export function chosen(rows: readonly Row[], choice: Choice): readonly Row[] {
  if (choice === 'ours') return rows.filter(({ waitsForUs }) => waitsForUs);
  if (choice === 'open') return rows.filter(({ view }) => rank(view) < 3);
  return rows;
}

function rowOf(
  view: DecisionView,
  picture: Picture,
  columns: readonly Id[],
  active: readonly Id[],
  me: Author,
): Row {
  const { state, deadlineMs } = view.held.body;
  const seeing = new Set(sightOf(picture, view.held.item).seeing);
  const asked = active.filter((actor) => seeing.has(actor));
  const cells = columns.map((actor): Cell => {
    const stance = view.stances.get(actor);
    if (stance) return { kind: 'stance', stance };
    if (!seeing.has(actor)) return { kind: 'blind' };
    if (state === DecisionState.DECISION_PROPOSED) return { kind: 'not-yet' };
    return { kind: isDecisionOver(state) ? 'never' : 'silent' };
  });
  const mayAnswer = asked.includes(me.actor) && answers(me.role);
  return {
    view,
    cells,
    asked,
    answered: asked.filter((actor) => view.stances.has(actor)).length,
    waitsForUs: mayAnswer && state === DecisionState.DECISION_OPEN && !view.stances.has(me.actor),
    deadlineMs: timeOf(deadlineMs),
  };
}

// Open ones first, then proposals, then what is under way, then what is over; soonest deadline first.
function byUrgency(a: Row, b: Row): number {
  const order = rank(a.view) - rank(b.view);
  if (order !== 0) return order;
  const byDeadline = (a.deadlineMs ?? Infinity) - (b.deadlineMs ?? Infinity);
  if (rank(a.view) < 2 && byDeadline !== 0 && !Number.isNaN(byDeadline)) return byDeadline;
  return Number(b.view.held.item.createdSeq - a.view.held.item.createdSeq);
}

function rank({ held }: DecisionView): number {
  if (held.body.state === DecisionState.DECISION_OPEN) return 0;
  if (held.body.state === DecisionState.DECISION_PROPOSED) return 1;
  return isDecisionOver(held.body.state) ? 3 : 2;
}

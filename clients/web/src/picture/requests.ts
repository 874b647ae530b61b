import type { Rejection } from '../gen/samlad/v1/command_pb';
import type { History, IncidentEntry, IncidentList } from '../gen/samlad/v1/frames_pb';
import type { Change } from '../gen/samlad/v1/log_pb';
import type { Outgoing, ToServer } from './frames';
import { bytesOf, type Id } from './ids';

export type HistoryAnswer =
  | { readonly kind: 'changes'; readonly changes: readonly Change[] }
  | { readonly kind: 'refused'; readonly rejection: Rejection };

/** A server refuses more than it has room for, and reads one after the other anyway. */
export const HISTORIES_AT_ONCE = 2;

type Waiting =
  | { kind: 'incidents'; asked: boolean; answer: (entries: readonly IncidentEntry[]) => void }
  | {
      kind: 'history';
      asked: boolean;
      incident: Id;
      item: Id;
      changes: Change[];
      answer: (answer: HistoryAnswer) => void;
    };

/**
 * Questions that wait for their answers: the list of incidents (R14), an item's history (R51). They
 * are asked again on a new connection, and a page that came already is not taken twice.
 */
export class Requests {
  private readonly waiting = new Map<bigint, Waiting>();
  private next = 1n;

  incidents(): Promise<readonly IncidentEntry[]> {
    return new Promise((answer) => {
      this.waiting.set(this.next++, { kind: 'incidents', asked: false, answer });
    });
  }

  /** All changes of one item that were in the actor's sight, oldest first. */
  history(incident: Id, item: Id): Promise<HistoryAnswer> {
    return new Promise((answer) => {
      this.waiting.set(this.next++, {
        kind: 'history',
        asked: false,
        incident,
        item,
        changes: [],
        answer,
      });
    });
  }

  onConnectionLost(): void {
    for (const request of this.waiting.values()) request.asked = false;
  }

  appendTo(outgoing: Outgoing): void {
    const histories = [...this.waiting.values()].filter(({ kind }) => kind === 'history');
    let asked = histories.filter((request) => request.asked).length;
    for (const [number, request] of this.waiting) {
      if (request.asked || (request.kind === 'history' && asked >= HISTORIES_AT_ONCE)) continue;
      if (request.kind === 'history') asked++;
      request.asked = true;
      outgoing.add(messageOf(number, request));
    }
  }

  onIncidents(list: IncidentList): void {
    const request = this.waiting.get(list.request);
    if (request?.kind !== 'incidents') return;
    this.waiting.delete(list.request);
    request.answer(list.incidents);
  }

  onHistory(page: History): void {
    const request = this.waiting.get(page.request);
    if (request?.kind !== 'history') return;
    if (page.rejection) {
      this.waiting.delete(page.request);
      return request.answer({ kind: 'refused', rejection: page.rejection });
    }
    // Pages are in order of seq; what came before a lost link is at the front again.
    const through = request.changes.at(-1)?.seq ?? 0n;
    for (const change of page.changes) if (change.seq > through) request.changes.push(change);
    if (page.more) return;
    this.waiting.delete(page.request);
    request.answer({ kind: 'changes', changes: request.changes });
  }
}

function messageOf(request: bigint, waiting: Waiting): ToServer {
  if (waiting.kind === 'incidents') {
    return { case: 'listIncidents', value: { $typeName: 'samlad.v1.ListIncidents', request } };
  }
  const incident = bytesOf(waiting.incident);
  const item = bytesOf(waiting.item);
  return {
    case: 'getHistory',
    value: { $typeName: 'samlad.v1.GetHistory', request, incident, item },
  };
}

import { create } from '@bufbuild/protobuf';
import { AgendaItemSchema, type Conference } from '../../gen/samlad/v1/collaboration_pb';
import { timeOf } from '../../picture/selectors';

const MINUTE_MS = 60_000;

export interface AgendaLine {
  readonly title: string;
  readonly plannedMs: number;
  readonly state: 'done' | 'now' | 'next';
  /** How long it has taken, of those begun. */
  readonly spentMs: number | undefined;
  /** Of the one that is on; undefined if it was given no time. */
  readonly leftMs: number | undefined;
}

/** The agenda as it stands now. Items may be taken in any order: one ends where another began. */
export function agendaOf(conference: Conference, nowMs: number): readonly AgendaLine[] {
  const open = conference.openedAtMs !== 0n && conference.closedAtMs === 0n;
  const endMs = timeOf(conference.closedAtMs) ?? nowMs;
  const begun = conference.agenda
    .map(({ startedAtMs }) => timeOf(startedAtMs))
    .filter((at) => at !== undefined);
  return conference.agenda.map(({ title, minutes, startedAtMs }, at): AgendaLine => {
    const plannedMs = minutes * MINUTE_MS;
    const beganMs = timeOf(startedAtMs);
    const isNow = open && at === conference.currentItem;
    if (beganMs === undefined)
      return { title, plannedMs, state: 'next', spentMs: undefined, leftMs: undefined };
    const after = begun.filter((other) => other > beganMs);
    const spentMs = (isNow || after.length === 0 ? endMs : Math.min(...after)) - beganMs;
    const leftMs = isNow && plannedMs > 0 ? plannedMs - spentMs : undefined;
    return { title, plannedMs, state: isNow ? 'now' : 'done', spentMs, leftMs };
  });
}

/** What all items together are given. */
export function plannedMs({ agenda }: Conference): number {
  return agenda.reduce((sum, { minutes }) => sum + minutes * MINUTE_MS, 0);
}

export interface AgendaDraft {
  title: string;
  minutes: number;
}

/** Without the times at which its items were begun: those are the server's to keep. */
export function agendaFrom(drafts: readonly AgendaDraft[]): Conference['agenda'] {
  return drafts
    .map(({ title, minutes }) => ({ title: title.trim(), minutes: minutes || 0 }))
    .filter(({ title }) => title !== '')
    .map((item) => create(AgendaItemSchema, item));
}

/** Gives the conference another agenda. The item that is on stays so, wherever it stands now. */
export function setAgenda(conference: Conference, drafts: readonly AgendaDraft[]): void {
  const before = conference.agenda;
  const after = agendaFrom(drafts);
  const same = (item: AgendaDraft | undefined, other: AgendaDraft | undefined) =>
    item?.title === other?.title && item?.minutes === other?.minutes;
  if (before.length === after.length && before.every((item, at) => same(item, after[at]))) return;
  const title = before[conference.currentItem]?.title;
  const at = after.findIndex((item) => item.title === title);
  conference.agenda = after;
  conference.currentItem =
    at >= 0 ? at : Math.min(conference.currentItem, Math.max(after.length - 1, 0));
}

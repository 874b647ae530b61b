import type { Client } from '../../picture/client';
import type { Id } from '../../picture/ids';
import type { Picture } from '../../picture/picture';
import { participants } from '../../picture/selectors';
import { entryOf, overviewOf, type LogEntry, type LogOverview } from './log_overview';

// More than a person can look through; the rest of the log is reached by its time.
export const ENTRIES_MAX = 100_000;

export interface Reading {
  readonly overview: LogOverview;
  /** It was not read to its end. */
  readonly isCut: boolean;
}

/**
 * Reads all changes that an actor had in sight, by a replay of its own at full speed. Through a
 * change of the actor's own participation the server leads by whole pictures, so the log is played
 * from each of those to the next. Undefined if it was broken off: by `signal`, or by the server.
 */
export async function readLog(
  client: Client,
  live: Picture,
  actor: Id,
  head: bigint,
  signal: AbortSignal,
): Promise<Reading | undefined> {
  const { incident } = live.replica;
  const starts = await participationSeqs(client, live, actor);
  const [first] = starts;
  if (first === undefined || signal.aborted) return undefined;

  const entries = new Map<bigint, LogEntry>();
  const asActor = actor === client.author.actor ? undefined : actor;
  const number = client.replays.open(incident, { kind: 'seq', seq: first }, asActor, (changes) => {
    // What was there before the actor came to it was never a change on its screen.
    for (const change of changes) if (change.seq >= first) entries.set(change.seq, entryOf(change));
  });
  const room = () => entries.size < ENTRIES_MAX;
  let stands = true;
  for (const [at, start] of starts.entries()) {
    const end = (starts[at + 1] ?? head + 1n) - 1n;
    if (at > 0) client.replays.seek(number, { kind: 'seq', seq: start });
    stands = await standing(client, number, start, signal, room);
    if (stands && end > start) {
      client.replays.play(number, { speed: 0, until: { kind: 'seq', seq: end } });
      stands = await standing(client, number, end, signal, room);
    }
    if (!stands) break;
  }
  client.replays.close(number);
  if (signal.aborted || (!stands && room())) return undefined;
  return { overview: overviewOf(entries.values()), isCut: !room() };
}

/** Where the actor's participation changed, in order. */
async function participationSeqs(
  client: Client,
  live: Picture,
  actor: Id,
): Promise<readonly bigint[]> {
  const own = participants(live).find((participant) => participant.actor === actor);
  if (!own) return [];
  const answer = await client.history(live.replica.incident, own.held.id);
  // Whose part in it cannot be followed is read from its last change on.
  return answer.kind === 'changes' ? answer.changes.map(({ seq }) => seq) : [own.held.change.seq];
}

/** When the replay has come to a position; false if it has ended, or is to go no further. */
function standing(
  client: Client,
  number: number,
  seq: bigint,
  signal: AbortSignal,
  goesOn: () => boolean,
): Promise<boolean> {
  return new Promise((settle) => {
    const look = () => {
      const view = client.replays.view(number);
      const isThere = view?.status?.seq === seq && !view.playing;
      if (view && !isThere && !signal.aborted && goesOn()) return;
      undo();
      signal.removeEventListener('abort', look);
      settle(isThere);
    };
    const undo = client.subscribe(look);
    signal.addEventListener('abort', look);
    look();
  });
}

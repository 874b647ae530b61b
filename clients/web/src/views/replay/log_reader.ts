import type { Client } from '../../picture/client';
import type { Id } from '../../picture/ids';
import type { Picture } from '../../picture/picture';
import type { Place } from '../../picture/replay';
import { participants } from '../../picture/selectors';
import { entryOf, overviewOf, type LogEntry, type LogOverview } from './log_overview';

// More than a person can look through; the rest of the log is reached by its time.
export const ENTRIES_MAX = 100_000;

/**
 * Reads all changes that an actor had in sight, by a replay of its own at full speed, which is kept
 * to read on from when the log has grown. Through a change of the actor's own participation the
 * server leads by whole pictures, so the log is played from each of those to the next.
 */
export class LogReader {
  private readonly entries = new Map<bigint, LogEntry>();
  private number: number | undefined;
  // The first change that was one on the actor's screen, and how far everything has been read.
  private first = 0n;
  private at = 0n;

  constructor(
    private readonly client: Client,
    private readonly incident: Id,
    private readonly actor: Id,
    private readonly signal: AbortSignal,
  ) {
    signal.addEventListener('abort', () => this.close());
  }

  get overview(): LogOverview {
    return overviewOf(this.entries.values());
  }

  /** It holds as much as it takes, and reads no further. */
  get isFull(): boolean {
    return this.entries.size >= ENTRIES_MAX;
  }

  /** As far as `head`, or as the actor's sight goes. False if it was broken off. */
  async readTo(live: Picture, head: bigint): Promise<boolean> {
    const starts = await this.startsOf(live);
    const first = starts[0];
    if (this.signal.aborted) return false;
    if (this.number === undefined) {
      if (first === undefined) return false;
      this.first = this.at = first;
      this.open(first);
      if (!(await this.stands(first))) return false;
    }
    for (const start of starts) {
      if (start <= this.at) continue;
      if (!(await this.play(start - 1n)) || !(await this.seek(start))) return false;
    }
    return this.play(head);
  }

  private open(seq: bigint): void {
    const asActor = this.actor === this.client.author.actor ? undefined : this.actor;
    const at: Place = { kind: 'seq', seq };
    this.number = this.client.replays.open(this.incident, at, asActor, (changes) => {
      // What was there before the actor came to it was never a change on its screen.
      for (const change of changes)
        if (change.seq >= this.first) this.entries.set(change.seq, entryOf(change));
    });
  }

  private close(): void {
    if (this.number !== undefined) this.client.replays.close(this.number);
  }

  private async play(end: bigint): Promise<boolean> {
    if (this.number === undefined || end <= this.at) return true;
    this.client.replays.play(this.number, { speed: 0, until: { kind: 'seq', seq: end } });
    return this.stands(undefined);
  }

  private async seek(seq: bigint): Promise<boolean> {
    if (this.number !== undefined) this.client.replays.seek(this.number, { kind: 'seq', seq });
    return this.stands(seq);
  }

  /** Where the actor's participation changed beyond what has been read, in order. */
  private async startsOf(live: Picture): Promise<readonly bigint[]> {
    const own = participants(live).find(({ actor }) => actor === this.actor);
    if (!own || own.held.change.seq <= this.at) return [];
    const answer = await this.client.history(this.incident, own.held.id);
    // Whose part in it cannot be followed is read from its last change on.
    return answer.kind === 'changes' ? answer.changes.map(({ seq }) => seq) : [own.held.change.seq];
  }

  /** When the replay has come to a place, or plays no further; false if it goes there no more. */
  private stands(place: bigint | undefined): Promise<boolean> {
    return new Promise((settle) => {
      const look = () => {
        const view = this.number === undefined ? undefined : this.client.replays.view(this.number);
        const seq = view?.status?.seq;
        const isThere = view?.playing === false && (place === undefined || seq === place);
        const goesOn = view && !this.signal.aborted && !this.isFull;
        if (goesOn && !isThere) return;
        undo();
        this.signal.removeEventListener('abort', look);
        if (isThere && seq !== undefined && seq > this.at) this.at = seq;
        settle(isThere && !this.signal.aborted);
      };
      const undo = this.client.subscribe(look);
      this.signal.addEventListener('abort', look);
      look();
    });
  }
}

import { untrack } from 'svelte';
import type { OpenIncident } from '../../app/incident.svelte';
import type { Id } from '../../picture/ids';
import { EMPTY_OVERVIEW, type LogOverview } from './log_overview';
import { LogReader } from './log_reader';

// An incident that goes on may change many times a second.
const READ_EVERY_MS = 1_000;

/**
 * The log as an actor had it in sight: read once, and on as long as it grows. Make it while a
 * component is being made.
 */
export class LogReading {
  overview = $state.raw<LogOverview>(EMPTY_OVERVIEW);
  /** Until it has been read as far as it went. */
  isReading = $state(true);
  isCut = $state(false);

  /** `actor`: whose sight; undefined: not yet. `onRead`: the log has been read for the first time. */
  constructor(
    private readonly live: OpenIncident,
    actor: () => Id | undefined,
    private readonly onRead: (overview: LogOverview) => void,
  ) {
    $effect(() => {
      const whose = actor();
      // What was read with other eyes does not stand beside the new picture.
      untrack(() => (this.isReading = true));
      if (whose === undefined) return;
      const broken = new AbortController();
      untrack(() => void this.follow(whose, broken.signal));
      return () => broken.abort();
    });
  }

  private async follow(actor: Id, signal: AbortSignal): Promise<void> {
    this.isCut = false;
    this.overview = EMPTY_OVERVIEW;
    const { live } = this;
    const reader = new LogReader(live.session.client, live.id, actor, signal);
    let read = 0n;
    for (;;) {
      const head = await this.headBeyond(read, signal);
      if (signal.aborted) return;
      const stands = await reader.readTo(live.picture, head);
      if (signal.aborted) return;
      read = head;
      this.overview = reader.overview;
      this.isCut = reader.isFull;
      if (this.isReading) this.onRead(this.overview);
      this.isReading = false;
      if (!stands) return;
      await new Promise((done) => setTimeout(done, READ_EVERY_MS));
    }
  }

  /** The head of the live log, once it is beyond what has been read. */
  private headBeyond(read: bigint, signal: AbortSignal): Promise<bigint> {
    const { client } = this.live.session;
    return new Promise((settle) => {
      const look = () => {
        const head = client.incident(this.live.id)?.head ?? 0n;
        if (head <= read && !signal.aborted) return;
        undo();
        signal.removeEventListener('abort', look);
        settle(head);
      };
      const undo = client.subscribe(look);
      signal.addEventListener('abort', look);
      look();
    });
  }
}

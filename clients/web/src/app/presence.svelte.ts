import { create } from '@bufbuild/protobuf';
import { PresenceSchema } from '../gen/samlad/v1/frames_pb';
import { bytesOf } from '../picture/ids';
import type { OpenIncident } from './incident.svelte';

// While a map is moved, those who follow it hear of it this often, and of where it stops.
const TELL_INTERVAL_MS = 400;
// Presence is not kept (R30): it is told again now and then, and whenever somebody has come.
const REPEAT_MS = 20_000;
// Many people do not all greet a newcomer at once.
const GREETING_SPREAD_MS = 20;

/** Tells the others of one incident what the person looks at. */
export class SharedPresence {
  private toldMs = -Infinity;
  private others = 0;

  constructor(private readonly incident: OpenIncident) {}

  /** Now and again until undone. For use in an effect, which runs anew with whatever changes. */
  share(workspace: string, others: number): () => void {
    const { selected, looksAt, id, session } = this.incident;
    const hasNewcomer = others > this.others;
    this.others = others;
    if (!session.visible || !this.incident.isLive) return () => undefined;
    const tell = () => {
      this.toldMs = performance.now();
      session.client.showPresence(
        id,
        create(PresenceSchema, {
          incident: bytesOf(id),
          item: selected === undefined ? new Uint8Array() : bytesOf(selected),
          activity: workspace,
          view: [...looksAt],
        }),
      );
    };
    const waitMs = Math.max(0, this.toldMs + TELL_INTERVAL_MS - performance.now());
    const spreadMs = hasNewcomer ? Math.random() * others * GREETING_SPREAD_MS : 0;
    const soon = setTimeout(tell, waitMs + spreadMs);
    const again = setInterval(tell, REPEAT_MS);
    return () => {
      clearTimeout(soon);
      clearInterval(again);
    };
  }
}

import { create } from '@bufbuild/protobuf';
import { PresenceSchema } from '../gen/samlad/v1/frames_pb';
import { bytesOf } from '../picture/ids';
import type { OpenIncident } from './incident.svelte';

// A map that is being dragged is not told of at every step.
const SETTLE_MS = 500;
// Presence is not kept (R30): it is told again now and then, and whenever somebody has come.
const REPEAT_MS = 20_000;
// Many people do not all greet a newcomer at once.
const GREETING_SPREAD_MS = 20;

/** Tells the others what the person looks at, now and again until undone. For use in an effect. */
export function sharePresence(
  incident: OpenIncident,
  workspace: string,
  others: number,
): () => void {
  const { selected, looksAt } = incident;
  const visible = incident.session.visible && incident.isLive;
  const tell = () =>
    incident.session.client.showPresence(
      incident.id,
      create(PresenceSchema, {
        incident: bytesOf(incident.id),
        item: selected === undefined ? new Uint8Array() : bytesOf(selected),
        activity: workspace,
        view: [...looksAt],
      }),
    );
  if (!visible) return () => undefined;
  const soon = setTimeout(tell, SETTLE_MS + Math.random() * others * GREETING_SPREAD_MS);
  const again = setInterval(tell, REPEAT_MS);
  return () => {
    clearTimeout(soon);
    clearInterval(again);
  };
}

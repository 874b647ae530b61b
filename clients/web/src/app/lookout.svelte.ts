import type { Attachment } from 'svelte/attachments';
import { Dwell } from '../picture/dwell';
import type { Held } from '../picture/held';
import { Attention } from './attention';
import type { OpenIncident } from './incident.svelte';
import type { SeenMarks } from './seen_marks.svelte';

const TICK_MS = 300;
// Of what is taller than the window, so much of it is enough.
const SHOWN_PX = 60;

/** Sees to it that what somebody has looked at counts as seen, in whichever view it stands. */
export class Lookout {
  private readonly attention = new Attention();
  private readonly dwell = new Dwell();
  private readonly rows = new Map<Element, () => Held | undefined>();
  private readonly inView = new Set<Element>();
  private readonly observer = new IntersectionObserver((entries) => this.onCrossing(entries), {
    threshold: [0, 0.25, 0.5, 0.75, 1],
  });
  private readonly timer = setInterval(() => this.tick(), TICK_MS);

  constructor(private readonly marks: SeenMarks) {}

  /** The element shows the item. Returns its own undo. */
  watch(element: Element, held: () => Held | undefined): () => void {
    this.rows.set(element, held);
    this.observer.observe(element);
    return () => {
      this.observer.unobserve(element);
      this.rows.delete(element);
      this.inView.delete(element);
    };
  }

  stop(): void {
    clearInterval(this.timer);
    this.observer.disconnect();
    this.attention.stop();
  }

  private onCrossing(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, intersectionRatio, intersectionRect } of entries) {
      const shown = intersectionRatio >= 0.5 || intersectionRect.height >= SHOWN_PX;
      if (shown && this.rows.has(target)) this.inView.add(target);
      else this.inView.delete(target);
    }
  }

  private tick(): void {
    if (!this.attention.isLooking()) return;
    this.marks.look(Date.now());
    const shown = new Map<string, Held>();
    for (const element of this.inView) {
      const held = this.rows.get(element)?.();
      if (held) shown.set(`${held.id} ${held.change.seq}`, held);
    }
    const seen = this.dwell.spend(new Set(shown.keys()), TICK_MS);
    this.marks.see([...shown].filter(([key]) => seen.has(key)).map(([, held]) => held));
  }
}

/**
 * `{@attach shows(incident, () => held)}` on the element that an item stands in: it is new until it
 * has been looked at, here or elsewhere.
 */
export function shows(
  incident: OpenIncident,
  held: () => Held | undefined,
): Attachment<HTMLElement> {
  return (element) => {
    $effect(() => {
      const item = held();
      element.toggleAttribute('data-new', item !== undefined && incident.isNew(item));
    });
    return incident.lookout?.watch(element, held);
  };
}

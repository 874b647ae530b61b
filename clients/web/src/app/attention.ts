/** Somebody who has touched nothing for so long may have left the desk. */
export const AWAY_AFTER_MS = 60_000;
const INPUTS = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchmove', 'focus'] as const;

/**
 * Whether somebody is looking at this window: it is in front, has the focus, nothing lies over it,
 * and it has been touched lately.
 */
export class Attention {
  private touchedAtMs = performance.now();
  private readonly touched = () => (this.touchedAtMs = performance.now());

  constructor() {
    for (const name of INPUTS)
      window.addEventListener(name, this.touched, { capture: true, passive: true });
  }

  isLooking(): boolean {
    return (
      document.visibilityState === 'visible' &&
      document.hasFocus() &&
      document.querySelector('dialog:modal') === null &&
      performance.now() - this.touchedAtMs < AWAY_AFTER_MS
    );
  }

  stop(): void {
    for (const name of INPUTS) window.removeEventListener(name, this.touched, { capture: true });
  }
}

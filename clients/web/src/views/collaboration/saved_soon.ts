import { onMount } from 'svelte';

// Not at every keystroke.
const SAVE_AFTER_MS = 300;

/** Saves what a person is writing when they pause. */
export class SavedSoon {
  private due: (() => void) | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `save` takes the place of one that has not been done yet. */
  later(save: () => void): void {
    this.cancel();
    this.due = save;
    this.timer = setTimeout(() => this.now(), SAVE_AFTER_MS);
  }

  now(): void {
    const { due } = this;
    this.cancel();
    due?.();
  }

  cancel(): void {
    clearTimeout(this.timer);
    this.due = undefined;
  }
}

/**
 * One that also saves when the page or the component goes away before the pause is over. Make it
 * while a component is being made.
 */
export function savedSoon(): SavedSoon {
  const soon = new SavedSoon();
  onMount(() => {
    const save = () => soon.now();
    window.addEventListener('pagehide', save);
    return () => {
      window.removeEventListener('pagehide', save);
      save();
    };
  });
  return soon;
}

import { untrack } from 'svelte';

/**
 * What can be done from the keyboard and from the command palette. A component registers its
 * commands while it is there; registering returns its own undo.
 */
export interface Action {
  /** Stable, for tests: "stream.mark-read". */
  readonly id: string;
  readonly label: () => string;
  /** "l", "shift+r", "mod+k" (Ctrl, or Command on a Mac), "g m" (one after the other). */
  readonly keys?: string;
  readonly run: () => void;
  /** Also while the person writes in a field; for keys with a modifier. */
  readonly whileWriting?: boolean;
}

// The second key of a sequence has to come within this.
const SEQUENCE_MS = 1_200;

class Shortcuts {
  actions = $state.raw<readonly Action[]>([]);
  private first: { key: string; atMs: number } | undefined;

  /** May be called within an effect, which does not come to depend on what others register. */
  register(actions: readonly Action[]): () => void {
    untrack(() => (this.actions = [...this.actions, ...actions]));
    return () => {
      untrack(() => (this.actions = this.actions.filter((action) => !actions.includes(action))));
    };
  }

  /** The window's one key listener. */
  onKeydown(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || event.repeat) return;
    const key = keyOf(event);
    if (key === undefined) return;
    const inDialog = document.querySelector('dialog[open]') !== null;
    const writing = isWriting(event.target) || inDialog;
    // Out of a field, back to where single keys are commands.
    if (key === 'Escape' && !inDialog && isWriting(event.target)) event.target.blur();
    const sequence =
      this.first && event.timeStamp - this.first.atMs < SEQUENCE_MS
        ? `${this.first.key} ${key}`
        : key;
    const fits = (keys: string) =>
      this.latest((action) => action.keys === keys && (!writing || action.whileWriting === true));
    const action = fits(sequence) ?? fits(key);
    this.first = undefined;
    if (action) {
      event.preventDefault();
      action.run();
    } else if (!writing && this.actions.some(({ keys }) => keys?.startsWith(`${key} `))) {
      this.first = { key, atMs: event.timeStamp };
    }
  }

  // What was registered last is nearest to what the person looks at.
  private latest(fits: (action: Action) => boolean): Action | undefined {
    return this.actions.findLast(fits);
  }
}

export const shortcuts = new Shortcuts();

/** "mod+k" as the person's keyboard names it. */
export function keysText(keys: string): string {
  const mac = /mac/i.test(navigator.userAgent);
  return keys
    .split(' ')
    .map((key) =>
      key
        .replace('mod', mac ? '⌘' : 'Ctrl')
        .replace('shift', '⇧')
        .replace(/\b[a-zåäö]$/i, (last) => last.toUpperCase()),
    )
    .join(' ');
}

function keyOf(event: KeyboardEvent): string | undefined {
  if (['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'Dead'].includes(event.key)) return undefined;
  const letter = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const isLetter = letter !== event.key || /^[a-zåäö]$/.test(letter);
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push('mod');
  if (event.altKey) parts.push('alt');
  if (event.shiftKey && (isLetter || event.key.length > 1)) parts.push('shift');
  return [...parts, letter].join('+');
}

function isWriting(target: EventTarget | null): target is HTMLElement {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

export type NoticeKind = 'info' | 'success' | 'warning' | 'error';

export interface Notice {
  readonly id: number;
  readonly kind: NoticeKind;
  readonly text: string;
  readonly action: { readonly label: string; readonly run: () => void } | undefined;
}

const SHOWN_MAX = 5;
const GONE_AFTER_MS = 8_000;

/**
 * Short messages at the edge of the window, read out by screen readers. Errors and warnings stay
 * until they are closed; nobody must be fast to learn that something was refused.
 */
class Notices {
  list = $state.raw<readonly Notice[]>([]);
  private next = 1;

  show(kind: NoticeKind, text: string, action?: Notice['action']): number {
    const id = this.next++;
    // The same again is the same notice.
    const others = this.list.filter((notice) => notice.text !== text);
    this.list = [...others, { id, kind, text, action }].slice(-SHOWN_MAX);
    if (kind === 'info' || kind === 'success') setTimeout(() => this.dismiss(id), GONE_AFTER_MS);
    return id;
  }

  dismiss(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }
}

export const notices = new Notices();

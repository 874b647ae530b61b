import { current, type Language } from '../i18n/language.svelte';

export type Theme = 'light' | 'dark' | 'night';
export const THEMES: readonly Theme[] = ['light', 'dark', 'night'];

const KEY = 'samlad.preferences';

/** How the person wants it to look, kept in this browser. */
class Preferences {
  theme = $state<Theme>('light');
  /** Whether the stream stands beside the other workspaces. */
  streamBeside = $state(true);
  /** How wide, as a share of the window; undefined: as the style has it. */
  besideShare = $state<number>();

  constructor() {
    const kept = read();
    const dark = globalThis.matchMedia?.('(prefers-color-scheme: dark)').matches === true;
    const theme = kept.theme;
    this.theme = THEMES.find((known) => known === theme) ?? (dark ? 'dark' : 'light');
    this.streamBeside = kept.streamBeside !== false;
    if (typeof kept.besideShare === 'number') this.besideShare = boundedShare(kept.besideShare);
    if (kept.language === 'en') current.language = 'en';
    this.apply();
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    this.apply();
  }

  nextTheme(): void {
    this.setTheme(THEMES[(THEMES.indexOf(this.theme) + 1) % THEMES.length] ?? 'light');
  }

  setLanguage(language: Language): void {
    current.language = language;
    this.apply();
  }

  toggleStreamBeside(): void {
    this.streamBeside = !this.streamBeside;
    this.apply();
  }

  setBesideShare(share: number): void {
    this.besideShare = boundedShare(share);
    this.apply();
  }

  private apply(): void {
    document.documentElement.dataset.theme = this.theme;
    document.documentElement.lang = current.language;
    const { theme, streamBeside, besideShare } = this;
    if (besideShare !== undefined)
      document.documentElement.style.setProperty('--beside', `${100 * besideShare}vw`);
    try {
      localStorage.setItem(
        KEY,
        JSON.stringify({ theme, streamBeside, besideShare, language: current.language }),
      );
    } catch {
      // It is then chosen anew in the next window.
    }
  }
}

function read(): Record<string, unknown> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return typeof kept === 'object' && kept !== null ? { ...kept } : {};
  } catch {
    return {};
  }
}

// So that neither of the two sides is ever too narrow to be read.
const boundedShare = (share: number) => Math.min(Math.max(share, 0.18), 0.6);

export const preferences = new Preferences();

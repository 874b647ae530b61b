// Symbols by APP-6 and MIL-STD-2525. The library that draws them is loaded when there is one to draw.
import type * as Milsymbol from 'milsymbol';
import type { MapTheme } from './theme';

type Library = typeof Milsymbol;

/** What a code can say of how it is drawn, beside what it is. */
export interface MilitaryLook {
  readonly code: string;
  /** Else it is pale inside: only reported. */
  readonly isFilled: boolean;
}

const DRAWN_PX = 60;
const OUTLINE_PX = 6;
const PALE = 0.25;

class MilitarySymbols {
  private library = $state.raw<Library>();
  private loading: Promise<boolean> | undefined;

  /** Reading it in a component draws that anew when the library has come. */
  get isLoaded(): boolean {
    return this.library !== undefined;
  }

  /** Resolves with false if it cannot be had; the next call tries again. */
  load(): Promise<boolean> {
    this.loading ??= import('milsymbol').then(
      ({ default: library }) => {
        this.library = library as unknown as Library;
        return true;
      },
      () => {
        this.loading = undefined;
        return false;
      },
    );
    return this.loading;
  }

  /** False also while the library is not there. */
  isSymbol(code: string): boolean {
    return this.library !== undefined && new this.library.Symbol(code).isValid() === true;
  }

  /** The first of some codes that can be drawn; empty if there is none. */
  firstOf(items: readonly { readonly symbol: string }[]): string {
    return items.find(({ symbol }) => symbol !== '' && this.isSymbol(symbol))?.symbol ?? '';
  }

  /** Undefined if it is none, or the library is not there: then the category's symbol stands for it. */
  draw({ code, isFilled }: MilitaryLook, theme: MapTheme): HTMLCanvasElement | undefined {
    if (this.library === undefined || !this.isSymbol(code)) return undefined;
    const colours = {
      light: { colorMode: 'Light', outlineColor: theme.paper },
      dark: { colorMode: 'Dark', outlineColor: theme.label },
      // Red light alone: nothing but the frame and what is in it.
      night: { monoColor: theme.label, outlineColor: theme.paper },
    }[theme.name];
    const symbol = new this.library.Symbol(code, {
      size: DRAWN_PX,
      outlineWidth: OUTLINE_PX,
      infoFields: false,
      fillOpacity: isFilled ? 1 : PALE,
      ...colours,
    } as Milsymbol.SymbolOptions);
    return symbol.asCanvas();
  }
}

export const militarySymbols = new MilitarySymbols();

/** As people paste it: spaces, and hyphens where the other notation has asterisks. */
export const militaryCode = (text: string): string =>
  text.replace(/\s/g, '').toUpperCase().replaceAll('*', '-');

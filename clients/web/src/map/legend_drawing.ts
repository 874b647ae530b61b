import type { LegendRow } from './legend';
import { lookKey, type Look } from './look';
import { militarySymbols } from './military_symbols.svelte';
import {
  drawCentred,
  drawClusterSymbol,
  drawSymbol,
  screenRatio,
  SYMBOL_PX,
  type Context,
} from './symbols';
import { CATEGORIES, FONT, THEMES, type MapTheme, type ThemeName } from './theme';

/** What a row of the legend is about, as the map draws it, around the context's origin. */
export function drawRow(context: Context, row: LegendRow, theme: MapTheme): void {
  switch (row.kind) {
    case 'category':
    case 'mark':
    case 'military':
      return drawSymbol(context, row.look, theme);
    case 'cluster': {
      const [first, second] = CATEGORIES;
      if (first === undefined || second === undefined) return;
      const counts = [[first, 3] as const, [second, 2] as const];
      return drawClusterSymbol(context, { counts, isNew: false, isContradicted: false }, theme);
    }
    case 'uncertainty':
      context.beginPath();
      context.arc(0, 0, 14, 0, 2 * Math.PI);
      context.fillStyle = theme.uncertaintyFill;
      context.fill();
      context.setLineDash([4, 4]);
      context.strokeStyle = theme.uncertainty;
      return context.stroke();
    case 'disagreement':
      context.strokeStyle = theme.disagreement;
      context.lineWidth = 2;
      context.setLineDash([7, 5]);
      context.beginPath();
      context.moveTo(-17, 0);
      context.lineTo(17, 0);
      context.stroke();
      context.font = `700 17px ${FONT}`;
      context.textAlign = 'center';
      context.textBaseline = 'middle';
      context.lineWidth = 4;
      context.setLineDash([]);
      context.strokeStyle = theme.paper;
      context.strokeText('≠', 0, 0);
      context.fillStyle = theme.disagreement;
      return context.fillText('≠', 0, 0);
  }
}

const urls = new Map<string, string>();

/** The same for an `img`. Drawn once for each row and theme. */
export function rowUrl(row: LegendRow, themeName: ThemeName): string {
  const look = 'look' in row ? lookKey(row.look) : row.kind;
  const key = `${themeName}|${militarySymbols.isLoaded}|${look}`;
  const known = urls.get(key);
  if (known !== undefined) return known;
  const ratio = screenRatio();
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SYMBOL_PX * ratio;
  drawCentred(canvas.getContext('2d'), canvas.width, ratio, (context) =>
    drawRow(context, row, THEMES[themeName]),
  );
  const url = canvas.toDataURL();
  urls.set(key, url);
  return url;
}

/** The symbol of an item, for an `img`. */
export const symbolUrl = (look: Look, theme: ThemeName): string =>
  rowUrl({ kind: 'military', look }, theme);

// What the signs on a printed map mean: columns of them under it.
import type { LegendRow } from './legend';
import { drawRow } from './legend_drawing';
import { legendText } from './legend_text';
import type { PdfPage } from './pdf_file';
import { jpegOf } from './print_image';
import { THEMES } from './theme';

const COLUMN_MM = 55;
const ROW_MM = 6.2;
const GAP_MM = 2;
const SYMBOL_MM = 7;
// Of the images of the signs: 300 to the inch.
const PIXELS_PER_MM = 12;
const CSS_PIXELS_PER_MM = 96 / 25.4;
const LETTERS_MAX = 43;

const columnsIn = (widthMm: number) => Math.max(1, Math.floor(widthMm / COLUMN_MM));

/** 0 if there is nothing to explain. */
export function legendHeightMm(rows: readonly LegendRow[], widthMm: number): number {
  return rows.length === 0 ? 0 : GAP_MM + Math.ceil(rows.length / columnsIn(widthMm)) * ROW_MM;
}

export async function drawLegend(
  page: PdfPage,
  rows: readonly LegendRow[],
  [left, top, widthMm]: readonly [number, number, number],
): Promise<void> {
  if (rows.length === 0) return;
  const columns = columnsIn(widthMm);
  const heightMm = legendHeightMm(rows, widthMm);
  const places = rows.map((row, i) => ({
    row,
    x: (i % columns) * (widthMm / columns) + SYMBOL_MM / 2,
    y: GAP_MM + (Math.floor(i / columns) + 0.5) * ROW_MM,
  }));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(widthMm * PIXELS_PER_MM);
  canvas.height = Math.round(heightMm * PIXELS_PER_MM);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas to draw on');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  // A sign of the screen's size would be larger than its line.
  const scale = (PIXELS_PER_MM / CSS_PIXELS_PER_MM) * 0.62;
  for (const { row, x, y } of places) {
    context.save();
    context.setTransform(scale, 0, 0, scale, x * PIXELS_PER_MM, y * PIXELS_PER_MM);
    drawRow(context, row, THEMES.light);
    context.restore();
  }
  const { width, height } = canvas;
  page.image({ bytes: await jpegOf(canvas), width, height }, [left, top, widthMm, heightMm]);
  for (const { row, x, y } of places) {
    const text = legendText(row);
    const short = text.length > LETTERS_MAX ? `${text.slice(0, LETTERS_MAX - 1)}…` : text;
    page.text(left + x + SYMBOL_MM / 2, top + y + 1, short, { sizePt: 7 });
  }
}

import { GLYPHS } from './glyphs';
import { lookKey, opacityOf, type Look } from './look';
import { militarySymbols } from './military_symbols.svelte';
import { FONT, type Category, type MapTheme } from './theme';

/** Of a single symbol, with room around it for its badges, in CSS pixels. */
export const SYMBOL_PX = 38;
const CLUSTER_PX = 56;
const SELECTION_PX = 52;
// The glyphs are drawn in a square of 32.
const GLYPH_SCALE = 0.84;
// The longer side of a military symbol, which has corners and room at them for the badges.
const MILITARY_PX = 31;

export type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;
type Draw = (context: Context) => void;

/** Of the screen; rounded up, since browsers zoom by fractions. */
export const screenRatio = (): number => Math.max(1, Math.ceil(globalThis.devicePixelRatio || 1));

export function drawCentred(
  context: Context | null,
  pixels: number,
  ratio: number,
  draw: Draw,
): void {
  if (context === null) return;
  context.setTransform(ratio, 0, 0, ratio, pixels / 2, pixels / 2);
  draw(context);
}

/** An image that cannot change: browsers draw one faster than a canvas, which could. */
function paint(sizePx: number, ratio: number, draw: Draw): ImageBitmap {
  const pixels = sizePx * ratio;
  const canvas = new OffscreenCanvas(pixels, pixels);
  drawCentred(canvas.getContext('2d'), pixels, ratio, draw);
  return canvas.transferToImageBitmap();
}

const circle = (context: Context, x: number, y: number, radius: number) => {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
};

/** A dot at the upper left: this person has not seen it yet. */
function drawNewBadge(context: Context, theme: MapTheme, x: number, y: number) {
  circle(context, x, y, 5);
  context.fillStyle = theme.paper;
  context.fill();
  circle(context, x, y, 3.6);
  context.fillStyle = theme.fresh;
  context.fill();
}

/** A crossed equals sign at the upper right: somebody says otherwise. */
function drawDisagreementBadge(context: Context, theme: MapTheme, x: number, y: number) {
  circle(context, x, y, 7);
  context.fillStyle = theme.paper;
  context.fill();
  circle(context, x, y, 6);
  context.fillStyle = theme.disagreement;
  context.fill();
  context.strokeStyle = theme.onDisagreement;
  context.lineWidth = 1.3;
  context.beginPath();
  context.moveTo(x - 3, y - 1.4);
  context.lineTo(x + 3, y - 1.4);
  context.moveTo(x - 3, y + 1.4);
  context.lineTo(x + 3, y + 1.4);
  context.moveTo(x + 1.8, y - 3.6);
  context.lineTo(x - 1.8, y + 3.6);
  context.stroke();
}

export function drawSymbol(context: Context, look: Look, theme: MapTheme) {
  context.save();
  context.globalAlpha = opacityOf(look);
  if (!drawMilitary(context, look, theme)) drawOwn(context, look, theme);
  if (look.standing === 'retracted') drawStrike(context, theme);
  context.restore();
  if (look.isNew) drawNewBadge(context, theme, -11.5, -11.5);
  if (look.isContradicted) drawDisagreementBadge(context, theme, 11.5, -11.5);
}

/** By its code; false if it has none that can be drawn. */
function drawMilitary(context: Context, look: Look, theme: MapTheme): boolean {
  if (look.symbol === '') return false;
  const isFilled = look.standing === 'assessed';
  const image = militarySymbols.draw({ code: look.symbol, isFilled }, theme);
  if (image === undefined) return false;
  const scale = Math.min(MILITARY_PX / image.width, MILITARY_PX / image.height);
  const [width, height] = [image.width * scale, image.height * scale];
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, -width / 2, -height / 2, width, height);
  if (look.isDoubtful) {
    context.strokeStyle = theme.label;
    context.lineWidth = 1.4;
    context.setLineDash([3.2, 2.6]);
    context.strokeRect(-width / 2, -height / 2, width, height);
    context.setLineDash([]);
  }
  return true;
}

function drawOwn(context: Context, look: Look, theme: MapTheme) {
  const { outline, mark } = GLYPHS[look.category];
  const color = theme.category[look.category];
  const shape = new Path2D(outline);
  const isSolid = look.standing === 'assessed';
  context.save();
  context.scale(GLYPH_SCALE, GLYPH_SCALE);
  context.lineJoin = 'round';
  // A rim keeps it apart from whatever it lies on.
  context.strokeStyle = theme.paper;
  context.lineWidth = 4.5;
  context.stroke(shape);
  context.fillStyle = isSolid ? color : theme.paper;
  context.fill(shape);
  context.strokeStyle = color;
  context.lineWidth = 2.2;
  if (look.isDoubtful) context.setLineDash([3.2, 2.6]);
  context.stroke(shape);
  context.setLineDash([]);
  context.fillStyle = isSolid ? theme.glyph : color;
  context.fill(new Path2D(mark), 'evenodd');
  context.restore();
}

function drawStrike(context: Context, theme: MapTheme) {
  context.strokeStyle = theme.label;
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(-12, 12);
  context.lineTo(12, -12);
  context.stroke();
}

/** What a cluster's symbol tells of its members. */
export interface ClusterLook {
  readonly counts: readonly (readonly [Category, number])[];
  readonly isNew: boolean;
  readonly isContradicted: boolean;
}

/** A ring with an arc for each category, and the number of members in it. */
export function drawClusterSymbol(context: Context, look: ClusterLook, theme: MapTheme) {
  const total = look.counts.reduce((sum, [, count]) => sum + count, 0);
  const radius = total < 10 ? 15 : total < 100 ? 17.5 : 20;
  circle(context, 0, 0, radius + 2);
  context.fillStyle = theme.paper;
  context.fill();
  let angle = -Math.PI / 2;
  context.lineWidth = 5;
  for (const [category, count] of look.counts) {
    const next = angle + (2 * Math.PI * count) / total;
    context.beginPath();
    context.arc(0, 0, radius - 2.5, angle, next);
    context.strokeStyle = theme.category[category];
    context.stroke();
    angle = next;
  }
  context.fillStyle = theme.label;
  context.font = `600 ${total < 1000 ? 13 : 11}px ${FONT}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(String(total), 0, 0.5);
  const corner = radius * 0.75;
  if (look.isNew) drawNewBadge(context, theme, -corner, -corner);
  if (look.isContradicted) drawDisagreementBadge(context, theme, corner, -corner);
}

function drawSelection(context: Context, theme: MapTheme) {
  for (const [color, width] of [
    [theme.paper, 5],
    [theme.selected, 2.5],
  ] as const) {
    circle(context, 0, 0, 21);
    context.strokeStyle = color;
    context.lineWidth = width;
    context.stroke();
  }
}

// Clusters differ more than symbols do; beyond this, the images of those gone by are let go.
const CLUSTERS_MAX = 2000;

/** Draws each look once. There are at most some thousand looks, and far fewer in any one picture. */
export class SymbolCache {
  private readonly symbols = new Map<string, ImageBitmap>();
  private readonly clusters = new Map<string, ImageBitmap>();

  constructor(
    readonly theme: MapTheme,
    readonly ratio: number,
  ) {}

  symbol(look: Look): ImageBitmap {
    const draw: Draw = (context) => drawSymbol(context, look, this.theme);
    return this.cached(this.symbols, lookKey(look), SYMBOL_PX, draw);
  }

  selection(): ImageBitmap {
    const draw: Draw = (context) => drawSelection(context, this.theme);
    return this.cached(this.symbols, 'selection', SELECTION_PX, draw);
  }

  cluster(look: ClusterLook): ImageBitmap {
    if (this.clusters.size >= CLUSTERS_MAX) this.clusters.clear();
    const key = `${look.counts.flat().join()}|${look.isNew}|${look.isContradicted}`;
    const draw: Draw = (context) => drawClusterSymbol(context, look, this.theme);
    return this.cached(this.clusters, key, CLUSTER_PX, draw);
  }

  private cached(cache: Map<string, ImageBitmap>, key: string, sizePx: number, draw: Draw) {
    const image = cache.get(key) ?? paint(sizePx, this.ratio, draw);
    cache.set(key, image);
    return image;
  }
}

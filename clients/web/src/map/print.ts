// The map on paper: drawn anew, out of sight, at the scale and size that were asked for.
import { createMapView, type MapOptions } from './map_view';
import type { LayerConfig } from './layer_config';
import type { MapItem } from './map_item';
import { militarySymbols } from './military_symbols.svelte';
import { PdfPage, type PdfText } from './pdf_file';
import { jpegOf } from './print_image';
import { printedLine } from './print_text';
import { drawLegend, legendHeightMm } from './print_legend';
import type { MapTrack } from './tracks';

export type PaperSize = 'A4' | 'A3';

export interface PrintRequest {
  readonly options: Omit<MapOptions, 'theme' | 'position' | 'pixelRatio'>;
  readonly items: readonly MapItem[];
  readonly tracks: readonly MapTrack[];
  readonly layers: readonly LayerConfig[];
  readonly centre: { readonly lon: number; readonly lat: number };
  /** 50 000 for 1:50 000. */
  readonly scale: number;
  readonly paper: PaperSize;
  readonly isLandscape: boolean;
  readonly title: string;
  /** When the picture was so, and where in the log. */
  readonly subtitle: string;
  /** "ÖVNING", on the top and the bottom of the page; empty if it is none. */
  readonly exerciseMark: string;
  readonly projectionName: string;
}

const PAPER_MM: Readonly<Record<PaperSize, readonly [number, number]>> = {
  A4: [210, 297],
  A3: [297, 420],
};
const MARGIN_MM = 10;
const HEAD_MM = 16;
const FOOT_MM = 15;
const CSS_PIXELS_PER_MM = 96 / 25.4;
// 192 pixels to the inch: sharp on paper, and still some megabytes at A3.
const PIXEL_RATIO = 2;
const DRAW_MS_MAX = 20_000;
const EXERCISE_COLOR = [0.43, 0.17, 0.57] as const;

/** The largest round distance that fits into a length on paper. */
export function scaleBar(scale: number, mmMax: number): { metres: number; mm: number } {
  const most = (mmMax / 1000) * scale;
  const power = 10 ** Math.floor(Math.log10(most));
  const metres = ([5, 2, 1].find((digit) => digit * power <= most) ?? 1) * power;
  return { metres, mm: (metres / scale) * 1000 };
}

/** Resolves with the PDF's bytes. Rejects if the map cannot be drawn. */
export async function printMap(request: PrintRequest): Promise<Uint8Array<ArrayBuffer>> {
  const [shortMm, longMm] = PAPER_MM[request.paper];
  const [widthMm, heightMm] = request.isLandscape ? [longMm, shortMm] : [shortMm, longMm];
  const mapWidthMm = widthMm - 2 * MARGIN_MM;
  const mapHeightMm = heightMm - 2 * MARGIN_MM - HEAD_MM - FOOT_MM;
  const {
    canvas,
    attribution,
    legend,
    heightMm: drawnMm,
  } = await drawn(request, mapWidthMm, mapHeightMm);
  const jpeg = {
    bytes: await jpegOf(canvas),
    width: canvas.width,
    height: canvas.height,
  };

  const page = new PdfPage(widthMm, heightMm);
  const frame = [MARGIN_MM, MARGIN_MM + HEAD_MM, mapWidthMm, drawnMm] as const;
  page.image(jpeg, frame);
  page.rectangle(frame, { strokeMm: 0.25 });
  const line = (y: number, text: string, style: PdfText) =>
    page.text(MARGIN_MM, y, printedLine(text, mapWidthMm, style), style);
  line(MARGIN_MM + 5, request.title, { sizePt: 15, font: 'bold' });
  line(MARGIN_MM + 11, request.subtitle, { sizePt: 10 });
  // Clear of the line around the map.
  const underY = MARGIN_MM + HEAD_MM + drawnMm + 0.3;
  await drawLegend(page, legend, [MARGIN_MM, underY, mapWidthMm]);
  const footY = heightMm - MARGIN_MM - FOOT_MM;
  drawScale(page, request, footY);
  page.text(MARGIN_MM + 82, footY + 6, request.projectionName, { sizePt: 8 });
  drawNorth(page, MARGIN_MM + mapWidthMm - 7, MARGIN_MM + HEAD_MM + 4);
  line(heightMm - MARGIN_MM, attribution.join(' · '), { sizePt: 6.5 });
  if (request.exerciseMark !== '') {
    for (const y of [3, heightMm - 8]) drawMark(page, request.exerciseMark, y);
  }
  return page.bytes(request.title);
}

function drawScale(page: PdfPage, { scale }: PrintRequest, y: number): void {
  const { metres, mm } = scaleBar(scale, 45);
  const grouped = scale.toString().replace(/\B(?=(\d{3})+$)/g, ' ');
  page.text(MARGIN_MM, y + 6, `1:${grouped}`, { sizePt: 10, font: 'bold' });
  page.rectangle([MARGIN_MM + 28, y + 3.5, mm / 2, 1.6], { fill: [0, 0, 0], strokeMm: 0.2 });
  page.rectangle([MARGIN_MM + 28, y + 3.5, mm, 1.6], { strokeMm: 0.2 });
  const distance = metres >= 1000 ? `${metres / 1000} km` : `${metres} m`;
  page.text(MARGIN_MM + 29.5 + mm, y + 5.2, distance, { sizePt: 8 });
}

/** An arrow up: the map is never turned. In SWEREF it points to the grid's north. */
function drawNorth(page: PdfPage, x: number, y: number): void {
  page.rectangle([x - 4, y - 3, 8, 15], { fill: [1, 1, 1], strokeMm: 0.2 });
  page.polygon(
    [
      [x, y - 2],
      [x + 2.5, y + 5.5],
      [x, y + 4],
      [x - 2.5, y + 5.5],
    ],
    [0, 0, 0],
  );
  page.text(x - 1.3, y + 10.5, 'N', { sizePt: 11, font: 'bold' });
}

function drawMark(page: PdfPage, mark: string, y: number): void {
  const width = 4 + mark.length * 3;
  const x = page.widthMm - MARGIN_MM - width;
  page.rectangle([x, y, width, 5.5], { fill: EXERCISE_COLOR });
  page.text(x + 2, y + 4.1, mark, { sizePt: 11, font: 'bold', color: [1, 1, 1] });
}

async function drawn(request: PrintRequest, widthMm: number, heightMm: number) {
  if (request.items.some(({ symbol }) => symbol !== '')) await militarySymbols.load();
  const element = document.createElement('div');
  Object.assign(element.style, {
    position: 'fixed',
    left: '-20000px',
    top: '0',
    width: `${Math.round(widthMm * CSS_PIXELS_PER_MM)}px`,
    height: `${Math.round(heightMm * CSS_PIXELS_PER_MM)}px`,
  });
  element.inert = true;
  document.body.append(element);
  const resolutionM = request.scale / 1000 / CSS_PIXELS_PER_MM;
  const view = createMapView(element, {
    ...request.options,
    theme: 'light',
    position: { ...request.centre, resolutionM },
    pixelRatio: PIXEL_RATIO,
  });
  try {
    view.setItems(request.items);
    view.setTracks(request.tracks);
    view.setLayers(request.layers.map((layer) => ({ ...layer, visible: true })));
    view.regroup();
    const legend = view.legend();
    const legendMm = Math.min(legendHeightMm(legend, widthMm), heightMm / 3);
    element.style.height = `${Math.round((heightMm - legendMm) * CSS_PIXELS_PER_MM)}px`;
    view.olMap.updateSize();
    await view.ready;
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error('the map was not drawn in time')),
        DRAW_MS_MAX,
      );
      view.olMap.once('rendercomplete', () => {
        clearTimeout(late);
        resolve();
      });
      view.olMap.render();
    });
    return {
      canvas: composed(element),
      attribution: view.attribution(),
      legend,
      heightMm: heightMm - legendMm,
    };
  } finally {
    view.destroy();
    element.remove();
  }
}

/** The layers' canvases laid over each other, as the page shows them. */
function composed(element: HTMLElement): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = element.clientWidth * PIXEL_RATIO;
  canvas.height = element.clientHeight * PIXEL_RATIO;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas to draw on');
  context.fillStyle = getComputedStyle(element).backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  for (const layer of element.querySelectorAll('canvas')) {
    if (layer.width === 0 || layer.closest('.ol-layers') === null) continue;
    context.globalAlpha = Number(layer.style.opacity || layer.parentElement?.style.opacity || 1);
    const background = layer.parentElement?.style.backgroundColor;
    if (background) {
      context.fillStyle = background;
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.fillRect(0, 0, canvas.width, canvas.height);
    }
    // OpenLayers shrinks its canvas to CSS pixels by a transform; ours has its pixels already.
    const matrix = new DOMMatrix(getComputedStyle(layer).transform);
    const { a, b, c, d, e, f } = matrix;
    context.setTransform(
      a * PIXEL_RATIO,
      b * PIXEL_RATIO,
      c * PIXEL_RATIO,
      d * PIXEL_RATIO,
      e * PIXEL_RATIO,
      f * PIXEL_RATIO,
    );
    context.drawImage(layer, 0, 0);
  }
  return canvas;
}

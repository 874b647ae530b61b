// A page to look at the map with, and to measure it, while `npx vite` runs; no part of what is built:
//   basemap/dev.html?theme=dark&resolution=70        the demo's items
//   basemap/dev.html?items=10000&pan=1               as many synthetic ones, dragged around
import { mount } from 'svelte';
import { saveFile } from '../src/app/save_file';
import MapPane from '../src/map/MapPane.svelte';
import type { DrawnGeometry } from '../src/map/geometry';
import type { MapView } from '../src/map/map_view';
import { THEMES, type ThemeName } from '../src/map/theme';
import { DEMO_NOW_MS, demoItems, demoTrack, syntheticItems } from './dev_items';

const PAN_MS = 4000;

const query = new URLSearchParams(location.search);
const number = (name: string, otherwise: number) => Number(query.get(name) ?? otherwise);
const isTheme = (name: string): name is ThemeName => name in THEMES;
const asked = query.get('theme') ?? 'light';
const theme = isTheme(asked) ? asked : 'light';
document.documentElement.dataset.theme = theme;

const figures = document.querySelector('#figures');
const target = document.querySelector('#app');
if (target === null || figures === null) throw new Error('dev.html lacks its elements');

const count = number('items', 0);
const items = count > 0 ? syntheticItems(count) : demoItems();
const start = performance.now();

mount(MapPane, {
  target,
  props: {
    items,
    tracks: query.has('tracks') ? [demoTrack()] : [],
    theme,
    nowMs: DEMO_NOW_MS,
    exercise: true,
    root: '/',
    title: 'ÖVNING: Skogsbranden i Västmanland 2014',
    subtitle: '2014-08-04 19:00, läge 251 av 328',
    selectedId: query.get('select') ?? undefined,
    position: {
      lon: number('lon', 16.2),
      lat: number('lat', 59.87),
      resolutionM: number('resolution', 70),
    },
    ondraw: (geometry: DrawnGeometry) => (figures.textContent = JSON.stringify(geometry)),
    onprinted: saveFile,
    oncreate: watch,
  },
});

function watch(view: MapView): void {
  // For the console.
  Object.assign(globalThis, { view });
  if (query.get('projection') === '3857') view.setProjection('EPSG:3857');
  view.olMap.once('rendercomplete', () => {
    const drawnMs = performance.now() - start;
    if (query.has('pan')) void view.ready.then(() => pan(view, drawnMs));
  });
}

const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));

/** Drags the map around for some seconds, and tells how many frames it drew. */
async function pan({ olMap }: MapView, drawnMs: number): Promise<void> {
  const olView = olMap.getView();
  const times: number[] = [];
  // As a finger or a mouse does; else OpenLayers would take each step for a new view.
  olView.beginInteraction();
  let last = await frame();
  const begin = last;
  while (last - begin < PAN_MS) {
    const [x = 0, y = 0] = olView.getCenter() ?? [];
    const step = 4 * (olView.getResolution() ?? 1);
    const turn = (last - begin) / 600;
    olView.setCenter([x + step * Math.cos(turn), y + step * Math.sin(turn)]);
    const now = await frame();
    times.push(now - last);
    last = now;
  }
  olView.endInteraction();
  times.sort((a, b) => a - b);
  const at = (share: number) => (times[Math.floor(times.length * share)] ?? NaN).toFixed(1);
  const perSecond = (times.length / ((last - begin) / 1000)).toFixed(1);
  if (figures !== null) {
    figures.textContent =
      `${items.length} items drawn in ${drawnMs.toFixed(0)} ms; panning ${perSecond} frames/s, ` +
      `median ${at(0.5)} ms, p95 ${at(0.95)} ms`;
  }
}

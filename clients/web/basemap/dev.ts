// A page to look at the map with, and to measure it: basemap/dev.html?theme=dark&items=10000&pan=1
// while `npx vite` runs. It is no part of what is built.
import { createMapView } from '../src/map/map_view';
import { THEMES, type ThemeName } from '../src/map/theme';
import { DEMO_NOW_MS, demoItems, syntheticItems } from './dev_items';

const query = new URLSearchParams(location.search);
const theme = query.get('theme') ?? 'light';
const number = (name: string, otherwise: number) => Number(query.get(name) ?? otherwise);
const figures = document.querySelector('#figures');
const element = document.querySelector<HTMLElement>('#map');
if (element === null || figures === null) throw new Error('dev.html lacks its elements');

const isTheme = (name: string): name is ThemeName => name in THEMES;

const view = createMapView(element, {
  projection: query.get('projection') === '3857' ? 'EPSG:3857' : 'EPSG:3006',
  theme: isTheme(theme) ? theme : 'light',
  root: '/',
  nowMs: DEMO_NOW_MS,
  locale: 'sv-SE',
  timeZone: 'Europe/Stockholm',
  position: {
    lon: number('lon', 16.2),
    lat: number('lat', 59.87),
    resolutionM: number('resolution', 70),
  },
  onBaseMapMissing: (error) => (figures.textContent = String(error)),
});

// To hide layers from the console: which of them costs what?
Object.assign(globalThis, { view });
const count = number('items', 0);
const items = count > 0 ? syntheticItems(count) : demoItems();
const start = performance.now();
view.setItems(items);
view.olMap.once('rendercomplete', () => {
  const joinedMs = performance.now() - start;
  if (query.has('select')) view.select(query.get('select') ?? undefined);
  for (const index of query.getAll('hide')) {
    view.olMap.getLayers().item(Number(index)).setVisible(false);
  }
  if (query.has('pan')) void pan(joinedMs);
});
if (query.has('tracks')) {
  view.setTracks([
    {
      id: 'demo-7',
      positions: Array.from({ length: 9 }, (_, i) => ({
        lon: 16.25 - i * 0.025 + Math.sin(i) * 0.01,
        lat: 59.78 + i * 0.012,
        atMs: DEMO_NOW_MS - (9 - i) * 900_000,
      })),
    },
  ]);
}

const PAN_MS = 4000;
const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));

/** Drags the map around for some seconds, and tells how many frames it drew. */
async function pan(joinedMs: number): Promise<void> {
  const olView = view.olMap.getView();
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
  document.title = `${perSecond} frames/s`;
  if (figures !== null) {
    figures.textContent = `${items.length} items drawn in ${joinedMs.toFixed(0)} ms; panning ${perSecond} frames/s, p10 ${at(0.1)} ms, median ${at(0.5)} ms, p95 ${at(0.95)} ms`;
  }
}

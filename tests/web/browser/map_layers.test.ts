import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../kit/eventually';
import { MapIncident } from '../kit/map_incident';
import { COLOURS, MapServer, SQUARE } from '../kit/map_server';
import { SamladProcess } from '../kit/samlad_process';
import { launch, type Desk } from './chromium';
import { goTo, sitAtMap } from './map_desk';

// Layers of the server's own, map.json, as a browser under the server's content policy draws them.

const LAYERS = [
  ['WMS', COLOURS.wms],
  ['WMTS', COLOURS.wmts],
  ['WMTS med öst först', COLOURS.wmts],
  ['XYZ', COLOURS.xyz],
  ['PMTiles', COLOURS.pmtiles],
] as const;
const [WEST, SOUTH, EAST, NORTH] = SQUARE;
const IN = `${(SOUTH + NORTH) / 2} ${(WEST + EAST) / 2}`;
// Half a kilometre on either side of the square's corner.
const JUST_IN = `${NORTH - 0.01} ${WEST + 0.01}`;
const JUST_OUT = `${NORTH + 0.01} ${WEST + 0.01}`;

const folder = mkdtempSync(join(tmpdir(), 'samlad-pages-'));
const maps = new MapServer();
/** The content policy does not know of it. */
const stranger = new MapServer();
let server: SamladProcess;
let browser: Browser;
let incident: MapIncident;
let desk: Desk;

function configuration(): string {
  const { origin } = maps;
  const wmts = { kind: 'wmts', layer: 'topo', matrix_set: '3006' };
  const capabilities = `${origin}/wmts?request=GetCapabilities`;
  const layers = [
    { id: 'a', title: 'WMS', kind: 'wms', url: `${origin}/wms`, layers: 'flood' },
    { id: 'b', title: 'WMTS', ...wmts, url: capabilities },
    { id: 'c', title: 'WMTS med öst först', ...wmts, url: `${capabilities}&eastfirst=1` },
    { id: 'd', title: 'XYZ', kind: 'xyz', url: `${origin}/xyz/{z}/{x}/{y}.png`, zoom_max: 14 },
    { id: 'e', title: 'PMTiles', kind: 'pmtiles', url: `${origin}/pmtiles/all.pmtiles` },
    { id: 'f', title: 'Trasigt', kind: 'xyz', url: `${origin}/broken/{z}/{x}/{y}.png` },
    { id: 'g', title: 'Trasig WMTS', ...wmts, url: `${origin}/broken/wmts` },
    { id: 'h', title: 'Främmande', kind: 'xyz', url: `${stranger.origin}/xyz/{z}/{x}/{y}.png` },
    { id: 'i', title: 'Otillåtet', kind: 'xyz', url: 'http://maps.example/{z}/{x}/{y}.png' },
  ];
  return JSON.stringify({ layers: layers.map((layer) => ({ ...layer, attribution: 'Provet' })) });
}

beforeAll(async () => {
  await maps.start();
  await stranger.start();
  const pages = join(folder, 'pages');
  cpSync(resolve('dist'), pages, { recursive: true });
  writeFileSync(join(pages, 'map.json'), configuration());
  server = new SamladProcess(pages, () => ['--map-origins', maps.origin]);
  await server.start();
  incident = await MapIncident.open(server, ['Lansstyrelsen']);
  await incident.leave();
  browser = await launch();
  desk = await sitAtMap(browser, server, 'Lansstyrelsen', incident.id);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await maps.stop();
  await stranger.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** In the page: what the configured layers have in the middle of the map. */
function middle(): readonly number[] {
  for (const canvas of document.querySelectorAll<HTMLCanvasElement>('.configured-layer canvas')) {
    const x = Math.round(canvas.width / 2);
    const y = Math.round(canvas.height / 2);
    const pixel = canvas.getContext('2d')?.getImageData(x, y, 1, 1).data;
    if (pixel && pixel[3] !== 0) return [...pixel];
  }
  return [];
}

async function becomes(what: string, colour: readonly number[]): Promise<void> {
  const isSo = async () => {
    const pixel = await desk.page.evaluate(middle);
    return (
      pixel.length === colour.length &&
      pixel.every((value, at) => Math.abs(value - (colour[at] ?? NaN)) <= 2)
    );
  };
  await eventually(what, isSo);
}

async function choose(title: string, isShown: boolean): Promise<void> {
  if ((await desk.page.locator('aside[aria-label="Kartlager"]').count()) === 0)
    await desk.page.click('button[aria-label="Kartlager"]');
  await desk.page.getByLabel(title, { exact: true }).setChecked(isShown);
}

describe.each(['SWEREF 99 TM', 'Web Mercator'])('in %s', (projection) => {
  test.each(LAYERS)('%s is drawn where it belongs', async (title, colour) => {
    const button = desk.page.locator('footer button');
    if ((await button.innerText()).trim() !== projection) await button.click();
    await desk.page.waitForSelector(`footer button:has-text("${projection}")`);
    maps.asked.length = 0;
    await goTo(desk, IN);
    await choose(title, true);
    await becomes('its colour in the middle of the square', colour);
    await goTo(desk, JUST_IN);
    await becomes('its colour at the corner', colour);
    await goTo(desk, JUST_OUT);
    await becomes('nothing beyond the corner', []);
    await goTo(desk, IN);
    await becomes('its colour again', colour);
    expect(await desk.page.innerText('footer')).toContain('Provet');
    // A WMS draws in the map's own projection; nothing is bent on the way.
    const crs = projection === 'Web Mercator' ? 'EPSG%3A3857' : 'EPSG%3A3006';
    if (title === 'WMS') expect(maps.asked.every((path) => path.includes(`CRS=${crs}`))).toBe(true);
    await choose(title, false);
    await becomes('nothing when it is hidden', []);
    // From the cache, and it says nothing of waiting.
    await choose(title, true);
    await becomes('its colour when it is shown again', colour);
    expect(await desk.page.innerText('aside[aria-label="Kartlager"]')).not.toContain('hämtas');
    await choose(title, false);
  });
});

describe('what cannot be had', () => {
  test.each(['Trasigt', 'Trasig WMTS', 'Främmande'])('%s says so', async (title) => {
    await choose(title, true);
    await desk.page.waitForSelector(`label:has-text("${title}") >> text=kunde inte hämtas`);
    // And another that is good is drawn for all that.
    await choose('XYZ', true);
    await becomes('the other layer', COLOURS.xyz);
    await desk.page.locator('label', { hasText: title }).locator('input').setChecked(false);
    await choose('XYZ', false);
  });

  test('an address that is not allowed is told, and never asked', async () => {
    await choose('WMS', false);
    await desk.page.waitForSelector('text=layers[8].url i map.json har ett värde');
    expect(stranger.asked).toEqual([]);
  });
});

import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { FeatureState } from '../../../clients/web/src/gen/samlad/v1/situation_pb';
import type { Id } from '../../../clients/web/src/picture/ids';
import { eventually } from '../kit/eventually';
import { MapIncident } from '../kit/map_incident';
import { SamladProcess } from '../kit/samlad_process';
import { launch, type Desk } from './chromium';
import { pixelsOf, sitAtMap } from './map_desk';

// Symbols by APP-6: drawn instead of the category's own, by a library that comes when it is needed.

const FRIENDLY_UNIT = '10031000001211000000';
const HOSTILE_UNIT = 'SHGPUCI----D'; // By day.
const TRACK = [0x0b, 0x6b, 0xd3] as const;

const server = new SamladProcess(resolve('dist'));
let browser: Browser;
let incident: MapIncident;
let desk: Desk;
let plain: Id;
const asked: string[] = [];

beforeAll(async () => {
  await server.start();
  incident = await MapIncident.open(server, ['Lansstyrelsen']);
  plain = await incident.add('Pluton', [16.08, 59.87]);
  browser = await launch();
  desk = await sitAtMap(browser, server, 'Lansstyrelsen', incident.id);
  desk.page.on('request', (request) => asked.push(request.url()));
  await desk.page.waitForSelector('text=1 på kartan');
});

afterAll(async () => {
  await incident?.leave();
  await browser?.close();
  await server.stop();
});

afterEach(() => {
  expect(desk.complaints).toEqual([]);
});

test('the form shows the symbol of a code, and says when it is none', async () => {
  const { page } = desk;
  expect(asked.some((url) => url.includes('milsymbol'))).toBe(false);
  await desk.goTo(`#/${incident.id}/situation/${plain}`);
  await page.click('section[aria-label="Detaljer"] button:has-text("Ändra") >> nth=0');
  const code = page.locator('input[name=symbol]');
  await code.fill('HEJ');
  await page.waitForSelector('text=Koden är ingen symbol i APP-6');
  await page.click('button:has-text("Spara")');
  await page.waitForSelector('form [role=alert] >> text=Koden är ingen symbol');
  expect(await code.inputValue()).toBe('HEJ');
  await code.fill('1003 1000 0012 1100 0000');
  await page.waitForSelector('text=Så här ritas den.');
  expect(await page.locator('.symbol img').getAttribute('src')).toContain('data:image/png');
  await page.click('button:has-text("Spara")');
  const feature = await incident.feature('Pluton', ({ symbol }) => symbol !== '');
  expect(feature.symbol).toBe(FRIENDLY_UNIT);
});

test('the map draws it in the colour of its standard, in every theme, and the list and legend too', async () => {
  const { page } = desk;
  const state = FeatureState.FEATURE_ASSESSED;
  await incident.add('Vår enhet', [16.09, 59.88], { symbol: FRIENDLY_UNIT, state });
  await incident.add('Motpart', [16.1, 59.88], { symbol: HOSTILE_UNIT, state });
  await incident.add('Okänd kod', [16.12, 59.89], { symbol: 'ABC' });
  await desk.goTo(`#/${incident.id}/situation`);
  await page.waitForSelector('text=4 på kartan');
  await page.click('button[aria-label="Visa hela lägesbilden"]');
  const shows = (colour: readonly [number, number, number]) => async () =>
    (await pixelsOf(desk, colour)) > 20;
  await eventually('a friendly unit', shows([128, 224, 255]));
  await eventually('a hostile unit', shows([255, 128, 128]));
  for (const [theme, colour] of [
    ['Mörkt', [0, 107, 140]],
    ['Natt (rött)', [255, 106, 88]],
    ['Ljust', [128, 224, 255]],
  ] as const) {
    await page.click('header details summary');
    await page.click(`header details button:has-text("${theme}")`);
    await page.click('header details summary');
    await eventually(`a friendly unit in ${theme}`, shows(colour));
  }
  await page.click('button[aria-label="Teckenförklaring"]');
  await page.waitForSelector('text=symbol enligt APP-6 (MIL-STD-2525)');
  await page.click('button[aria-label="Lista över det som syns"]');
  await page.waitForSelector('li:has-text("Motpart") img');
});

test('what has moved has a track while it is chosen, and what has stood still has none', async () => {
  const { page } = desk;
  const [still, car] = [
    await incident.add('Bom', [16.1, 59.89]),
    await incident.add('Släckbil', [16.08, 59.87]),
  ];
  await incident.move(car, [16.1, 59.87]);
  await incident.move(car, [16.1, 59.885]);
  await desk.goTo(`#/${incident.id}/situation`);
  await page.click('button[aria-label="Visa hela lägesbilden"]');
  const choose = async (id: string, title: string) => {
    await desk.goTo(`#/${incident.id}/situation/${id}`);
    await page.waitForSelector(`section[aria-label="Detaljer"] h2:has-text("${title}")`);
  };
  const track = () => pixelsOf(desk, TRACK);
  await choose(car, 'Släckbil');
  await eventually('a track', async () => (await track()) > 100);
  const before = await track();
  await incident.move(car, [16.12, 59.885]);
  await eventually('a longer track', async () => (await track()) > before + 20);
  await choose(still, 'Bom');
  await eventually('no track', async () => (await track()) === 0);
});

import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Id } from '../../../clients/web/src/picture/ids';
import { violationsIn } from '../kit/axe';
import { MapIncident } from '../kit/map_incident';
import { SamladProcess } from '../kit/samlad_process';
import { launch, type Desk } from './chromium';
import { pixelOf, sitAtMap } from './map_desk';

// Drawing that snaps, and the vertices of what has been drawn.

// With more digits than a drawn position has: a vertex that is snapped to keeps them all.
const FENCE = [16.051234567891, 59.878765432109, 16.081234567891, 59.888765432109] as const;
const POST = [16.0954321, 59.8754321] as const;
const server = new SamladProcess(resolve('dist'));
let browser: Browser;
let incident: MapIncident;
let desk: Desk;
let trail: Id;
let theirs: Id;

beforeAll(async () => {
  await server.start();
  incident = await MapIncident.open(server, ['Lansstyrelsen', 'Norberg']);
  await incident.add('Brandgata', [...FENCE]);
  await incident.add('Ledningsplats', [...POST]);
  trail = await incident.add('Skogsväg', [16.06, 59.87, 16.07, 59.872, 16.08, 59.87]);
  theirs = await incident.add('Norbergs väg', [16.06, 59.89, 16.08, 59.892], {}, 1);
  browser = await launch();
  desk = await sitAtMap(browser, server, 'Lansstyrelsen', incident.id);
  await desk.page.waitForSelector('text=4 på kartan');
});

afterAll(async () => {
  await incident?.leave();
  await browser?.close();
  await server.stop();
});

afterEach(() => {
  expect(desk.complaints).toEqual([]);
});

/** A click some pixels beside a position. */
async function clickBeside(lon: number, lat: number): Promise<void> {
  const { x, y } = await pixelOf(desk, { lon, lat });
  await desk.page.mouse.move(x + 30, y + 30, { steps: 3 });
  await desk.page.mouse.move(x + 6, y + 5, { steps: 3 });
  await desk.page.mouse.down();
  await desk.page.mouse.up();
}

async function open(id: Id): Promise<void> {
  await desk.goTo(`#/${incident.id}/situation/${id}`);
  await desk.page.waitForSelector('section[aria-label="Detaljer"]');
}

async function edit(id: Id): Promise<void> {
  await open(id);
  await desk.page.click('button:has-text("Ändra på kartan")');
  await desk.page.waitForSelector('[aria-label="Ändra på kartan"]');
}

describe('snapping', () => {
  test('what is drawn near a vertex, or near a point, holds its very position', async () => {
    await desk.page.click('button[aria-label="Rita linje"]');
    await clickBeside(FENCE[0], FENCE[1]);
    await clickBeside(...POST);
    await desk.page.keyboard.press('Enter');
    await desk.page.fill('input[name=title]', 'Ny begränsningslinje');
    await desk.page.click('button:has-text("Lägg in")');
    const { geometry } = await incident.feature('Ny begränsningslinje');
    expect(geometry?.coordinates).toEqual([FENCE[0], FENCE[1], ...POST]);
  });
});

describe('editing', () => {
  test('a vertex is moved by its coordinates, one is added, and a step is taken back', async () => {
    await edit(trail);
    const { page } = desk;
    await page.waitForSelector('text=Punkt 1 av 3');
    expect(await violationsIn(desk.page, 'main', { part: 'main' })).toEqual([]);
    await page.click('button:has-text("Nästa")');
    await page.fill('[aria-label="Ändra på kartan"] input', '59,8800 16,0750');
    await page.click('button:has-text("Flytta hit")');
    await page.click('button:has-text("Ny punkt efter")');
    await page.waitForSelector('text=Punkt 3 av 4');
    await page.click('button:has-text("Ta bort punkt")');
    await page.waitForSelector('text=Punkt 2 av 3');
    await page.click('[aria-label="Ändra på kartan"] >> button:has-text("Ångra")');
    await page.waitForSelector('text=Punkt 3 av 4');
    await page.click('button:has-text("Spara ändringen")');
    const { geometry } = await incident.feature(
      'Skogsväg',
      (feature) => feature.geometry?.coordinates.length === 8,
    );
    expect(geometry?.coordinates).toEqual([
      16.06, 59.87, 16.075, 59.88, 16.0775, 59.875, 16.08, 59.87,
    ]);
  });

  test('a vertex is dragged, and snaps', async () => {
    await edit(trail);
    const from = await pixelOf(desk, { lon: 16.06, lat: 59.87 });
    const to = await pixelOf(desk, { lon: FENCE[2], lat: FENCE[3] });
    const { mouse } = desk.page;
    await mouse.move(from.x, from.y, { steps: 4 });
    await mouse.down();
    await mouse.move(to.x + 30, to.y + 30, { steps: 4 });
    await mouse.move(to.x + 5, to.y + 5, { steps: 4 });
    await mouse.up();
    await desk.page.click('button:has-text("Spara ändringen")');
    const { geometry } = await incident.feature(
      'Skogsväg',
      (feature) => feature.geometry?.coordinates[0] !== 16.06,
    );
    expect(geometry?.coordinates.slice(0, 2)).toEqual([FENCE[2], FENCE[3]]);
  });

  test('Ctrl+Z takes back, Escape breaks off, and nothing is different then', async () => {
    const before = (await incident.feature('Skogsväg')).geometry?.coordinates;
    await edit(trail);
    const { page } = desk;
    const place = page.locator('[aria-label="Ändra på kartan"] [role=status]');
    const told = await place.innerText();
    await page.fill('[aria-label="Ändra på kartan"] input', '59,9 16,1');
    await page.keyboard.press('Enter');
    await page.waitForFunction(
      (text) =>
        document
          .querySelector('[aria-label="Ändra på kartan"] [role=status]')
          ?.textContent?.trim() !== text,
      told,
    );
    await page.focus('.map');
    await page.keyboard.press('Control+z');
    expect(await place.innerText()).toBe(told);
    await page.keyboard.press('Delete');
    await page.waitForSelector('text=Punkt 1 av 3');
    await page.keyboard.press('Escape');
    await page.waitForSelector('[aria-label="Ändra på kartan"]', { state: 'detached' });
    await page.waitForSelector('button:has-text("Ändra på kartan")');
    expect((await incident.feature('Skogsväg')).geometry?.coordinates).toEqual(before);
    expect(before?.[0]).toBeCloseTo(FENCE[2], 3);
  });

  test("another's is not edited, and it says why", async () => {
    await open(theirs);
    await desk.page.waitForSelector('text=Bara Norberg kan ändra det här');
    expect(await desk.page.locator('button:has-text("Ändra på kartan")').count()).toBe(0);
  });
});

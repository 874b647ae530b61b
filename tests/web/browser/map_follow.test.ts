import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { violationsIn } from '../kit/axe';
import { eventually } from '../kit/eventually';
import { MapIncident } from '../kit/map_incident';
import { SamladProcess } from '../kit/samlad_process';
import { launch, type Desk } from './chromium';
import { apart, goTo, lookingAt, pixelsOf, sitAtMap } from './map_desk';

// Going along with another's map, and seeing where others look.

const TELEPHONE = 390;
// Of what a screen shows: the follower's map is where the other's is.
const NEAR_M = 300;
// By day.
const FRAME = [0x0b, 0x6b, 0xd3] as const;
const server = new SamladProcess(resolve('dist'));
let browser: Browser;
let incident: MapIncident;
let lead: Desk;
let norberg: Desk;

beforeAll(async () => {
  await server.start();
  incident = await MapIncident.open(server, ['Lansstyrelsen', 'Norberg']);
  await incident.add('Branden', [16.08, 59.87]);
  await incident.add('Samlingsplats', [16.2, 59.95]);
  await incident.leave();
  browser = await launch();
  lead = await sitAtMap(browser, server, 'Lansstyrelsen', incident.id);
  norberg = await sitAtMap(browser, server, 'Norberg', incident.id, { width: 1100 });
});

afterAll(async () => {
  await browser?.close();
  await server.stop();
});

afterEach(() => {
  expect([...lead.complaints, ...norberg.complaints]).toEqual([]);
});

const chip = (desk: Desk, name: string) =>
  desk.page.locator('[aria-label="Här nu"] button', { hasText: name });
const isAt = async (desk: Desk, north: number, east: number) =>
  apart(await lookingAt(desk), { north, east, scale: 0 }) < NEAR_M;
const together = async () => apart(await lookingAt(lead), await lookingAt(norberg)) < NEAR_M;

describe('following', () => {
  test("my map goes where the other's goes, until I take it myself", async () => {
    await chip(norberg, 'Lansstyrelsen').click();
    await norberg.page.waitForSelector('text=Kartan följer TiB Lansstyrelsen');
    expect(await violationsIn(norberg.page, 'main', { part: 'main' })).toEqual([]);
    await goTo(lead, 'N 6640000 E 590000');
    await eventually("the lead's place", () => isAt(norberg, 6_640_000, 590_000));

    await norberg.page.hover('.map');
    await norberg.page.mouse.wheel(0, 240);
    await norberg.page.waitForSelector('text=Du har tagit över kartan');
    await norberg.page.mouse.move(2, 2);
    const before = await lookingAt(norberg);
    await goTo(lead, 'N 6660000 E 570000');
    await eventually('the lead to be there', () => isAt(lead, 6_660_000, 570_000));
    // The wheel may still be turning a little; it does not turn to there.
    expect(await isAt(norberg, 6_660_000, 570_000)).toBe(false);
    expect(before.scale).toBeGreaterThan(0);

    await norberg.page.click('button:has-text("Följ igen")');
    await eventually('the same place again', together);
  });

  test("it goes along while the other's map is still being dragged", async () => {
    const start = await lookingAt(norberg);
    const box = await lead.page.locator('.map').boundingBox();
    if (!box) throw new Error('there is no map');
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await lead.page.mouse.move(x, y);
    await lead.page.mouse.down();
    // In steps as a hand makes them, and not let go.
    for (let step = 1; step <= 10; step += 1) {
      await lead.page.mouse.move(x - 20 * step, y);
      await lead.page.waitForTimeout(40);
    }
    await eventually(
      'a map that has gone along',
      async () => (await lookingAt(norberg)).east > start.east + NEAR_M,
    );
    await lead.page.mouse.up();
    await lead.page.mouse.move(2, 2);
    await eventually('the same place', together);
  });

  test.each([
    [
      'the keys',
      async () => {
        await norberg.page.focus('.map');
        await norberg.page.keyboard.press('ArrowLeft');
      },
    ],
    ['the buttons', () => norberg.page.click('button[aria-label="Zooma in"]')],
    ['drawing', () => norberg.page.click('button[aria-label="Rita linje"]')],
  ] as const)('%s leave it, too', async (_, leave) => {
    await norberg.page.waitForSelector('text=Kartan följer TiB Lansstyrelsen');
    await leave();
    await norberg.page.waitForSelector('text=Du har tagit över kartan');
    await norberg.page.keyboard.press('Escape');
    await norberg.page.click('button:has-text("Följ igen")');
  });

  test('two who follow each other stay where they are', async () => {
    await eventually('the same place', together);
    await chip(lead, 'Norberg').click();
    await lead.page.waitForSelector('text=Kartan följer TiB Norberg');
    const before = await lookingAt(lead);
    // Long enough for some rounds of presence.
    await lead.page.waitForTimeout(3_000);
    const after = await lookingAt(lead);
    expect(apart(before, after)).toBeLessThan(NEAR_M);
    expect(after.scale).toBeLessThan(before.scale * 1.6);
    await lead.page.click('button:has-text("Sluta följa")');
    await lead.page.waitForSelector('text=Kartan följer TiB Norberg', { state: 'detached' });
  });
});

describe('where others look', () => {
  test('is a frame that the list of layers shows on demand', async () => {
    await norberg.page.click('button:has-text("Sluta följa")');
    await goTo(norberg, 'N 6640000 E 590000');
    for (let step = 0; step < 2; step += 1)
      await norberg.page.click('button[aria-label="Zooma in"]');
    await goTo(lead, 'N 6640000 E 590000');
    await lead.page.click('button[aria-label="Kartlager"]');
    const choice = lead.page.getByLabel('Vad andra ser (1)');
    await choice.waitFor();
    const count = () => pixelsOf(lead, FRAME);
    expect(await count()).toBe(0);
    await choice.check();
    await eventually('a frame on the map', async () => (await count()) > 200);
    await choice.uncheck();
    await eventually('no frame', async () => (await count()) === 0);
  });
});

describe('in a conference', () => {
  test('the participant with a telephone follows the chair, and hears when they leave', async () => {
    const phone = await sitAtMap(browser, server, 'Norberg', incident.id, {
      width: TELEPHONE,
      place: 'conference',
    });
    await lead.goTo(`#/${incident.id}/conference/new`);
    await lead.page.getByLabel('Vad konferensen heter').fill('ISF');
    await lead.page.getByLabel('Börjar').first().fill('+5');
    await lead.page.getByRole('button', { name: 'Skicka kallelsen' }).click();
    await lead.page.click('[data-act=open]');
    await phone.page.click('button:has-text("Följ ordförandens karta")');
    await phone.page.waitForSelector('text=som inte har någon karta framme just nu');
    await lead.goTo(`#/${incident.id}/situation`);
    await phone.page.waitForSelector('text=som inte har någon karta framme', { state: 'detached' });
    await phone.page.waitForSelector('.led canvas');
    expect(
      await phone.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
    ).toBe(true);
    await lead.close();
    await phone.page.waitForSelector('text=TiB Lansstyrelsen har lämnat händelsen');
    expect(phone.complaints).toEqual([]);
    await phone.close();
  });
});

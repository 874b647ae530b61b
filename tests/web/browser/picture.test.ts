import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { violationsIn } from '../kit/axe';
import { playDemo } from '../kit/demo';
import { SamladProcess } from '../kit/samlad_process';
import { launch, type Desk } from './chromium';
import { annotation, goToTime, logRead, place, position, sitAtDemo } from './replay_desk';

// The situation and the replay in a browser, on the demo exercise.

// What the police shared with four others, and not with Norberg.
const DEATH = 'En man omkommen';
// So many changes does the time bar pass over at once.
const LEAP = 10;

const server = new SamladProcess(resolve('dist'));
let browser: Browser;
let desks: Desk[] = [];

beforeAll(async () => {
  await server.start();
  await playDemo(server);
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  await server.stop();
});

afterEach(async () => {
  const complaints = desks.flatMap((desk) => desk.complaints);
  for (const desk of desks) await desk.close();
  desks = [];
  expect(complaints).toEqual([]);
});

async function sitDown(login: string, workspace: string): Promise<Desk> {
  const desk = await sitAtDemo(browser, server.address, login, workspace);
  desks.push(desk);
  return desk;
}

async function replay(login: string): Promise<Desk> {
  const desk = await sitDown(login, 'Återblick');
  await logRead(desk);
  return desk;
}

async function lookThrough(desk: Desk, actor: string): Promise<void> {
  await desk.page.selectOption('header select', { label: actor });
  await logRead(desk);
}

const table = (desk: Desk) => desk.page.click('button:has-text("Tabell")');
const featureRow = (desk: Desk, text: string) => desk.page.locator('tbody tr', { hasText: text });

describe('the situation', () => {
  test('the map has a table with the same, and what is chosen says where it comes from', async () => {
    const desk = await sitDown('tib.lst', 'Läge');
    await desk.page.waitForSelector('text=/4\\d på kartan/');
    await table(desk);
    expect(await desk.page.locator('tbody tr').count()).toBeGreaterThan(40);
    await featureRow(desk, DEATH).click();
    const details = desk.page.locator('section[aria-label="Detaljer"]');
    await details.waitFor();
    const text = await details.innerText();
    expect(text).toContain('B – vanligen tillförlitlig');
    expect(text).toContain('5 av 16 aktörer');
    expect(text).toMatch(/Norbergs kommun/);
    // The same is marked in the stream.
    expect(await desk.page.locator('li.selected').innerText()).toContain(DEATH);
  });

  test('what one draws another sees, marked as new', async () => {
    const [lead, norberg] = [
      await sitDown('tib.lst', 'Läge'),
      await sitDown('tib.norberg', 'Läge'),
    ];
    await norberg.page.waitForSelector('text=/\\d+ på kartan/');
    await table(norberg);
    await lead.page.waitForSelector('text=/4\\d på kartan/');
    await lead.page.click('button[aria-label="Rita punkt"]');
    await lead.page.click('.map', { position: { x: 300, y: 220 } });
    await lead.page.fill('input[name=title]', 'Bron vid Ängelsberg avstängd');
    await lead.page.click('button:has-text("Lägg in")');
    await lead.page.waitForSelector('text=/4\\d på kartan/');
    const row = featureRow(norberg, 'Bron vid Ängelsberg avstängd');
    await row.locator('text=Nytt').waitFor();
    await norberg.page.waitForSelector('[aria-label="Här nu"] >> text=Lst U');
  });
});

describe('the replay', () => {
  test('R46: the evaluator sees it as the police did, and as Norberg did', async () => {
    const desk = await replay('utv.msb');
    await table(desk);
    await lookThrough(desk, 'Polisen');
    await goToTime(desk, '2014-08-04 18:30');
    await featureRow(desk, DEATH).waitFor();
    await lookThrough(desk, 'Norbergs kommun');
    await featureRow(desk, DEATH).waitFor({ state: 'detached' });
    expect(await desk.page.innerText('header time')).toContain('2014-08-04 18:30');
    expect(await desk.page.locator('option[disabled]').count()).toBeGreaterThan(0);
  });

  test('R47: steps go change by change, and back to the same', async () => {
    const desk = await replay('tib.norberg');
    await goToTime(desk, '2014-08-04 13:16');
    const { at } = await place(desk);
    const before = await position(desk);
    await desk.page.keyboard.press('Escape');
    await desk.page.keyboard.press('.');
    await desk.page.waitForSelector(`header >> text=Ändring ${at + 1} av`);
    await desk.page.waitForSelector(`[data-position]:not([data-position="${before}"])`);
    await desk.page.keyboard.press(',');
    await desk.page.waitForSelector(`[data-position="${before}"]`);
  });

  test('R42: a decision leads to the picture that it was made from', async () => {
    const desk = await replay('utv.msb');
    await desk.page.click('[role=tab]:has-text("Hållpunkter")');
    await desk.page.click('li:has-text("Norberg förberedas") >> text=Underlaget');
    await desk.page.waitForSelector('text=Detta är lägesbilden som beslutet är knutet till');
    expect(await desk.page.innerText('header time')).toContain('2014-08-04 13:15');
  });

  test('R42: so does the decision itself, from where it is made', async () => {
    const desk = await sitDown('tib.lst', 'Beslut');
    await desk.page.click('main >> text=Ska en utrymning av Norberg förberedas?');
    await desk.page.click('a[title^="Se lägesbilden"]');
    await desk.page.waitForSelector('text=Detta är lägesbilden som beslutet är knutet till');
  });

  test('R56: an annotation leads back, also on another day', async () => {
    const desk = await replay('utv.msb');
    await goToTime(desk, '2014-08-04 13:16');
    await desk.page.keyboard.press('Escape');
    await desk.page.keyboard.press('b');
    await desk.page.waitForSelector('form[aria-label="Spara anteckningen"]');
    await desk.page.keyboard.type('Vem såg vad här?');
    await desk.page.keyboard.press('Enter');
    await annotation(desk, 'Vem såg vad här?').waitFor();
    await desk.awaitSettled();
    await desk.page.reload();
    await logRead(desk);
    await desk.page.click('[role=tab]:has-text("Utvärdering")');
    await desk.page.click('[data-annotation] button:has-text("Vem såg vad här?") >> nth=0');
    await desk.page.waitForSelector('header time:has-text("2014-08-04 13:16")');
  });

  test('R47: the time bar leads to the ends of the log and by leaps, with the picture of each', async () => {
    const desk = await replay('utv.msb');
    const { page } = desk;
    const all = (await place(desk)).all;
    /** How many features it has on the map where the key leads, which is `at`. */
    const comeTo = async (key: string, at: number) => {
      const before = await position(desk);
      await page.locator('[role=slider]').press(key);
      await page.waitForSelector(`[data-position]:not([data-position="${before}"])`);
      expect(await place(desk)).toEqual({ at, all });
      return Number(/(\d+) på kartan/.exec(await page.innerText('.desk .line p'))?.[1]);
    };
    expect(await comeTo('Home', 0)).toBe(0);
    expect(await page.locator('[data-row]').count()).toBe(0);
    const early = await comeTo('PageUp', LEAP);
    expect(await comeTo('PageUp', 2 * LEAP)).toBeGreaterThanOrEqual(early);
    const whole = await comeTo('End', all);
    expect(whole).toBeGreaterThan(early);
    expect(await comeTo('PageDown', all - LEAP)).toBeGreaterThan(early);
    expect(await comeTo('Home', 0)).toBe(0);
    expect(await comeTo('End', all)).toBe(whole);
  });
});

test.each(['light', 'dark', 'night'])('WCAG 2.1 AA in the theme %s', async (theme) => {
  const violations: string[] = [];
  const look = async ({ page }: Desk, where: string) => {
    await page.evaluate((name) => void (document.documentElement.dataset.theme = name), theme);
    violations.push(...(await violationsIn(page, where)));
  };
  const lead = await sitDown('tib.lst', 'Läge');
  await lead.page.waitForSelector('text=/4\\d på kartan/');
  await lead.page.click('[data-row]:has-text("Norberg varnas")');
  await look(lead, 'map and details');
  await table(lead);
  await look(lead, 'table');
  const evaluator = await replay('utv.msb');
  await goToTime(evaluator, '2014-08-04 13:16');
  await look(evaluator, 'replay');
  await evaluator.page.click('[role=tab]:has-text("Hållpunkter")');
  await look(evaluator, 'key moments');
  await evaluator.page.click('[role=tab]:has-text("Utvärdering")');
  await look(evaluator, 'evaluation');
  expect(violations).toEqual([]);
});

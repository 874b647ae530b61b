import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { violationsIn } from '../kit/axe';
import { playDemo } from '../kit/demo';
import { PASSWORD } from '../kit/people';
import { SamladProcess } from '../kit/samlad_process';
import { Desk, launch } from './chromium';

// The situation and the replay in a browser, on the demo exercise.

const TITLE = 'Skogsbranden i Västmanland';
// What the police shared with four others, and not with Norberg.
const DEATH = 'En man omkommen';
const SEEKS = 30;
const SEEK_MS_MAX = 100;
// The machine may be busy with something else for a while.
const ROUNDS_MAX = 3;

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
  const desk = await Desk.open(browser, server.address);
  desks.push(desk);
  await desk.logIn(login, PASSWORD);
  await desk.openIncident(TITLE);
  await desk.awaitLive();
  await desk.page.click(`nav a:has-text("${workspace}")`);
  return desk;
}

/** The replay, when the log has been read. */
async function replay(login: string): Promise<Desk> {
  const desk = await sitDown(login, 'Återblick');
  await desk.page.waitForSelector('header >> text=/Ändring \\d+ av \\d{3}/');
  return desk;
}

async function goTo(desk: Desk, time: string): Promise<void> {
  await desk.page.fill('[aria-label="Gå till tid"]', time);
  await desk.page.keyboard.press('Enter');
  await desk.page.waitForSelector(`header time:has-text("${time}")`);
}

async function lookThrough(desk: Desk, actor: string): Promise<void> {
  await desk.page.selectOption('header select', { label: actor });
  await desk.page.waitForSelector('header >> text=/Ändring \\d+ av \\d{3}/');
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
    await goTo(desk, '2014-08-04 18:30');
    await featureRow(desk, DEATH).waitFor();
    await lookThrough(desk, 'Norbergs kommun');
    await featureRow(desk, DEATH).waitFor({ state: 'detached' });
    expect(await desk.page.innerText('header time')).toContain('2014-08-04 18:30');
    expect(await desk.page.locator('option[disabled]').count()).toBeGreaterThan(0);
  });

  test('R47: steps go change by change, and back to the same', async () => {
    const desk = await replay('tib.norberg');
    await goTo(desk, '2014-08-04 13:16');
    const place = async () =>
      /Ändring (\d+)/.exec(await desk.page.innerText('.stage header .position'));
    const position = () => desk.page.getAttribute('[data-position]', 'data-position');
    const [at, before] = [Number((await place())?.[1]), await position()];
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
    await goTo(desk, '2014-08-04 13:16');
    await desk.page.keyboard.press('Escape');
    await desk.page.keyboard.press('b');
    await desk.page.waitForSelector('form[aria-label="Spara anteckningen"]');
    await desk.page.keyboard.type('Vem såg vad här?');
    await desk.page.keyboard.press('Enter');
    await desk.page.waitForSelector('[data-annotation]:has-text("Vem såg vad här?")');
    await desk.awaitSettled();
    await desk.page.reload();
    await desk.page.waitForSelector('header >> text=/Ändring \\d+ av \\d{3}/');
    await desk.page.click('[role=tab]:has-text("Utvärdering")');
    await desk.page.click('[data-annotation] button:has-text("Vem såg vad här?") >> nth=0');
    await desk.page.waitForSelector('header time:has-text("2014-08-04 13:16")');
  });

  // A machine that is busy with something else is not the page's fault: it has three tries.
  test(`a seek is drawn within ${SEEK_MS_MAX} ms`, { retry: 2 }, async () => {
    const desk = await replay('utv.msb');
    let median = Infinity;
    for (let round = 0; round < ROUNDS_MAX && median >= SEEK_MS_MAX; round++) {
      const waits = await desk.page.evaluate(timeSeeks, SEEKS);
      median = waits[Math.floor(SEEKS / 2)] ?? Infinity;
      const most = waits[Math.floor(0.95 * SEEKS)] ?? Infinity;
      console.log(`a seek is drawn: median ${median.toFixed(0)} ms, p95 ${most.toFixed(0)} ms`);
    }
    expect(median).toBeLessThan(SEEK_MS_MAX);
  });
});

/** In the page: from the key to two frames after the stream has changed; the map has then drawn, too. */
async function timeSeeks(seeks: number): Promise<number[]> {
  const bar = document.querySelector('[role=slider]');
  const stage = document.querySelector('[data-position]');
  if (!stage) throw new Error('there is no replay');
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const taken: number[] = [];
  for (let seek = 0; seek < seeks; seek++) {
    const changed = new Promise<void>((done) => {
      const observer = new MutationObserver(() => {
        observer.disconnect();
        done();
      });
      observer.observe(stage, { attributes: true, attributeFilter: ['data-position'] });
    });
    const key = ['Home', 'PageUp', 'PageUp', 'End', 'PageDown'][seek % 5] ?? 'Home';
    const atMs = performance.now();
    bar?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    await changed;
    await frame();
    await frame();
    taken.push(performance.now() - atMs);
    await new Promise((done) => setTimeout(done, 250));
  }
  return taken.sort((a, b) => a - b);
}

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
  await goTo(evaluator, '2014-08-04 13:16');
  await look(evaluator, 'replay');
  await evaluator.page.click('[role=tab]:has-text("Hållpunkter")');
  await look(evaluator, 'key moments');
  await evaluator.page.click('[role=tab]:has-text("Utvärdering")');
  await look(evaluator, 'evaluation');
  expect(violations).toEqual([]);
});

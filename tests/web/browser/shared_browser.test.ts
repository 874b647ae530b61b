import { resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Id } from '../../../clients/web/src/picture/ids';
import { AnotherDesk } from '../kit/another_desk';
import { makePeople, openPage, PASSWORD, until } from '../kit/people';
import { SamladProcess } from '../kit/samlad_process';
import { openIncident } from '../replica/script';
import { Desk, launch } from './chromium';

// Several windows, and several persons one after the other, at one browser.

const server = new SamladProcess(resolve('dist'));
let browser: Browser;
let incident: Id;
let lead: AnotherDesk;
let desk: Desk;

const LOG = '.quick-log textarea';
const SEEN_BY = '.quick-log select >> nth=1';

beforeAll(async () => {
  await server.start();
  const people = await makePeople(server, ['Lansstyrelsen', 'Norberg', 'Sala']);
  const pages = await Promise.all(people.map((who, at) => openPage(server, who, 960 + at)));
  const [first, ...others] = pages.map(({ client }) => client);
  if (!first || !pages[0]) throw new Error('nobody is there');
  incident = await openIncident(first, others);
  lead = new AnotherDesk(pages[0], incident);
  for (const other of others) await other.stop();
  browser = await launch();
});

afterAll(async () => {
  await lead?.page.client.stop();
  await browser?.close();
  await server.stop();
});

beforeEach(async () => {
  desk = await Desk.open(browser, server.address);
});

afterEach(async () => {
  await server.serve();
  const { complaints } = desk;
  await desk.close();
  expect(complaints).toEqual([]);
});

async function sitDown(login = 'Norberg'): Promise<void> {
  await desk.logIn(login, PASSWORD);
  await desk.page.waitForSelector('a:has-text("Brand")');
  await desk.goTo(`#/${incident}/stream`);
  await desk.awaitLive();
}

// Not by the shortcut: whoever stands in the field already would write its letter.
async function write(text: string): Promise<void> {
  await desk.page.fill(LOG, text);
  await desk.page.press(LOG, 'Enter');
}

async function logOut(page: Page): Promise<void> {
  await page.click('header details.menu > summary');
  await page.click('header .panel button:has-text("Logga ut")');
  await page.waitForSelector('input[name=password]');
}

async function anotherWindow(): Promise<Page> {
  const page = await desk.context.newPage();
  await page.goto(`http://${server.address}/#/${incident}/stream`);
  await page.waitForSelector('.state.live');
  return page;
}

/** What this browser keeps of that name, of everybody. */
const kept = (page: Page, text: string) =>
  page.evaluate(
    (part) =>
      new Promise<number>((done, fail) => {
        const opening = indexedDB.open('samlad');
        opening.onerror = () => fail(opening.error ?? new Error('closed'));
        opening.onsuccess = () => {
          const store = opening.result.transaction('values').objectStore('values');
          const all = store.getAll();
          all.onsuccess = () => {
            opening.result.close();
            const texts = (all.result as Uint8Array[]).map((one) => new TextDecoder().decode(one));
            done(texts.filter((one) => one.includes(part)).length);
          };
        };
      }),
    text,
  );

async function untilKept(page: Page, text: string): Promise<void> {
  for (let tries = 0; (await kept(page, text)) === 0; tries++) {
    if (tries > 200) throw new Error(`never kept: ${text}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

const notesOf = (text: string) =>
  lead.picture?.ofKind('note').filter(({ body }) => body.text === text) ?? [];

describe('a log entry that is half written', () => {
  test('is after a reload still for those that it was for, and as it was', async () => {
    await sitDown();
    await desk.page.fill(LOG, 'Bara för oss');
    await desk.page.selectOption(SEEN_BY, { label: 'Bara oss' });
    await desk.page.fill('.quick-log .at', '00:00');
    await untilKept(desk.page, 'Bara för oss');
    await desk.page.reload();
    await desk.awaitLive();
    await desk.page.waitForFunction(
      (field) => document.querySelector<HTMLTextAreaElement>(field)?.value === 'Bara för oss',
      LOG,
    );
    const chosen = desk.page.locator(`${SEEN_BY} >> option:checked`);
    expect(await chosen.innerText()).toBe('Bara oss');
    expect(await desk.page.inputValue('.quick-log .at')).toBe('00:00');
    await desk.page.fill(LOG, '');
    await desk.page.fill('.quick-log .at', '');
    await desk.page.selectOption(SEEN_BY, { index: 0 });
  });

  test('in one window is not lost when another window sends its own', async () => {
    await sitDown('Sala');
    const second = await anotherWindow();
    await desk.page.fill(LOG, 'Skrivs i det första fönstret');
    await untilKept(desk.page, 'Skrivs i det första');
    await second.fill(LOG, 'Skrivs i det andra fönstret');
    await untilKept(second, 'Skrivs i det andra');
    await desk.page.press(LOG, 'Enter');
    await desk.awaitSettled();
    await second.reload();
    await second.waitForSelector('.state.live');
    await second.waitForFunction(
      (field) =>
        document.querySelector<HTMLTextAreaElement>(field)?.value === 'Skrivs i det andra fönstret',
      LOG,
    );
    await second.press(LOG, 'Enter');
    await until(
      'both',
      lead.page.client,
      () => notesOf('Skrivs i det andra fönstret').length === 1,
    );
    expect(notesOf('Skrivs i det första fönstret').length).toBe(1);
    await second.close();
  });

  test('is sent once, however often Enter is pressed or kept down', async () => {
    await sitDown();
    await desk.page.fill(LOG, 'Bara en gång');
    await desk.page.locator(LOG).evaluate((field) => {
      for (let press = 0; press < 5; press++)
        field.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'Enter', repeat: press > 0, bubbles: true }),
        );
    });
    await desk.awaitSettled();
    await until('it', lead.page.client, () => notesOf('Bara en gång').length > 0);
    await write('Efter den');
    await until('the next', lead.page.client, () => notesOf('Efter den').length > 0);
    expect(notesOf('Bara en gång').length).toBe(1);
  });
});

describe('two windows of one person', () => {
  test('P3: send what both hold unsent once', async () => {
    await sitDown();
    const second = await anotherWindow();
    await second.waitForFunction(
      async () => (await navigator.serviceWorker.ready).active?.state === 'activated',
    );
    await server.kill();
    await desk.page.waitForSelector('.state.reconnecting, .state.offline');
    await write('Skrivet av en, hållet av två');
    await desk.rows('Skrivet av en').waitFor();
    await second.reload();
    await second.waitForSelector('.tray');
    await server.serve();
    for (const page of [desk.page, second]) {
      await page.waitForSelector('.state.live');
      await page.waitForSelector('.tray', { state: 'detached' });
    }
    await until('it', lead.page.client, () => notesOf('Skrivet av en, hållet av två').length > 0);
    await write('Efter de två');
    await until('the next', lead.page.client, () => notesOf('Efter de två').length > 0);
    expect(notesOf('Skrivet av en, hållet av två').length).toBe(1);
    await second.close();
  });

  test('one logs out; the other keeps what is being written there', async () => {
    await sitDown();
    const second = await anotherWindow();
    await second.fill(LOG, 'Halvskrivet i det andra');
    await logOut(desk.page);
    expect(await second.inputValue(LOG)).toBe('Halvskrivet i det andra');
    await second.press(LOG, 'Enter');
    await until('it', lead.page.client, () => notesOf('Halvskrivet i det andra').length === 1);
    await second.close();
  });
});

describe('another person at the same browser', () => {
  test('neither sees nor sends what the former left, who finds it again', async () => {
    await sitDown();
    await desk.page.waitForFunction(
      async () => (await navigator.serviceWorker.ready).active?.state === 'activated',
    );
    await server.kill();
    await desk.page.waitForSelector('.state.reconnecting, .state.offline');
    await write('Norbergs osända');
    await desk.rows('Norbergs osända').waitFor();
    await desk.page.fill(LOG, 'Norbergs halvskrivna');
    await untilKept(desk.page, 'Norbergs halvskrivna');
    await logOut(desk.page);
    await server.serve();

    await sitDown('Sala');
    expect(await desk.page.locator('.tray').count()).toBe(0);
    expect(await desk.page.inputValue(LOG)).toBe('');
    expect(await desk.page.locator('body').innerText()).not.toContain('Norbergs');
    await write('Salas egen');
    await until('what Sala wrote', lead.page.client, () => notesOf('Salas egen').length === 1);
    expect(notesOf('Norbergs osända').length).toBe(0);
    await logOut(desk.page);

    await sitDown('Norberg');
    await desk.awaitSettled();
    await until('it', lead.page.client, () => notesOf('Norbergs osända').length === 1);
    await desk.page.waitForFunction(
      (field) =>
        document.querySelector<HTMLTextAreaElement>(field)?.value === 'Norbergs halvskrivna',
      LOG,
    );
  });
});

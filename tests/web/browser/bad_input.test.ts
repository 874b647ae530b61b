import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Item } from '../../../clients/web/src/gen/samlad/v1/log_pb';
import type { Id } from '../../../clients/web/src/picture/ids';
import { playDemo } from '../kit/demo';
import { makePeople, openPage, PASSWORD } from '../kit/people';
import { SamladProcess } from '../kit/samlad_process';
import { openIncident } from '../replica/script';
import { Desk, launch } from './chromium';
import { speakThrough } from './newer_server';

// A copy, since one of the tests has it upgraded.
const pages = mkdtempSync(join(tmpdir(), 'samlad-pages-'));
const server = new SamladProcess(pages);
let browser: Browser;
let incident: Id;
let desk: Desk;
/** What a test expects to be complained of in the console. */
let expected: RegExp | undefined;

beforeAll(async () => {
  cpSync(resolve('dist'), pages, { recursive: true });
  await server.start();
  const people = await makePeople(server, ['Lansstyrelsen', 'Norberg']);
  const [lead, norberg] = await Promise.all(
    people.map((who, at) => openPage(server, who, 900 + at)),
  );
  if (!lead || !norberg) throw new Error('nobody is there');
  incident = await openIncident(lead.client, [norberg.client]);
  await lead.client.stop();
  await norberg.client.stop();
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  await server.stop();
  rmSync(pages, { recursive: true, force: true });
});

beforeEach(async () => {
  expected = undefined;
  desk = await Desk.open(browser, server.address);
});

afterEach(async () => {
  await server.serve();
  const complaints = desk.complaints.filter((text) => !expected?.test(text));
  await desk.close();
  expect(complaints).toEqual([]);
});

async function sitDown(workspace = 'stream'): Promise<void> {
  await desk.logIn('Norberg', PASSWORD);
  await desk.page.waitForSelector('a:has-text("Brand")');
  await desk.goTo(`#/${incident}/${workspace}`);
  await desk.awaitLive();
}

/** Another browser of the same kind, prepared before its first page. */
async function reopen(prepare: (page: Page) => Promise<unknown>): Promise<void> {
  await prepare(desk.page);
  await desk.page.goto(`http://${server.address}/`);
}

async function paste(selector: string, text: string): Promise<void> {
  await desk.page.focus(selector);
  await desk.page.evaluate((pasted) => {
    const field = document.activeElement;
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    // What the browser does by itself when nobody objects.
    if (field?.dispatchEvent(event)) document.execCommand('insertText', false, pasted);
  }, text);
}

async function forgetWorker(): Promise<void> {
  const state = await desk.context.newPage();
  await state.goto(`http://${server.address}/manifest.webmanifest`);
  await state.evaluate(async () => {
    for (const worker of await navigator.serviceWorker.getRegistrations())
      await worker.unregister();
    for (const name of await caches.keys()) await caches.delete(name);
  });
  await state.close();
  await desk.page.reload();
}

const LOG = '.quick-log textarea';

// Not by the shortcut, which is there a moment after the page is.
async function write(text: string): Promise<void> {
  await desk.page.fill(LOG, text);
  await desk.page.press(LOG, 'Enter');
}

describe('a wrong link', () => {
  test.each(['#/5bb6bda2ac', '#/%E0%A4%A', '#/hej/stream'])(
    '%s says that it leads nowhere, and shows the incidents',
    async (hash) => {
      await desk.logIn('Norberg', PASSWORD);
      await desk.page.waitForSelector('a:has-text("Brand")');
      await desk.goTo(hash);
      await desk.page.waitForSelector('[role=alert]:has-text("Länken leder ingenstans")');
      await desk.page.waitForSelector('a:has-text("Brand")');
    },
  );

  test('R19: to an incident that is not there, or is not for us', async () => {
    await desk.logIn('Norberg', PASSWORD);
    await desk.page.waitForSelector('a:has-text("Brand")');
    await desk.goTo(`#/${'ab'.repeat(16)}/tasks`);
    await desk.page.waitForSelector('h2:has-text("Händelsen går inte att öppna")');
    await desk.page.click('main a:has-text("Händelser")');
    await desk.page.waitForSelector('a:has-text("Brand")');
  });

  test('to a workspace or an item that does not exist', async () => {
    await sitDown('radar');
    await desk.page.waitForSelector('text=en arbetsyta som inte finns: ”radar”');
    await desk.page.click('button:has-text("Till läget")');
    await desk.page.waitForSelector('.astray', { state: 'detached' });
    await desk.goTo(`#/${incident}/tasks?item=12345`);
    await desk.page.waitForSelector('text=Länken pekar på ett objekt som inte går att hitta');
    await desk.goTo(`#/${incident}/tasks?item=${'cd'.repeat(16)}`);
    await desk.page.waitForSelector('aside.item');
    expect(await desk.page.innerText('aside.item')).not.toBe('');
  });
});

describe('logging in', () => {
  test('too often with a wrong password says how long to wait', async () => {
    expected = /status of 429/;
    await desk.page.fill('input[name=username]', 'nagon-annan');
    await desk.page.fill('input[name=password]', 'gissning');
    const tooMany = desk.page.locator('[role=alert]', { hasText: 'För många försök' });
    await expect
      .poll(
        async () => {
          await desk.page.keyboard.press('Enter');
          await desk.page.waitForSelector('button[type=submit]:not(:disabled)');
          return tooMany.count();
        },
        { timeout: 30_000, interval: 20 },
      )
      .toBe(1);
    expect(await tooMany.innerText()).toMatch(/om \d+ s/);
    expect(await desk.page.inputValue('input[name=password]')).toBe('gissning');
  });
});

describe('a text', () => {
  test('that is too long is kept whole, counted, and not sent until it fits', async () => {
    await sitDown();
    const long = 'å'.repeat(11_000);
    await paste(LOG, long);
    await desk.page.waitForSelector('text=/\\d+ tecken för långt/');
    await desk.page.keyboard.press('Enter');
    expect((await desk.page.inputValue(LOG)).length).toBe(11_000);
    expect(await desk.page.locator('.tray').count()).toBe(0);
    await desk.page.fill(LOG, '');
  });

  test('of a megabyte stops nothing, and goes as it came', async () => {
    await sitDown();
    await paste(LOG, 'Läget är oförändrat. '.repeat(50_000));
    await desk.page.waitForSelector('text=/\\d+ tecken för långt/');
    await desk.page.keyboard.press('Enter');
    await desk.awaitLive();
    expect((await desk.page.inputValue(LOG)).length).toBe(1_050_000);
    await desk.page.fill(LOG, 'Kort');
    await desk.page.keyboard.press('Enter');
    await desk.rows('Kort').waitFor();
    await desk.awaitSettled();
  });

  test('with what cannot be seen is freed from it, and it is said', async () => {
    await sitDown();
    await paste(LOG, 'Bro\0n \u202eär\u2066 av\x1b\ud83d stängd');
    await desk.page.waitForSelector('text=Osynliga styrtecken togs bort');
    expect(await desk.page.inputValue(LOG)).toBe('Bron är av\ufffd stängd');
    await desk.page.keyboard.press('Enter');
    await desk.rows('Bron är av\ufffd stängd').waitFor();
    await desk.awaitSettled();
  });

  test('that does not fit a field that cuts is said to be cut', async () => {
    await sitDown();
    await desk.page.fill('.quick-log .at', '2014-08-04 14:05');
    await desk.page.keyboard.press('Escape');
    await desk.page.focus(LOG);
    await desk.page.keyboard.type('Sent antecknat');
    const cutting = desk.page.locator('.quick-log [maxlength]');
    await cutting.waitFor();
    await paste('.quick-log [maxlength]', 'x'.repeat(5_000));
    await desk.page.waitForSelector('text=/\\d+ tecken av det inklistrade fick inte plats/');
  });
});

describe('a browser that cannot', () => {
  test.each([
    ['WebSocket', () => Reflect.deleteProperty(window, 'WebSocket')],
    ['BigInt', () => Reflect.deleteProperty(window, 'BigInt')],
    ['crypto.getRandomValues', () => Object.defineProperty(window, 'crypto', { value: {} })],
  ] as const)('without %s says so in both languages', async (name, take) => {
    expected = /./;
    await reopen((page) => page.addInitScript(take));
    await desk.page.waitForSelector('h1:has-text("Webbläsaren räcker inte till")');
    await desk.page.waitForSelector('h2:has-text("This browser is not enough")');
    await desk.page.waitForSelector(`p:has-text("Saknas: ${name}")`);
    expect(await desk.page.locator('input').count()).toBe(0);
  });

  test('read the app says so, by a script that it can read', async () => {
    expected = /^$|SyntaxError/;
    await reopen((page) =>
      page.route(/assets\/main-.*\.js/, (route) =>
        route.fulfill({ contentType: 'text/javascript', body: 'let new = ;' }),
      ),
    );
    await desk.page.waitForSelector('h1:has-text("Webbläsaren räcker inte till")');
  });

  test('get the app is told to try again', async () => {
    expected = /Failed to load/;
    await reopen((page) => page.route(/assets\/main-.*\.js/, (route) => route.abort()));
    await desk.page.waitForSelector('h1:has-text("Sidan kunde inte läsas in")');
  });

  test.each([
    ['has no IndexedDB', () => Object.defineProperty(window, 'indexedDB', { value: undefined })],
    [
      'refuses storage',
      () => {
        IDBFactory.prototype.open = () => {
          throw new DOMException('', 'SecurityError');
        };
        for (const name of ['localStorage', 'sessionStorage'])
          Object.defineProperty(window, name, {
            get: () => {
              throw new DOMException('', 'SecurityError');
            },
          });
      },
    ],
    [
      'has no space left',
      () => {
        IDBObjectStore.prototype.put = () => {
          throw new DOMException('', 'QuotaExceededError');
        };
      },
    ],
  ] as const)('keep anything (it %s) works, and says what that means', async (_how, refuse) => {
    await reopen((page) => page.addInitScript(refuse));
    await desk.logIn('Norberg', PASSWORD);
    await desk.page.waitForSelector('.not-kept:has-text("Sparas inte")');
    await desk.page.waitForSelector('.notice:has-text("går förlorat om sidan laddas om")');
    await desk.page.click('a:has-text("Brand")');
    await desk.awaitLive();
    await desk.page.keyboard.press('g');
    await desk.page.keyboard.press('f');
    await write(`Skrivet där den ${_how}`);
    await desk.rows(`Skrivet där den ${_how}`).waitFor();
    await desk.awaitSettled();
    // A draft lives on in this page's memory.
    await desk.goTo(`#/${incident}/incident`);
    await desk.page.waitForSelector('h3:has-text("Händelsen")');
  });
});

describe('a server of another version', () => {
  test('R60: is told of, and the page goes on', async () => {
    await reopen((page) =>
      speakThrough(page, ({ message }) => {
        if (message.case === 'welcome') message.value.server = 'samlad/9.1.0';
      }),
    );
    await sitDown();
    await desk.page.waitForSelector('.notice:has-text("Servern är version 9.1.0, sidan")');
    await write('Skrivet till en nyare server');
    await desk.rows('Skrivet till en nyare server').waitFor();
    await desk.awaitSettled();
  });

  test('whose part of the page is gone is met by an offer to reload', async () => {
    expected = /status of 404/;
    // Where no worker keeps the files: a first visit, or a browser that has none.
    await reopen((page) =>
      page.addInitScript(() => void Reflect.deleteProperty(Navigator.prototype, 'serviceWorker')),
    );
    await forgetWorker();
    await desk.page.route(/assets\/DecisionsWorkspace-.*\.js/, (route) =>
      route.fulfill({ status: 404, body: '' }),
    );
    await sitDown();
    await desk.page.focus(LOG);
    await desk.page.keyboard.type('Halva men');
    await desk.goTo(`#/${incident}/decisions`);
    await desk.page.waitForSelector('text=Servern har en ny version av sidan');
    expect(await desk.page.inputValue(LOG)).toBe('Halva men');
    await desk.page.unroute(/assets\/DecisionsWorkspace-.*\.js/);
    await desk.page.click('main button:has-text("Ladda om")');
    await desk.page.waitForSelector('h2:has-text("Beslut"), h2:has-text("Överenskommelser")');
    await desk.page.waitForFunction(
      (field) => document.querySelector<HTMLTextAreaElement>(field)?.value === 'Halva men',
      LOG,
    );
    await desk.page.fill(LOG, '');
  });

  test('R60: an upgrade is told of, and taken when the person reloads: not in a sentence', async () => {
    await sitDown();
    await desk.page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await desk.page.reload();
    await desk.awaitLive();
    await desk.page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await desk.page.focus(LOG);
    await desk.page.keyboard.type('Mitt i en men');
    await server.kill();
    await desk.page.waitForSelector('.state.reconnecting, .state.offline');
    const worker = join(pages, 'service_worker.js');
    writeFileSync(worker, `${readFileSync(worker, 'utf8')}\n// Upgraded.\n`);
    rmSync(`${worker}.gz`, { force: true });
    await server.serve();
    const notice = desk.page.locator('.notice', { hasText: 'nyare version av sidan' });
    await notice.waitFor();
    await desk.page.keyboard.type('ing');
    expect(await desk.page.inputValue(LOG)).toBe('Mitt i en mening');
    await notice.locator('button:has-text("Ladda om")').click();
    await desk.awaitLive();
    await desk.page.waitForFunction(
      (field) => document.querySelector<HTMLTextAreaElement>(field)?.value === 'Mitt i en mening',
      LOG,
    );
  });
});

describe('a picture that the page does not understand', () => {
  let demo: string;

  beforeAll(async () => {
    await playDemo(server);
  });

  async function openDemo(workspace: string): Promise<void> {
    await desk.logIn('tib.lst', PASSWORD);
    await desk.page.click('li a >> nth=0');
    await desk.page.waitForURL(/#\/[0-9a-f]{32}/);
    demo = /#\/([0-9a-f]{32})/.exec(desk.page.url())?.[1] ?? '';
    await desk.goTo(`#/${demo}/${workspace}`);
    await desk.awaitLive();
  }

  /** As a later version would write it: new values in every field that has a set of them. */
  function fromTheFuture(item: Item | undefined): void {
    const { value } = item?.body ?? {};
    if (!value || item?.body.case === 'incident' || item?.body.case === 'participation') return;
    for (const field of ['state', 'kind', 'category', 'position', 'reliability', 'credibility'])
      if (field in value) Object.assign(value, { [field]: 99 });
  }

  test('R58: values that only a later version knows are shown as unknown, and break no view', async () => {
    await reopen((page) =>
      speakThrough(page, ({ message }) => {
        if (message.case === 'batch')
          for (const { item } of message.value.changes) fromTheFuture(item);
      }),
    );
    await openDemo('stream');
    for (const workspace of [
      'stream',
      'situation',
      'decisions',
      'tasks',
      'conference',
      'reports',
      'handover',
      'incident',
    ]) {
      await desk.goTo(`#/${demo}/${workspace}`);
      await desk.page.waitForSelector(`nav a[aria-current=page][href*="${workspace}"]`);
      await desk.page.waitForSelector('main .loading', { state: 'detached' });
      expect(await desk.page.locator('.broken').count(), workspace).toBe(0);
    }
    await desk.goTo(`#/${demo}/tasks`);
    await desk.page.waitForSelector('text=/okänt/i');
  });

  test('R58: items of a kind that only a later version knows are counted and shown', async () => {
    await reopen((page) =>
      speakThrough(page, ({ message }) => {
        if (message.case !== 'batch') return;
        for (const { item } of message.value.changes) {
          if (item?.body.case !== 'task') continue;
          item.body = { case: undefined };
          item.$unknown = [{ no: 900, wireType: 2, data: new Uint8Array([2, 8, 1]) }];
        }
      }),
    );
    await openDemo('stream');
    await desk.page.waitForSelector('text=objekt av ett slag som sidan inte känner');
    expect(await desk.page.locator('.broken').count()).toBe(0);
  });

  test('a view that breaks takes nothing else with it', async () => {
    expected = /RangeError|Invalid time/;
    // No clock shows such a time: the stream cannot draw its row.
    await reopen((page) =>
      speakThrough(page, ({ message }) => {
        if (message.case !== 'batch') return;
        for (const change of message.value.changes)
          if (change.item?.body.case === 'note') {
            change.recordedAtMs = 2n ** 62n;
            change.scenarioAtMs = 2n ** 62n;
          }
      }),
    );
    await openDemo('tasks');
    const broken = desk.page.locator('aside .broken');
    await broken.waitFor();
    expect(await broken.innerText()).toContain('Den här vyn gick sönder');
    // The tasks, the map and the log entry are as they were.
    await desk.page.waitForSelector('h2:has-text("Uppgifter")');
    await write('Skrivet bredvid en trasig vy');
    await desk.page.waitForSelector('.tray', { state: 'detached' });
    await desk.goTo(`#/${demo}/incident`);
    await desk.page.waitForSelector('h3:has-text("Händelsen")');
    expect(await desk.page.locator('main .broken').count()).toBe(0);
    await broken.locator('button:has-text("Försök igen")').click();
    await broken.waitFor();
  });
});

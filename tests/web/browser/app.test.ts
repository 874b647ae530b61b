import { create } from '@bufbuild/protobuf';
import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { OpenIncidentSchema } from '../../../clients/web/src/gen/samlad/v1/command_pb';
import {
  IncidentKind,
  IncidentSchema,
  NoteKind,
  NoteSchema,
} from '../../../clients/web/src/gen/samlad/v1/situation_pb';
import { forAll, newItem } from '../../../clients/web/src/picture/drafts';
import type { Id } from '../../../clients/web/src/picture/ids';
import { violationsIn } from '../kit/axe';
import {
  makePeople,
  mustAccept,
  openPage,
  PASSWORD,
  until,
  type Page,
  type Somebody,
} from '../kit/people';
import { SamladProcess } from '../kit/samlad_process';
import { openIncident } from '../replica/script';
import { Desk, launch } from './chromium';

const DIST = resolve('dist');
const server = new SamladProcess(DIST);
let browser: Browser;
let people: Somebody[];
/** Somebody at another desk, without a browser. */
let other: Page;
let incident: Id;
let title: string;
let desk: Desk;

async function enter(note: string): Promise<void> {
  const maker = other.client.maker(incident);
  const body = create(NoteSchema, {
    kind: NoteKind.NOTE_CONTACT,
    text: note,
    actionAtMs: BigInt(other.client.clock.now()),
  });
  await mustAccept(
    other.client,
    maker.create(newItem({ id: maker.newId(), kind: 'note', body, audience: forAll() })),
  );
}

async function openExercise(): Promise<string> {
  const id = other.client.maker(incident).newId();
  const body = create(IncidentSchema, {
    kind: IncidentKind.EXERCISE,
    title: 'Vattenövning',
  });
  const value = create(OpenIncidentSchema, { incident: body });
  await mustAccept(other.client, other.client.maker(id).verb({ case: 'openIncident', value }));
  return 'Vattenövning';
}

beforeAll(async () => {
  await server.start();
  people = await makePeople(server, ['Lansstyrelsen', 'Norberg']);
  const [lead, norberg] = await Promise.all(
    people.map((who, at) => openPage(server, who, 500 + at)),
  );
  if (!lead || !norberg) throw new Error('nobody is there');
  incident = await openIncident(lead.client, [norberg.client]);
  await norberg.client.stop();
  other = lead;
  title = lead.client.incident(incident)?.picture.incident?.body.title ?? '';
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  await other?.client.stop();
  await server.stop();
});

beforeEach(async () => {
  desk = await Desk.open(browser, server.address);
});

afterEach(async () => {
  // A test that failed without a network leaves one to the next.
  await server.serve();
  const complaints = desk.complaints;
  await desk.close();
  expect(complaints).toEqual([]);
});

async function sitDown(): Promise<void> {
  await desk.logIn('Norberg', PASSWORD);
  await desk.openIncident(title);
  await desk.awaitLive();
}

describe('logging in', () => {
  test('a wrong password is said to be one, in Swedish, and in English by a switch', async () => {
    await desk.logIn('Norberg', 'fel');
    await desk.page.waitForSelector('text=Okänt användarnamn eller fel lösenord.');
    await desk.page.click('button:has-text("English")');
    await desk.page.waitForSelector('button:has-text("Log in")');
    expect(await desk.page.getAttribute('html', 'lang')).toBe('en');
  });

  test('R8: a page that is loaded again is still logged in', async () => {
    await sitDown();
    await desk.page.reload();
    await desk.awaitLive();
  });

  test('R11: a login that ends in the middle of a sentence takes nothing away', async () => {
    await sitDown();
    await desk.page.keyboard.press('l');
    await desk.page.keyboard.type('Halva mening');
    await server.kill();
    server.forgetLogins();
    await server.serve();
    await desk.page.waitForSelector('dialog[open] >> text=Det du har skrivit finns kvar');
    await desk.page.fill('dialog input[name=password]', PASSWORD);
    await desk.page.keyboard.press('Enter');
    await desk.awaitLive();
    expect(await desk.page.inputValue('.quick-log textarea')).toBe('Halva mening');
    // The other desk has the same to do.
    const [lead] = people;
    if (lead) await other.client.stop();
    if (lead) other = await reopen(lead);
  });
});

async function reopen(lead: Somebody): Promise<Page> {
  const { logIn } = await import('../../../clients/web/src/app/login');
  const outcome = await logIn({ login: lead.name, password: PASSWORD }, `http://${server.address}`);
  if (outcome.kind !== 'in') throw new Error(outcome.kind);
  const page = await openPage(server, { ...lead, token: outcome.login.token }, 900);
  await page.client.watch(incident);
  await until(
    'the picture',
    page.client,
    () => page.client.incident(incident)?.picture.replica.complete === true,
  );
  return page;
}

describe('the stream', () => {
  test('what another writes appears, new until it is marked as read', async () => {
    await sitDown();
    await enter('Vattennivån stiger vid Norbergsån');
    const row = desk.rows('Vattennivån stiger vid Norbergsån');
    await row.locator('text=Nytt').waitFor();
    await desk.page.keyboard.press('r');
    await desk.page.waitForSelector('.unread', { state: 'detached' });
    expect(await row.innerText()).not.toContain('Nytt');
  });

  test('two keystrokes and a sentence enter it in the log, and it is confirmed', async () => {
    await sitDown();
    await desk.write('Elledningen är av');
    const row = desk.rows('Elledningen är av');
    await row.waitFor();
    await desk.page.waitForFunction(() => !document.querySelector('li.pending'));
    expect(await row.count()).toBe(1);
  });

  test('what was refused says why, keeps its text, and is sent when the reason is given', async () => {
    await sitDown();
    await desk.page.fill('.quick-log .at', '2014-08-04 14:05');
    await desk.page.keyboard.press('Escape');
    await desk.write('Sent antecknat');
    await desk.page.waitForSelector('.tray.bad');
    await desk.page.click('.tray summary');
    expect(await desk.page.innerText('.tray')).toContain('Ange varför');
    await desk.page.fill('.tray input', 'Jourbyte');
    // Somebody who is in a hurry presses twice; it is sent once, or the second would be refused.
    await desk.page.locator('.tray button:has-text("Skicka igen")').evaluate((button) => {
      for (let click = 0; click < 2; click++) (button as HTMLButtonElement).click();
    });
    await desk.page.waitForSelector('.tray', { state: 'detached' });
    expect(await desk.rows('Sent antecknat').count()).toBe(1);
  });
});

describe('without a network', () => {
  test('P3: the app opens on its last picture, and what is written is sent once when the link is back', async () => {
    await sitDown();
    await desk.awaitOffline();
    await desk.page.reload();
    await desk.awaitLive();
    await server.kill();
    await desk.page.waitForSelector('.state.reconnecting');
    await desk.write('Skrivet utan nät');
    await desk.rows('Skrivet utan nät').waitFor();
    await desk.page.reload();
    await desk.rows('Skrivet utan nät').waitFor();
    expect(await desk.rows('Skrivet utan nät').innerText()).toContain('ej bekräftat');
    await desk.page.waitForSelector('text=/Lägesbilden är från/');
    await server.serve();
    await desk.awaitLive();
    await desk.page.waitForSelector('.tray', { state: 'detached' });
    expect(await desk.rows('Skrivet utan nät').count()).toBe(1);
    const notes = () =>
      other.client
        .incident(incident)
        ?.picture.ofKind('note')
        .filter(({ body }) => body.text === 'Skrivet utan nät');
    await until('the note', other.client, () => notes()?.length === 1);
  });
});

describe('how it looks', () => {
  test('an exercise cannot be mistaken for the real thing', async () => {
    const exercise = await openExercise();
    await desk.logIn('Lansstyrelsen', PASSWORD);
    await desk.openIncident(exercise);
    expect(await desk.page.innerText('.banner')).toContain('ÖVNING');
    const frame = await desk.page.$eval(
      '.frame',
      (element) => getComputedStyle(element).borderLeftWidth,
    );
    expect(frame).toBe('6px');
  });

  test.each(['light', 'dark', 'night'])('WCAG 2.1 AA in the theme %s', async (theme) => {
    const violations: string[] = [];
    const look = async (where: string) => {
      await desk.page.evaluate(
        (name) => void (document.documentElement.dataset.theme = name),
        theme,
      );
      violations.push(...(await violationsIn(desk.page, where)));
    };
    await look('login');
    await desk.logIn('Norberg', PASSWORD);
    await desk.page.waitForSelector(`a:has-text("${title}")`);
    await look('incidents');
    await desk.openIncident(title);
    await desk.awaitLive();
    await enter(`Nytt för ${theme}`);
    await desk.rows(`Nytt för ${theme}`).click();
    await look('stream');
    await desk.page.click('.menu summary');
    await look('menu');
    await desk.page.keyboard.press('Control+k');
    await desk.page.waitForSelector('dialog[open]');
    await look('palette');
    expect(violations).toEqual([]);
  });
});

import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Id } from '../../../clients/web/src/picture/ids';
import { DAY, violationsIn } from '../kit/axe';
import { makePeople, openPage, PASSWORD } from '../kit/people';
import { SamladProcess } from '../kit/samlad_process';
import { openIncident } from '../replica/script';
import { Desk, launch } from './chromium';

const TELEPHONE = 390;
const server = new SamladProcess(resolve('dist'));
let browser: Browser;
let incident: Id;
/** The one who leads, at a desk; and a participant with a telephone. */
let lead: Desk;
let norberg: Desk;

async function sitDown(login: string, width?: number): Promise<Desk> {
  const desk = await Desk.open(browser, server.address, width);
  await desk.logIn(login, PASSWORD);
  await desk.page.waitForSelector('a[href^="#/"]:has-text("Brand")');
  await desk.goTo(`#/${incident}/stream`);
  await desk.awaitLive();
  return desk;
}

async function go(desk: Desk, ...place: string[]): Promise<void> {
  await desk.goTo(`#/${[incident, ...place].join('/')}`);
}

beforeAll(async () => {
  await server.start();
  const people = await makePeople(server, ['Lansstyrelsen', 'Norberg']);
  const pages = await Promise.all(people.map((who, at) => openPage(server, who, 700 + at)));
  const [first, second] = pages;
  if (!first || !second) throw new Error('nobody is there');
  incident = await openIncident(first.client, [second.client]);
  await Promise.all(pages.map(({ client }) => client.stop()));
  browser = await launch();
  lead = await sitDown('Lansstyrelsen');
  norberg = await sitDown('Norberg', TELEPHONE);
});

afterAll(async () => {
  await browser?.close();
  await server.stop();
});

afterEach(() => {
  expect([...lead.complaints, ...norberg.complaints]).toEqual([]);
});

/** Nothing is wider than the telephone. */
async function fits(desk: Desk): Promise<boolean> {
  return desk.page.evaluate(() =>
    [...document.querySelectorAll('main *')].every(
      (element) => element.getBoundingClientRect().right <= innerWidth + 1,
    ),
  );
}

describe('decisions', () => {
  test('one drafts and opens a decision, another reserves on a telephone, and the first sees it', async () => {
    await go(lead, 'decisions');
    await lead.page.waitForSelector('text=Inga överenskommelser ännu.');
    await lead.page.keyboard.press('c');
    await lead.page.getByLabel('Fråga').fill('Ska en utrymning förberedas?');
    await lead.page
      .getByLabel('Förslag', { exact: true })
      .fill('Vi förbereder en utrymning av tätorten.');
    await lead.page.getByLabel('Skäl').fill('Prognosen för natten.');
    const send = lead.page.getByRole('button', { name: 'Lägg fram och öppna' });
    await send.click();
    await lead.page.waitForSelector('form >> text=Måste fyllas i.');
    await lead.page.getByLabel('Mandat').fill('Var och en inom sitt ansvar.');
    await send.click();
    await lead.page.waitForSelector('td.silent.asking');

    await go(norberg, 'decisions');
    await norberg.page.click('li[data-decision] a');
    await norberg.page.click('[data-position=ACCEPTS_WITH_RESERVATION]');
    await norberg.page.waitForSelector('text=Skriv vad reservationen gäller');
    await norberg.page.getByLabel('Med egna ord').fill('Äldreboenden kräver transporter.');
    await norberg.page.click('[data-position=ACCEPTS_WITH_RESERVATION]');
    await norberg.page.waitForSelector('[data-position][aria-pressed=true]:not(.pending)');
    expect(await fits(norberg)).toBe(true);

    await lead.page.waitForSelector('td.stance.new >> text=accepterar med reservation');
    await lead.page.waitForSelector('article >> text=Äldreboenden kräver transporter.');
    await lead.page.click('[data-position=ACCEPTS]');
    await lead.page.click('[data-to=DECISION_AGREED]');
    await lead.page.waitForSelector('[data-to=DECISION_IN_EXECUTION]');
  });

  test('what is half written is there again when the page is', async () => {
    await go(lead, 'decisions', 'new');
    await lead.page.getByLabel('Fråga').fill('Halv fråga');
    await lead.awaitKept('Halv fråga');
    await lead.page.reload();
    await lead.awaitLive();
    await lead.page.waitForFunction(() =>
      [...document.querySelectorAll('input')].some(({ value }) => value === 'Halv fråga'),
    );
    await lead.page.getByRole('button', { name: 'Töm formuläret' }).click();
  });
});

describe('tasks', () => {
  test('a task is offered, accepted, and done with what shows it', async () => {
    await go(lead, 'tasks', 'new');
    await lead.page.getByLabel('Vad ska göras').fill('Plan för utrymning');
    await lead.page.getByLabel('Vem ska göra det').selectOption({ label: 'Norberg' });
    await lead.page.getByLabel('Klart senast', { exact: false }).first().fill('+30');
    await lead.page.getByRole('button', { name: 'Erbjud uppgiften' }).click();
    await lead.page.waitForSelector('li[data-task]');

    await go(norberg, 'tasks');
    const row = norberg.page.locator('li[data-task]', {
      hasText: 'Plan för utrymning',
    });
    await row.locator('[data-to=TASK_ACCEPTED]').click();
    await row.locator('[data-to=TASK_DONE]').click();
    await row.getByLabel('Vad visar att det är gjort').fill('Planen är antagen.');
    await row.getByRole('button', { name: 'Utförd' }).click();
    await lead.page.waitForSelector('li[data-task] >> text=Planen är antagen.');
  });
});

describe('a conference', () => {
  test('whoever comes late sees what has happened, and asks for the floor', async () => {
    await go(lead, 'conference', 'new');
    await lead.page.getByLabel('Vad konferensen heter').fill('ISF');
    await lead.page.getByLabel('Börjar').first().fill('+5');
    await lead.page.getByRole('button', { name: 'Skicka kallelsen' }).click();
    await lead.page.click('[data-act=open]');
    await lead.page.click('[data-act=next-item]');
    await lead.page.waitForSelector('text=Punkt 2 av 5');

    await go(norberg, 'conference');
    await norberg.page.click('[data-act=attend]');
    await norberg.page.waitForSelector('details[open] >> text=Sammankallande: Lansstyrelsen');
    await norberg.page.click('[data-act=ask]');
    await norberg.page.waitForSelector('text=Ni är nummer 1 på talarlistan.');
    expect(await fits(norberg)).toBe(true);

    await lead.page.click('li[data-waiting] button');
    await norberg.page.waitForSelector('.holder.mine');
  });
});

describe('how it looks', () => {
  test('WCAG 2.1 AA, light and dark', async () => {
    const violations: string[] = [];
    for (const desk of [lead, norberg]) {
      for (const place of ['decisions', 'tasks', 'conference']) {
        await go(desk, place);
        await desk.page.waitForSelector('main h2');
        // What is opened is looked at too.
        if (place !== 'conference') {
          await desk.page.getByRole('button', { name: 'Alla', exact: true }).click();
          await desk.page.locator('[data-decision] a, [data-task] a').first().click();
        }
        violations.push(...(await violationsIn(desk.page, place, { themes: DAY })));
      }
    }
    for (const place of ['decisions', 'tasks', 'conference']) {
      await go(lead, place, 'new');
      await lead.page.waitForSelector('main form');
      violations.push(...(await violationsIn(lead.page, `${place}/new`, { themes: DAY })));
    }
    expect(violations).toEqual([]);
  });
});

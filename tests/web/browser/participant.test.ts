import { create } from '@bufbuild/protobuf';
import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  DecisionSchema,
  DecisionState,
  Position,
} from '../../../clients/web/src/gen/samlad/v1/collaboration_pb';
import type { Id } from '../../../clients/web/src/picture/ids';
import { AnotherDesk } from '../kit/another_desk';
import { DAY, violationsIn } from '../kit/axe';
import { allowing, FrailProxy } from '../kit/frail_proxy';
import { makePeople, openPage, PASSWORD } from '../kit/people';
import { SamladProcess } from '../kit/samlad_process';
import { openIncident } from '../replica/script';
import { Desk, launch } from './chromium';

// A conference as a participant with a telephone goes through it, from the link to the minutes. Each
// test goes on where the one before ended.

const TELEPHONE = 390;
let proxies: FrailProxy[];
const server = new SamladProcess(resolve('dist'), () => allowing(proxies));
let browser: Browser;
let incident: Id;
let link: string;
/** Who called it, at a desk; and the participant with a telephone. */
let chair: Desk;
let participant: Desk;
/** The chair's actor again, without a browser: what the server holds. */
let witness: AnotherDesk;

beforeAll(async () => {
  proxies = await Promise.all([1, 2].map(() => FrailProxy.start(() => server.address)));
  await server.start();
  const people = await makePeople(server, ['Lansstyrelsen', 'Norberg']);
  const pages = await Promise.all(people.map((who, at) => openPage(server, who, 71 + at)));
  const [first, second] = pages;
  if (!first || !second) throw new Error('nobody is there');
  incident = await openIncident(first.client, [second.client]);
  await second.client.stop();
  witness = new AnotherDesk(first, incident);
  browser = await launch();
  chair = await Desk.open(browser, linkOf(0).address, 1440);
  await chair.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await chair.logIn('Lansstyrelsen', PASSWORD);
  await chair.page.waitForSelector('a[href^="#/"]:has-text("Brand")');
  await go(chair, 'conference');
  await chair.awaitLive();
});

afterAll(async () => {
  await browser?.close();
  await witness?.page.client.stop();
  for (const proxy of proxies) await proxy.stop();
  await server.stop();
});

afterEach(() => {
  expect([...chair.complaints, ...(participant?.complaints ?? [])]).toEqual([]);
});

function linkOf(at: number): FrailProxy {
  const proxy = proxies[at];
  if (!proxy) throw new Error('no link');
  return proxy;
}

const go = (desk: Desk, ...place: string[]) => desk.goTo(`#/${[incident, ...place].join('/')}`);
const stances = () => witness.picture?.ofKind('stance') ?? [];

async function expectAccessible(desk: Desk, where: string): Promise<void> {
  expect(await violationsIn(desk.page, where, { themes: DAY })).toEqual([]);
}

/** Nothing is wider than the telephone, and most of it shows what it is about. */
async function expectToFit(): Promise<void> {
  const { wide, main } = await participant.page.evaluate(() => ({
    wide: [...document.querySelectorAll('main *')]
      .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
      .map((element) => element.outerHTML.slice(0, 200)),
    main: (document.querySelector('main')?.clientHeight ?? 0) / innerHeight,
  }));
  expect(wide).toEqual([]);
  expect(main).toBeGreaterThan(0.8);
}

/** What is left of the item that is on, in seconds. */
async function secondsLeft(desk: Desk): Promise<number> {
  const text = await desk.page.locator('li.now .left b').innerText();
  const [minutes = NaN, seconds = NaN] = text.split(':').map(Number);
  return 60 * minutes + seconds;
}

describe('a participant in a conference', () => {
  test('is sent a link, logs in with a telephone, and is there', async () => {
    await chair.page.waitForSelector('text=/konferens/i');
    await go(chair, 'conference', 'new');
    await chair.page.getByLabel('Vad konferensen heter').fill('ISF kväll');
    await chair.page.getByLabel('Börjar').first().fill('+5');
    await expectAccessible(chair, 'the call');
    await chair.page.getByRole('button', { name: 'Skicka kallelsen' }).click();
    await chair.page.click('[data-act=copy-link]');
    await chair.page.waitForSelector('text=Länken är kopierad.');
    link = await chair.page.evaluate(() => navigator.clipboard.readText());
    // Each has a server address of their own here.
    const hash = new URL(link).hash.slice(1);

    participant = await Desk.open(browser, linkOf(1).address, TELEPHONE);
    await participant.goTo(`#${hash}`);
    await participant.logIn('Norberg', PASSWORD);
    await participant.page.waitForSelector('h3:has-text("ISF kväll")');
    await participant.awaitLive();
    await expectToFit();
    await expectAccessible(participant, 'a conference that is called');
  });

  test('the chair alters the call, and those called see it', async () => {
    await chair.page.click('[data-act=edit]');
    await chair.page.getByLabel('Vad konferensen heter').fill('ISF inför natten');
    await chair.page.getByLabel('Minuter för punkt 2').fill('12');
    await expectAccessible(chair, 'the call, altered');
    await chair.page.getByRole('button', { name: 'Spara' }).click();
    await participant.page.waitForSelector('h3:has-text("ISF inför natten")');
    await participant.page.waitForSelector('.agenda li:nth-child(2) >> text=12 min');
  });

  test('answers the roll call, and reads what has happened so far', async () => {
    await chair.page.click('[data-act=open]');
    await chair.page.click('[data-act=attend]');
    await chair.page.click('[data-act=next-item]');
    await participant.page.waitForSelector('text=Punkt 2 av 5');
    await participant.page.click('[data-act=attend]');
    await participant.page.waitForSelector('details[open] >> text=Sammankallande: Lansstyrelsen');
    await participant.page.waitForSelector('.roll li.present:has-text("Lansstyrelsen")');
    await chair.page.waitForSelector('.roll li.present:has-text("Norberg")');
    await expectToFit();
    await expectAccessible(participant, 'a conference that is open');
    await expectAccessible(chair, 'the chair of it');
  });

  test('sees the same time left as everybody, and it goes down', async () => {
    await participant.page.locator('li.now .left b').waitFor();
    const [here, there] = await Promise.all([secondsLeft(participant), secondsLeft(chair)]);
    expect(Math.abs(here - there)).toBeLessThanOrEqual(2);
    expect(here).toBeGreaterThan(11 * 60);
    await participant.page.waitForFunction(
      (text) => {
        const now = document.querySelector('li.now .left b')?.textContent;
        return now && now !== text;
      },
      await participant.page.locator('li.now .left b').innerText(),
    );
    expect(await secondsLeft(participant)).toBeLessThan(here);
    // Time is short: the chair alters the agenda of the conference that goes on.
    await chair.page.click('[data-act=edit]');
    await chair.page.getByLabel('Minuter för punkt 2').fill('3');
    await chair.page.getByRole('button', { name: 'Spara' }).click();
    await participant.page.waitForFunction(() => {
      const text = document.querySelector('li.now .left b')?.textContent ?? '';
      return /^[0-2]:/.test(text);
    });
    await chair.page.click('[data-act=next-item]');
    await participant.page.waitForSelector('text=Punkt 3 av 5');
  });

  test('asks for the floor, is given it, and gives it back', async () => {
    await participant.page.click('[data-act=ask]');
    await participant.page.waitForSelector('text=Ni är nummer 1 på talarlistan.');
    await chair.page.click('li[data-waiting] button');
    await participant.page.waitForSelector('.holder.mine');
    await participant.page.getByRole('button', { name: 'Lämna ordet' }).click();
    await chair.page.waitForSelector('.holder.mine', { state: 'detached' });
    await participant.page.waitForSelector('[data-act=ask]');
  });

  test('P3: takes a stance in one step while the link drops, and it arrives once', async () => {
    const body = create(DecisionSchema, {
      state: DecisionState.DECISION_OPEN,
      issue: 'Ska en utrymning förberedas?',
      proposal: 'Vi förbereder en utrymning av tätorten.',
      reasons: 'Prognosen för natten.',
      mandate: 'Var och en inom sitt ansvar.',
      pictureSeq: witness.picture?.position ?? 1n,
    });
    await witness.add('decision', body);
    for (const desk of [chair, participant])
      await desk.page.click('summary:has-text("Ska en utrymning förberedas?")');
    const words = participant.page.getByLabel('Med egna ord');
    await words.fill('Äldreboenden kräver transporter.');
    linkOf(1).refuse(true);
    await Promise.all([
      participant.page.click('[data-position=ACCEPTS_WITH_RESERVATION]'),
      linkOf(1).cut(),
    ]);
    // It is kept and shown as what it is, whether or not the server has got it.
    await participant.page.waitForSelector('.state:not(.live)');
    await participant.page.waitForSelector('[data-position][aria-pressed=true]');
    await expectAccessible(participant, 'a stance without a link');
    linkOf(1).refuse(false);
    await participant.awaitLive();
    await participant.awaitSettled();
    await chair.page.waitForSelector('details[open] >> text=Äldreboenden kräver transporter.');
    await witness.awaited('stance', () => true);
    expect(stances().map(({ body: { position } }) => position)).toEqual([
      Position.ACCEPTS_WITH_RESERVATION,
    ]);
  });

  test('sees the stance of another arrive', async () => {
    await chair.page.click('[data-position=ACCEPTS]');
    await participant.page.waitForSelector(
      'details[open] li:has-text("Lansstyrelsen"):has-text("accepterar")',
    );
    await expectToFit();
    await expectAccessible(participant, 'a decision in the conference');
  });

  test('reads the minutes when the chair has ended it', async () => {
    await chair.page.getByRole('button', { name: 'Avsluta konferensen' }).click();
    await chair.page
      .getByRole('group')
      .getByRole('button', { name: 'Avsluta konferensen' })
      .click();
    await chair.page.getByRole('button', { name: /Publicera/ }).click();
    await participant.page.waitForSelector('section[aria-label] >> text=/Äldreboenden kräver/');
    await expectToFit();
    await expectAccessible(participant, 'the minutes');
  });

  test.each(['situation', 'stream', 'decisions', 'tasks', 'reports', 'handover'])(
    'finds %s on the telephone',
    async (workspace) => {
      await go(participant, workspace);
      await participant.page.waitForSelector('main :is(h2, .map)');
      await expectToFit();
      await expectAccessible(participant, workspace);
    },
  );

  test('is told on the bar where something is new, until it has been looked at', async () => {
    const mark = participant.page.locator('nav a:has-text("Flöde") .news');
    await go(participant, 'stream');
    await mark.waitFor({ state: 'detached' });
    await go(participant, 'tasks');
    await participant.page.waitForSelector('main h2:has-text("Uppgifter")');
    await chair.write('Vinden har vridit');
    await mark.waitFor();
    await expectAccessible(participant, 'news on the bar');
    await participant.page.click('nav a:has-text("Flöde")');
    await participant.rows('Vinden har vridit').locator('text=Nytt').waitFor();
    await mark.waitFor({ state: 'detached' });
  });

  test('writes a log entry on the telephone', async () => {
    await go(participant, 'stream');
    await participant.page.click('[data-act=log]');
    await participant.page.keyboard.type('Bussarna är framme');
    await expectAccessible(participant, 'a log entry');
    await participant.page.keyboard.press('Enter');
    await participant.page.waitForSelector('.quick-log', { state: 'hidden' });
    await chair.page.waitForSelector('text=Bussarna är framme');
  });
});

import { create } from '@bufbuild/protobuf';
import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  Position,
  StanceSchema,
  TaskKind,
  TaskSchema,
  TaskState,
} from '../../../clients/web/src/gen/samlad/v1/collaboration_pb';
import {
  ContradictionSchema,
  ContradictionState,
  FeatureCategory,
  FeatureSchema,
  GeometryType,
  ReportState,
} from '../../../clients/web/src/gen/samlad/v1/situation_pb';
import { bytesOf, idOf, type Id } from '../../../clients/web/src/picture/ids';
import { AnotherDesk } from '../kit/another_desk';
import { DAY, violationsIn } from '../kit/axe';
import { allowing, FrailProxy } from '../kit/frail_proxy';
import { makePeople, openPage, PASSWORD } from '../kit/people';
import { SamladProcess } from '../kit/samlad_process';
import { openIncident } from '../replica/script';
import { Desk, launch } from './chromium';

// One shift of a duty officer, from login to the end: each test goes on where the one before ended.

const HOUR_MS = 3_600_000;
const SMOKE = 'Rök över väg 68';
let proxies: FrailProxy[];
const server = new SamladProcess(resolve('dist'), () => allowing(proxies));
let browser: Browser;
let incident: Id;
let title: string;
/** The duty officer of Norberg, and the one who relieves them, each behind a link of their own. */
let duty: Desk;
let relief: Desk;
/** Who leads, and a colleague of the duty officer's, neither with a browser. */
let lead: AnotherDesk;
let colleague: AnotherDesk;

beforeAll(async () => {
  proxies = await Promise.all([1, 2].map(() => FrailProxy.start(() => server.address)));
  await server.start();
  const people = await makePeople(server, ['Lansstyrelsen', 'Norberg', 'Avlosare'], {
    Avlosare: 'Norberg',
  });
  const [first, , third] = people;
  if (!first || !third) throw new Error('nobody is there');
  const pages = await Promise.all([openPage(server, first, 31), openPage(server, third, 32)]);
  incident = await openIncident(pages[0].client, [pages[1].client]);
  lead = new AnotherDesk(pages[0], incident);
  colleague = new AnotherDesk(pages[1], incident);
  title = lead.picture?.incident?.body.title ?? '';
  browser = await launch();
  [duty, relief] = await Promise.all([openDesk(0), openDesk(1)]);
});

afterAll(async () => {
  await browser?.close();
  for (const desk of [lead, colleague]) await desk?.page.client.stop();
  for (const proxy of proxies) await proxy.stop();
  await server.stop();
});

afterEach(() => {
  expect([...duty.complaints, ...relief.complaints]).toEqual([]);
});

const linkOf = (at: number): FrailProxy => {
  const proxy = proxies[at];
  if (!proxy) throw new Error('no link');
  return proxy;
};
const openDesk = (at: number) => Desk.open(browser, linkOf(at).address);
const go = (desk: Desk, ...place: string[]) => desk.goTo(`#/${[incident, ...place].join('/')}`);

const feature = (what: string, text: string) =>
  create(FeatureSchema, {
    title: what,
    text,
    category: FeatureCategory.HAZARD,
    geometry: { type: GeometryType.POINT, coordinates: [15.92, 60.06] },
  });
const notesOf = (text: string) =>
  (lead.picture?.ofKind('note') ?? []).filter(({ body }) => body.text === text);

async function expectAccessible(desk: Desk, where: string): Promise<void> {
  expect(await violationsIn(desk.page, where, { themes: DAY })).toEqual([]);
}

describe('a shift of the duty officer', () => {
  let smoke: Id;

  test('logs in, and sees what others change marked as new until it has been looked at', async () => {
    await duty.logIn('Norberg', PASSWORD);
    await duty.page.click(`a:has-text("${title}")`);
    await duty.awaitLive();
    await go(duty, 'stream');
    // Who comes for the first time finds no news; that has to be settled before there is some.
    await duty.awaitKept('lookedAtMs');
    smoke = await lead.add('feature', feature(SMOKE, 'Tunn rök'));
    const row = duty.page.locator('li', { has: duty.rows(SMOKE) });
    await row.locator('text=Nytt').waitFor();
    await expectAccessible(duty, 'stream');
    // It is in front of somebody who looks: a moment later it is new no more.
    await row.locator('text=Nytt').waitFor({ state: 'detached' });
    await lead.alter('feature', smoke, (body) => (body.text = 'Tät rök'));
    await row.locator('text=Nytt').waitFor();
    await lead.alter('feature', smoke, (body) => (body.place = 'Ängelsberg'));
  });

  test('sees at a key what has changed since they last looked, and what differs', async () => {
    // All that others have done since this browser first opened it, also after the page was closed.
    await duty.page.reload();
    await duty.awaitLive();
    await duty.page.keyboard.press('s');
    const row = duty.page.locator('li', { has: duty.rows(SMOKE) });
    await row.waitFor();
    await duty.page.waitForSelector('label:has-text("Ändrat sedan sist (1)")');
    // More than a server tells the history of at once.
    const others: Id[] = [];
    for (const n of [1, 2, 3, 4, 5, 6])
      others.push(await lead.add('feature', feature(`Väghinder ${n}`, 'Fallet träd')));
    await duty.rows('Väghinder 6').waitFor();
    await duty.page.keyboard.press('r');
    await duty.page.waitForSelector('text=Inget har ändrats sedan du sist tittade.');
    for (const id of others) await lead.alter('feature', id, (body) => (body.text = 'Röjt'));
    await lead.alter('feature', smoke, (body) => (body.text = 'Rök och lågor'));
    await duty.page.waitForFunction(() => document.querySelectorAll('.news ins').length === 7);
    await row.locator('.news del:has-text("Tät rök")').waitFor();
    expect(await row.locator('.news ins').innerText()).toContain('Rök och lågor');
    await expectAccessible(duty, 'what has changed');
    await duty.page.keyboard.press('n');
    await duty.page.waitForFunction(
      (text) => document.activeElement?.textContent?.includes(text) === true,
      SMOKE,
    );
    await duty.page.keyboard.press('s');
  });

  test('P3: writes in the log while the link drops, and it arrives once', async () => {
    const [before, during] = ['Vägen är avstängd', 'Brandflyg är begärt'];
    // The link is gone before it is sent.
    linkOf(0).refuse(true);
    linkOf(0).cut();
    await duty.page.waitForSelector('.state:not(.live)');
    await duty.write(before);
    await duty.rows(before).locator('text=ej bekräftat').waitFor();
    await duty.page.waitForSelector('.tray:has-text("1")');
    await expectAccessible(duty, 'without a link');
    linkOf(0).refuse(false);
    await duty.awaitSettled();
    // And in the moment in which it is.
    await duty.page.keyboard.press('Escape');
    await duty.page.keyboard.press('l');
    await duty.page.keyboard.type(during);
    await Promise.all([duty.page.keyboard.press('Enter'), linkOf(0).cut()]);
    await duty.rows(during).waitFor();
    await duty.awaitSettled();
    await duty.page.keyboard.press('Escape');
    await duty.write('Länken är tillbaka');
    await duty.awaitSettled();
    await lead.awaited('note', ({ body }) => body.text === 'Länken är tillbaka');
    expect([notesOf(before).length, notesOf(during).length]).toEqual([1, 1]);
    expect(await duty.rows(during).count()).toBe(1);
  });

  test('R39: wrote the same text as a colleague without a link: both are put to them', async () => {
    const own = await colleague.add('feature', feature('Brytpunkt Karbenning', 'Vid kyrkan'));
    await go(duty, `stream?item=${own}`);
    await duty.page.click('.inspector >> text=Ändra text');
    const field = duty.page.locator('.inspector form textarea');
    await field.fill('Vid skolan');
    linkOf(0).refuse(true);
    linkOf(0).cut();
    await duty.page.waitForSelector('.state:not(.live)');
    await duty.page.click('.inspector form button:has-text("Spara")');
    await colleague.alter('feature', own, (body) => (body.text = 'Vid idrottsplatsen'));
    linkOf(0).refuse(false);
    const refusal = duty.page.locator('.inspector [role=alert]');
    await refusal.waitFor();
    expect(await refusal.innerText()).toMatch(/Vid skolan[\s\S]*Vid idrottsplatsen/);
    await expectAccessible(duty, 'a refused edit');
    await refusal.locator('text=Redigera vidare').click();
    expect(await field.inputValue()).toBe('Vid skolan');
    await duty.page.click('.inspector form button:has-text("Spara")');
    await lead.awaited('feature', ({ id, body }) => id === own && body.text === 'Vid skolan');
    await duty.awaitSettled();
    await duty.page.keyboard.press('Escape');
  });

  test('files the situation report that was asked for, with what is known filled in', async () => {
    await lead.add(
      'task',
      create(TaskSchema, {
        kind: TaskKind.SITUATION_REPORT,
        title: 'Läget inför natten',
        assignee: bytesOf(colleague.page.client.author.actor),
        dueMs: BigInt(lead.page.client.clock.now() + HOUR_MS),
      }),
    );
    await go(duty, 'tasks');
    const row = duty.page.locator('li[data-task]', {
      hasText: 'Läget inför natten',
    });
    await row.locator('[data-to=TASK_ACCEPTED]').click();
    await row.locator('text=accepterad').waitFor();
    await duty.awaitSettled();
    await row.locator('a:has-text("Skriv lägesrapport")').click();
    const event = duty.page.locator('.heading textarea').first();
    await event.waitFor();
    expect(await event.inputValue()).toContain('Vägen är avstängd');
    await duty.page.locator('.heading textarea').nth(1).fill('Väg 68 avstängd');
    await expectAccessible(duty, 'a report');
    await duty.page.click('button:has-text("Lämna in")');
    const report = await lead.awaited(
      'report',
      ({ body }) => body.state === ReportState.REPORT_SUBMITTED,
    );
    expect(report.body.consequences).toBe('Väg 68 avstängd');
    const { TASK_DONE } = TaskState;
    await lead.awaited(
      'task',
      ({ body }) => body.title === 'Läget inför natten' && body.state === TASK_DONE,
    );
  });

  test('draws on the map, and others have it', async () => {
    await go(duty, 'situation');
    await duty.page.waitForSelector('text=/\\d+ på kartan/');
    await duty.page.click('button[aria-label="Rita punkt"]');
    await duty.page.click('.map', { position: { x: 320, y: 240 } });
    await duty.page.fill('input[name=title]', 'Fronten når sjön');
    await duty.page.click('button:has-text("Lägg in")');
    await lead.awaited('feature', ({ body }) => body.title === 'Fronten når sjön');
    await duty.awaitSettled();
  });

  test('decides between two that contradict each other, with a reason', async () => {
    const other = await lead.add('feature', feature('Ingen rök vid väg 68', 'Dimma'));
    const items = [smoke, other].map(bytesOf);
    const question = 'Brinner det vid väg 68?';
    await lead.add('contradiction', create(ContradictionSchema, { items, question }));
    await go(duty, `situation?item=${smoke}`);
    const choice = duty.page.locator('.inspector form', {
      hasText: 'Ingen rök vid väg 68',
    });
    await choice.locator(`input[value="${smoke}"]`).check();
    await choice.getByLabel('Skäl').fill('Bekräftat av patrull på plats');
    await expectAccessible(duty, 'a contradiction');
    await choice.locator('button:has-text("Avgör")').click();
    const settled = await lead.awaited(
      'contradiction',
      ({ body }) => body.state === ContradictionState.CONTRADICTION_RESOLVED,
    );
    expect([idOf(settled.body.chosen), settled.body.reason]).toEqual([
      smoke,
      'Bekräftat av patrull på plats',
    ]);
  });

  test('names a picture, drafts a decision on it, and sees the stance of another arrive', async () => {
    await go(duty, 'reports', 'version');
    await duty.page.check('label:has-text("rapporterade eller bedömda") input');
    await duty.page.getByLabel('namn').fill('Lägesbild kväll');
    await expectAccessible(duty, 'a version');
    await duty.page.click('form button:has-text("Fastställ lägesbild")');
    const version = await lead.awaited(
      'pictureVersion',
      ({ body }) => body.name === 'Lägesbild kväll',
    );

    await go(duty, 'decisions');
    await duty.page.waitForSelector('text=Inga överenskommelser ännu.');
    await duty.page.keyboard.press('c');
    await duty.page.getByLabel('Fråga').fill('Ska en utrymning förberedas?');
    await duty.page.getByLabel('Förslag', { exact: true }).fill('Vi förbereder en utrymning.');
    await duty.page.getByLabel('Skäl').fill('Prognosen för natten.');
    await duty.page.getByLabel('Mandat').fill('Var och en inom sitt ansvar.');
    await duty.page.getByLabel('Fastställd lägesbild').selectOption({ label: 'Lägesbild kväll' });
    await duty.page.getByRole('button', { name: 'Lägg fram som förslag' }).click();
    const decision = await lead.awaited('decision', () => true);
    expect(idOf(decision.body.pictureVersion)).toBe(version.id);
    await duty.page.click('[data-to=DECISION_OPEN]');
    await duty.page.click('[data-position=ACCEPTS]');
    const stance = create(StanceSchema, {
      decision: bytesOf(decision.id),
      position: Position.ACCEPTS_WITH_RESERVATION,
      reservation: 'Transporter saknas.',
      pictureSeq: lead.picture?.position ?? 1n,
    });
    await lead.awaited('decision', ({ body }) => body.state > decision.body.state);
    await lead.add('stance', stance);
    await duty.page.waitForSelector('article >> text=Transporter saknas.');
    await expectAccessible(duty, 'a decision');
    await duty.page.click('[data-to=DECISION_AGREED]');
    await duty.page.click('[data-to=DECISION_IN_EXECUTION]');
    // What comes of it, and when to look again, is told as it goes.
    await duty.page.click('[data-act=follow]');
    await duty.page.getByLabel('Följs upp').first().fill('+60');
    await duty.page.getByRole('textbox', { name: 'Effekt' }).fill('Bussar är reserverade.');
    await expectAccessible(duty, 'times and effect');
    await duty.page.click('article form button:has-text("Spara")');
    const followed = await lead.awaited('decision', ({ body }) => body.effect !== '');
    expect(Number(followed.body.followUpAtMs)).toBeGreaterThan(lead.page.client.clock.now());
  });

  test('follows a task and its deadline', async () => {
    await go(duty, 'tasks', 'new');
    await duty.page.getByLabel('Vad ska göras').fill('Bemanna brytpunkten');
    await duty.page.getByLabel('Vem ska göra det').selectOption({ label: 'Lansstyrelsen' });
    await duty.page.getByLabel('Klart senast', { exact: false }).first().fill('+30');
    await duty.page.getByRole('button', { name: 'Erbjud uppgiften' }).click();
    const task = await lead.awaited('task', ({ body }) => body.title === 'Bemanna brytpunkten');
    const row = duty.page.locator('li[data-task]', {
      hasText: 'Bemanna brytpunkten',
    });
    await row.locator('text=/om \\d+ min/').waitFor();
    await lead.alter('task', task.id, (body) => (body.state = TaskState.TASK_ACCEPTED));
    await row.locator('text=accepterad').waitFor();
    await expectAccessible(duty, 'tasks');
  });

  test('hands over, and the next one accepts: each sees the other do so', async () => {
    await go(duty, 'handover', 'offer');
    await duty.page.fill('label:has-text("Läget i korthet") textarea', 'Vinden vrider i natt');
    await expectAccessible(duty, 'a handover');
    await duty.page.click('button:has-text("Erbjud överlämning")');
    await duty.page.waitForSelector('text=Det är din egen överlämning');

    await relief.logIn('Avlosare', PASSWORD);
    await relief.page.click(`a:has-text("${title}")`);
    await relief.awaitLive();
    await go(relief, 'handover');
    await relief.page.waitForSelector('text=Vinden vrider i natt');
    await relief.page.waitForSelector('.main li:has-text("Ska en utrymning förberedas?")');
    await relief.page.click('button:has-text("Jag har läst")');
    await duty.page.waitForSelector('.steps b:has-text("läst")');
    await relief.page.click('.main button:has-text("Ta emot")');
    await duty.page.waitForSelector('.steps b:has-text("mottagen")');
    await expectAccessible(relief, 'a handover that is read');
  });
});

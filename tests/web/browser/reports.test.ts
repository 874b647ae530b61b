import { create } from '@bufbuild/protobuf';
import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { TaskKind, TaskSchema } from '../../../clients/web/src/gen/samlad/v1/collaboration_pb';
import {
  FeatureCategory,
  FeatureSchema,
  GeometryType,
  InformationCredibility,
  ReportState,
  SourceReliability,
} from '../../../clients/web/src/gen/samlad/v1/situation_pb';
import { editable, forActors, forAll, newItem } from '../../../clients/web/src/picture/drafts';
import { bytesOf, type Id } from '../../../clients/web/src/picture/ids';
import { DAY, violationsIn } from '../kit/axe';
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

const server = new SamladProcess(resolve('dist'));
let browser: Browser;
let lead: Page;
/** Another window of Norberg's, without a browser. */
let norberg: Page;
let somebody: Somebody[];
let incident: Id;
let title: string;
let desk: Desk;

beforeAll(async () => {
  await server.start();
  somebody = await makePeople(server, ['Lansstyrelsen', 'Norberg', 'Avlosare'], {
    Avlosare: 'Norberg',
  });
  const pages = await Promise.all(somebody.slice(0, 2).map((who, at) => openPage(server, who, at)));
  if (!pages[0] || !pages[1]) throw new Error('nobody is there');
  [lead, norberg] = [pages[0], pages[1]];
  incident = await openIncident(lead.client, [norberg.client]);
  title = lead.client.incident(incident)?.picture.incident?.body.title ?? '';
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  for (const page of [lead, norberg]) await page?.client.stop();
  await server.stop();
});

beforeEach(async () => {
  desk = await Desk.open(browser, server.address);
});

afterEach(async () => {
  const { complaints } = desk;
  await desk.close();
  expect(complaints).toEqual([]);
});

async function sitDown(login: string, place: string): Promise<void> {
  await desk.logIn(login, PASSWORD);
  await desk.page.click(`a:has-text("${title}")`);
  await desk.awaitLive();
  await desk.goTo(`#/${incident}/${place}`);
}

async function addFeature(text: string, own = false): Promise<Id> {
  const { client } = norberg;
  const maker = client.maker(incident);
  const id = maker.newId();
  const body = create(FeatureSchema, {
    title: 'Rök över väg 68',
    text,
    category: FeatureCategory.HAZARD,
    geometry: { type: GeometryType.POINT, coordinates: [15.92, 60.06] },
    source: 'Patrull 3',
    reliability: SourceReliability.RELIABILITY_B,
    credibility: InformationCredibility.CREDIBILITY_2,
  });
  const audience = own ? forActors([]) : forAll();
  await mustAccept(client, maker.create(newItem({ id, kind: 'feature', body, audience })));
  return id;
}

/** A task for Norberg, from the actor that leads. */
async function askNorberg(task: string, kind = TaskKind.TASK_KIND_UNSPECIFIED): Promise<void> {
  const { client } = lead;
  const maker = client.maker(incident);
  const body = create(TaskSchema, {
    kind,
    title: task,
    assignee: bytesOf(norberg.client.author.actor),
    dueMs: BigInt(client.clock.now() + 3_600_000),
  });
  const item = newItem({ id: maker.newId(), kind: 'task', body, audience: forAll() });
  await mustAccept(client, maker.create(item));
}

/** As a colleague at another desk would. */
async function rewrite(id: Id, text: string): Promise<void> {
  const { client } = norberg;
  const item = () => client.incident(incident)?.picture.get(id);
  await until('the item', client, () => item() !== undefined);
  const held = item();
  if (!held) return;
  const edited = editable(held.item);
  if (edited.body.case === 'feature') edited.body.value.text = text;
  const command = client.maker(incident).revise(held, edited);
  if (command) await mustAccept(client, command);
}

async function expectNoViolations(): Promise<void> {
  expect(await violationsIn(desk.page, undefined, { themes: DAY })).toEqual([]);
}

describe('one item looked at closely', () => {
  test('its source, its rating and who may see it are told', async () => {
    const id = await addFeature('Tät rök', true);
    await sitDown('Norberg', `stream?item=${id}`);
    const panel = desk.page.locator('.inspector');
    await panel.locator('text=Patrull 3').waitFor();
    const text = await panel.innerText();
    expect(text).toContain('B2');
    expect(text).toContain('Syns för 1 av 2 aktörer');
    expect(text).toContain('Syns inte för: Lansstyrelsen');
    await expectNoViolations();
  });

  test('R39: two who write the same text at once are told, and the history has both', async () => {
    const id = await addFeature('Tät rök');
    await sitDown('Norberg', `stream?item=${id}`);
    await desk.page.click('.inspector >> text=Ändra text');
    const field = desk.page.locator('.inspector textarea');
    await field.fill('Tät rök, sikt under 50 m');
    await rewrite(id, 'Röken lättar');
    const clash = desk.page.locator('.clash');
    expect(await clash.innerText()).toContain('Röken lättar');
    expect(await field.inputValue()).toBe('Tät rök, sikt under 50 m');
    await clash.locator('text=Behåll min').click();
    await desk.page.click('.inspector >> text=Spara');
    await desk.page.waitForSelector('.inspector >> text=versioner: 3');
    const history = await desk.page.innerText('.inspector ol');
    expect(history).toContain('Röken lättar');
    expect(history).toContain('sikt under 50 m');
  });

  test('it is retracted with a reason, and stays in the history', async () => {
    const id = await addFeature('Tät rök');
    await sitDown('Norberg', `stream?item=${id}`);
    await desk.page.click('.inspector button:has-text("Återta")');
    await desk.page.fill('.inspector form textarea', 'Det var dimma');
    await desk.page.click('.inspector form button:has-text("Återta")');
    await desk.page.waitForSelector('.inspector .mark:has-text("återtagen")');
    await desk.page.waitForSelector('.inspector ol >> text=Det var dimma');
    await desk.page.keyboard.press('Escape');
    await desk.page.waitForSelector('.inspector', { state: 'detached' });
  });
});

describe('situation reports', () => {
  test('one that was requested is prefilled with what is known, and takes the place of the last', async () => {
    await askNorberg('Hur ser ni på natten?', TaskKind.SITUATION_REPORT);
    await sitDown('Norberg', 'reports');
    await desk.page.waitForSelector('text=0 av 1 har lämnat');
    await desk.page.waitForSelector('text=2 har inte rapporterat');
    await desk.write('Röken tätnar i norr');
    await desk.awaitSettled();
    await desk.page.click('text=Skriv lägesrapport');
    const event = desk.page.locator('.heading textarea').first();
    expect(await event.inputValue()).toContain('Röken tätnar i norr');
    await desk.page.waitForSelector('text=/Förifyllt från .*loggnotering/');
    await desk.page.locator('.heading textarea').nth(1).fill('Väg 68 avstängd');
    await expectNoViolations();
    await desk.page.click('button:has-text("Lämna in")');
    await desk.page.waitForSelector('text=1 av 1 har lämnat');
    await desk.page.waitForSelector('.main dd:has-text("Väg 68 avstängd")');
    await expectNoViolations();

    await desk.page.click('text=Skriv lägesrapport');
    await desk.page.waitForSelector('text=/Ersätter er rapport/');
    await desk.page.click('button:has-text("Lämna in")');
    const states = () =>
      lead.client
        .incident(incident)
        ?.picture.ofKind('report')
        .map((report) => report.body.state)
        .sort();
    const { REPORT_SUBMITTED, REPORT_SUPERSEDED } = ReportState;
    await until('both reports', lead.client, () => states()?.[1] === REPORT_SUPERSEDED);
    expect(states()).toEqual([REPORT_SUBMITTED, REPORT_SUPERSEDED]);
  });

  test('a picture is named with what all may see', async () => {
    await addFeature('Bara vi ser den', true);
    await sitDown('Norberg', 'reports/version');
    await desk.page.check('label:has-text("rapporterade eller bedömda") input');
    await desk.page.waitForSelector('text=/utelämnas/');
    await desk.page.click('form button:has-text("Fastställ lägesbild")');
    await desk.page.waitForSelector('.side a:has-text("Samlad lägesbild 1")');
    const picture = () => lead.client.incident(incident)?.picture;
    await until('the version', lead.client, () => picture()?.ofKind('pictureVersion').length === 1);
  });
});

describe('a duty that is handed over', () => {
  test('is offered with what is open, and accepted by a colleague', async () => {
    await askNorberg('Bemanna brytpunkt väg 68');
    await sitDown('Norberg', 'handover/offer');
    await desk.page.fill('label:has-text("Läget i korthet") textarea', 'Vinden vrider i natt');
    await expectNoViolations();
    await desk.page.click('button:has-text("Erbjud överlämning")');
    await desk.page.waitForSelector('text=Det är din egen överlämning');
    await desk.awaitSettled();
    await desk.close();

    desk = await Desk.open(browser, server.address);
    await sitDown('Avlosare', 'handover');
    await desk.page.waitForSelector('text=Vinden vrider i natt');
    await desk.page.waitForSelector('.main li:has-text("Bemanna brytpunkt väg 68")');
    await desk.page.waitForSelector('text=Inte mottagen');
    await desk.page.click('button:has-text("Jag har läst")');
    await desk.page.waitForSelector('.steps b:has-text("läst")');
    await desk.page.click('.main button:has-text("Ta emot")');
    await desk.page.waitForSelector('.steps b:has-text("mottagen")');
    await expectNoViolations();
  });
});

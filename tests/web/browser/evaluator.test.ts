import { create } from '@bufbuild/protobuf';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Role } from '../../../clients/web/src/gen/samlad/v1/registry_pb';
import { NoteKind, NoteSchema } from '../../../clients/web/src/gen/samlad/v1/situation_pb';
import type { Client } from '../../../clients/web/src/picture/client';
import { forAll, newItem } from '../../../clients/web/src/picture/drafts';
import { REGISTRY, type Id } from '../../../clients/web/src/picture/ids';
import type { Picture } from '../../../clients/web/src/picture/picture';
import { incidentNow } from '../../../clients/web/src/picture/selectors';
import { MapItems } from '../../../clients/web/src/views/situation/map_items';
import { violationsIn } from '../kit/axe';
import { playDemo } from '../kit/demo';
import { allowing, FrailProxy } from '../kit/frail_proxy';
import { addColleague, enter, mustAccept, openPage, PASSWORD, until } from '../kit/people';
import { SamladProcess } from '../kit/samlad_process';
import { launch, type Desk } from './chromium';
import { annotate, annotation, goToTime, logRead, lookBack, place, position } from './replay_desk';

// The evaluator's whole task, on the demo exercise: what happened is looked through in time and with
// others' eyes, and what is found is written down, with a colleague and a link that breaks.

const DECISION = 'Ska en utrymning av Norberg förberedas?';
const NORBERG = 'Norbergs kommun';
const COLLEAGUE = { login: 'utv2.msb', name: 'Kollegan MSB' };

let proxies: FrailProxy[] = [];
const server = new SamladProcess(resolve('dist'), () => allowing(proxies));
let browser: Browser;
let desks: Desk[] = [];
let onlooker: Client;
let lead: Client;
let incident: Id;

beforeAll(async () => {
  proxies = await Promise.all([0, 1].map(() => FrailProxy.start(() => server.address)));
  await server.start();
  await playDemo(server);
  const evaluator = await enter(server, 'utv.msb', PASSWORD);
  await addColleague(server, evaluator, COLLEAGUE, Role.EVALUATOR);
  onlooker = (await openPage(server, evaluator, 1)).client;
  lead = (await openPage(server, await enter(server, 'tib.lst', PASSWORD), 2)).client;
  const [exercise] = await lead.refreshIncidents();
  if (!exercise) throw new Error('there is no exercise');
  incident = exercise.id;
  await lead.watch(incident);
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  await onlooker?.stop();
  await lead?.stop();
  await server.stop();
  for (const proxy of proxies) await proxy.stop();
});

afterEach(async () => {
  // A test that failed without a link leaves one to the next.
  for (const proxy of proxies) proxy.refuse(false);
  const complaints = desks.flatMap((desk) => desk.complaints);
  for (const desk of desks) await desk.close();
  desks = [];
  expect(complaints).toEqual([]);
});

test('the evaluator looks through an exercise, with others, and writes down what they find', async () => {
  const [near, far] = proxies;
  if (!near || !far) throw new Error('there are no proxies');
  const desk = await sitDown(near, 'utv.msb');
  await dragThroughTime(desk);
  await playAtTwoSpeeds(desk);
  await stepChangeByChange(desk);
  await seeAsNorberg(desk);
  await openPinned(desk);

  const seq = Number(await position(desk));
  await bookmark(desk);
  // At once, before anybody but this page can know of the evaluation that was opened for the first.
  await annotate(desk, 'Larmet nådde fram');
  await desk.awaitSettled();
  expect(await evaluations()).toHaveLength(1);

  const colleague = await sitDown(far, COLLEAGUE.login);
  await colleague.page.click('[role=tab]:has-text("Utvärdering")');
  await colleague.page.waitForSelector(`[data-annotation="${seq}"]`);

  await annotate(desk, 'Beslutet togs utan polisens uppgift', {
    text: 'Norberg stod inte i kretsen. Se även larmet.',
    aspect: 'svaghet',
  });
  await annotation(colleague, 'Beslutet togs utan polisens uppgift').waitFor();

  await writeWithoutLink(desk, near, colleague);
  await strikeOne(desk, colleague);
  expect(await evaluations()).toHaveLength(1);
  await reviseByColleague(colleague, desk);
  await stretch(desk);
  await growsLive(desk);
  await saveReport(desk);
  expect(await lookForBarriers(desk)).toEqual([]);
  await findAgain(desk, seq);
  for (const { page } of desks) {
    await page.click('details.menu summary');
    await page.click('text=Logga ut');
    await page.waitForSelector('input[name=password]');
  }
});

async function sitDown(proxy: FrailProxy, login: string): Promise<Desk> {
  const desk = await lookBack(browser, proxy.address, login);
  desks.push(desk);
  return desk;
}

/** The evaluations of the exercise that the evaluator's actor takes part in, by the server. */
async function evaluations(): Promise<Id[]> {
  const all = await onlooker.refreshIncidents();
  return all.filter(({ evaluates }) => evaluates === incident).map(({ id }) => id);
}

async function dragThroughTime(desk: Desk): Promise<void> {
  const { mouse } = desk.page;
  const bar = desk.page.locator('[role=slider]');
  const box = await bar.boundingBox();
  if (!box) throw new Error('there is no time bar');
  const { all } = await place(desk);
  const y = box.y + box.height / 2;
  await mouse.move(box.x + 0.05 * box.width, y);
  await mouse.down();
  const places: number[] = [];
  for (const part of [0.05, 0.15, 0.3]) {
    await mouse.move(box.x + part * box.width, y, { steps: 4 });
    // The hand waits for the picture to be there.
    await desk.page.waitForFunction(() =>
      document
        .querySelector('[role=slider]')
        ?.getAttribute('aria-valuetext')
        ?.includes(document.querySelector('.stage header .position')?.textContent?.trim() ?? '-'),
    );
    places.push((await place(desk)).at);
  }
  await mouse.up();
  expect(places[0]).toBeLessThan(places[1] ?? 0);
  expect(places[1]).toBeLessThan(places[2] ?? 0);
  expect(places[2]).toBeLessThan(all);
}

async function playAtTwoSpeeds(desk: Desk): Promise<void> {
  const { page } = desk;
  const cameTo = (from: string | null) =>
    page.waitForFunction(
      (before) =>
        Number(document.querySelector('[data-position]')?.getAttribute('data-position')) >
        Number(before),
      from,
    );
  await page.selectOption('[aria-label="Takt"]', { label: '0,025 × loggens takt' });
  await page.keyboard.press('Escape');
  let from = await position(desk);
  await page.keyboard.press('p');
  await cameTo(from);
  from = await position(desk);
  await page.selectOption('[aria-label="Takt"]', { label: '0,1 × loggens takt' });
  await cameTo(from);
  await page.keyboard.press('Escape');
  await page.keyboard.press('p');
  await page.waitForSelector('button[title="Spela (P)"]');
}

async function stepChangeByChange(desk: Desk): Promise<void> {
  const { page } = desk;
  const { at } = await place(desk);
  for (const [key, to] of [
    ['.', at + 1],
    ['.', at + 2],
    [',', at + 1],
    [',', at],
  ] as const) {
    await page.keyboard.press(key);
    await page.waitForSelector(`header >> text="Ändring ${to} av ${(await place(desk)).all}"`);
  }
}

async function seeAsNorberg(desk: Desk): Promise<void> {
  const { page } = desk;
  await page.selectOption('header select', { label: NORBERG });
  await page.waitForSelector('header >> text=/Ändring \\d+ av \\d+/');
  await goToTime(desk, '2014-08-04 18:30');
  // What the server had and their screen had not is told and marked.
  const told = /^(\d+) hade inte nått skärmen/.exec(await page.innerText('header .unshown'));
  const unshown = Number(told?.[1]);
  expect(unshown).toBeGreaterThan(0);
  await page.check('label:has-text("Bara ej visat") input');
  const rows = page.locator('[data-row]');
  await expect.poll(() => rows.count()).toBe(unshown);
  expect(await page.locator('[data-row] >> text="Ej visat"').count()).toBe(unshown);
  await page.uncheck('label:has-text("Bara ej visat") input');
}

/** The picture that the decision is pinned to, as the page shows it and as the server replays it. */
async function openPinned(desk: Desk): Promise<void> {
  const { page } = desk;
  await page.click('[role=tab]:has-text("Hållpunkter")');
  await page.click(`li:has-text("${DECISION}") >> text=Underlaget`);
  await page.waitForSelector('text=Detta är lägesbilden som beslutet är knutet till');
  const seq = BigInt((await position(desk)) ?? 0);
  const picture = await replayedAt(seq, NORBERG);
  await page.click('[role=tab]:has-text("Flöde")');
  const more = page.locator('button:has-text("Visa äldre")');
  while (await more.count()) await more.click();
  expect(await page.locator('[data-row]').count()).toBe([...picture.newestFirst()].length);
  await page.click('button:has-text("Tabell")');
  const shown = await page.locator('tbody th .title').allInnerTexts();
  const onMap = new MapItems().of(picture, {
    directory: { actorShortName: () => '' },
    seen: undefined,
    person: onlooker.author.person,
  });
  const titles = onMap.map(({ title }) => title);
  expect(titles.length).toBeGreaterThan(5);
  expect(shown.length).toBe(titles.length);
  for (const title of titles) expect(shown.some((text) => text.startsWith(title))).toBe(true);
  await page.click('button:has-text("Karta")');
}

async function replayedAt(seq: bigint, actorName: string): Promise<Picture> {
  const actor = () =>
    onlooker
      .incident(REGISTRY)
      ?.picture.ofKind('actor')
      .find(({ body }) => body.shortName === actorName || body.name === actorName);
  await until('the registry', onlooker, () => actor() !== undefined);
  const replay = onlooker.replays.open(incident, { kind: 'seq', seq }, actor()?.id);
  await until('the replay', onlooker, () => onlooker.replays.view(replay)?.status?.seq === seq);
  const picture = onlooker.replays.view(replay)?.picture;
  onlooker.replays.close(replay);
  if (!picture) throw new Error('there is no replay');
  return picture;
}

/** Two keys: what was filled in is left as it is. */
async function bookmark(desk: Desk): Promise<void> {
  const { page } = desk;
  await page.keyboard.press('Escape');
  await page.keyboard.press('b');
  const title = page.locator('form[aria-label="Spara anteckningen"] input');
  const filledIn = await title.inputValue();
  expect(filledIn).not.toBe('');
  await page.keyboard.press('Enter');
  await annotation(desk, filledIn).waitFor();
  await desk.awaitSettled();
  // It stays, though the evaluation is not yet among the incidents that the page was told of.
  expect(await annotation(desk, filledIn).count()).toBe(1);
  expect(await annotation(desk, filledIn).innerText()).toContain(`som sedd av ${NORBERG}`);
  expect(await page.locator('[role=slider] path.annotation').count()).toBe(1);
}

async function writeWithoutLink(desk: Desk, link: FrailProxy, colleague: Desk): Promise<void> {
  const { page } = desk;
  const where = await position(desk);
  link.refuse(true);
  link.cut();
  await page.waitForSelector('.state:not(.live)');
  await annotate(desk, 'Skrivet medan nätet var borta');
  const written = annotation(desk, 'Skrivet medan nätet var borta');
  expect(await written.innerText()).toContain('ej bekräftat');
  expect(await annotation(colleague, 'Skrivet medan nätet var borta').count()).toBe(0);
  link.refuse(false);
  await desk.awaitLive();
  await desk.awaitSettled();
  await annotation(colleague, 'Skrivet medan nätet var borta').waitFor();
  expect(await written.count()).toBe(1);
  expect(await annotation(colleague, 'Skrivet medan nätet var borta').count()).toBe(1);
  // The replay stands where it was asked to go meanwhile, and goes on.
  await page.waitForFunction(
    (before) =>
      Number(document.querySelector('[data-position]')?.getAttribute('data-position')) >
      Number(before),
    where,
  );
}

async function strikeOne(desk: Desk, colleague: Desk): Promise<void> {
  const row = annotation(desk, 'Skrivet medan nätet var borta');
  await row.locator('button:has-text("Stryk")').click();
  await desk.page.keyboard.type('Samma sak står redan ovan');
  await row.locator('button:has-text("Stryk")').click();
  await desk.awaitSettled();
  const theirs = annotation(colleague, 'Skrivet medan nätet var borta');
  await theirs.locator('text=struken: Samma sak står redan ovan').waitFor();
  expect(await theirs.getAttribute('class')).toContain('struck');
  expect(await row.locator('button:has-text("Ändra")').count()).toBe(0);
}

async function reviseByColleague(colleague: Desk, desk: Desk): Promise<void> {
  const { page } = colleague;
  const row = annotation(colleague, 'Beslutet togs utan polisens uppgift');
  await row.locator('button:has-text("Ändra")').click();
  await row.locator('textarea').fill('Norberg stod inte i kretsen. Fråga polisen varför.');
  await page.click('text="Spara ändringen"');
  await colleague.awaitSettled();
  const ours = annotation(desk, 'Beslutet togs utan polisens uppgift');
  await ours.locator('text=Fråga polisen varför.').waitFor();
  expect(await ours.innerText()).toContain(COLLEAGUE.name);
}

/** The incident goes on, and so does the time bar. */
async function growsLive(desk: Desk): Promise<void> {
  const { page } = desk;
  await page.selectOption('header select', { index: 0 });
  await logRead(desk);
  const { all } = await place(desk);
  await until('the incident', lead, () => (lead.incident(incident)?.picture.position ?? 0n) > 0n);
  const picture = lead.incident(incident)?.picture;
  if (!picture) throw new Error('the lead sees nothing');
  const maker = lead.maker(incident);
  const actionAtMs = BigInt(incidentNow(picture, Date.now()));
  for (const text of ['Släckningen avslutad', 'Efterbevakning pågår']) {
    const body = create(NoteSchema, { kind: NoteKind.NOTE_ACTION, text, actionAtMs });
    const item = newItem({ id: maker.newId(), kind: 'note', body, audience: forAll() });
    await mustAccept(lead, maker.create(item));
  }
  await page.waitForSelector(`header >> text=/Ändring \\d+ av ${all + 2}/`);
  await page.focus('[role=slider]');
  await page.keyboard.press('End');
  await page.waitForSelector(`header >> text="Ändring ${all + 2} av ${all + 2}"`);
  await page.click('[role=tab]:has-text("Flöde")');
  await desk.rows('Efterbevakning pågår').waitFor();
  await page.click('[role=tab]:has-text("Utvärdering")');
}

async function saveReport({ page }: Desk): Promise<void> {
  for (const [button, ending] of [
    ['Rapport (HTML)', '.html'],
    ['Tabell (CSV)', '.csv'],
  ] as const) {
    const download = page.waitForEvent('download');
    await page.click(`button:has-text("${button}")`);
    const file = await download;
    expect(file.suggestedFilename()).toBe(`utvardering${ending}`);
    const text = await readFile(await file.path(), 'utf8');
    expect(text).toContain('Beslutet togs utan polisens uppgift');
    expect(text).toContain('Fråga polisen varför.');
    expect(text).toContain('Samma sak står redan ovan');
    expect(text).toContain('2014-08-04 13:1');
  }
}

/** What is being written stays, wherever the replay goes meanwhile, and may reach as far as there. */
async function stretch(desk: Desk): Promise<void> {
  const { page } = desk;
  await page.keyboard.press('Escape');
  const from = await position(desk);
  await page.keyboard.press('b');
  await page.waitForSelector('form[aria-label="Spara anteckningen"]');
  await page.keyboard.type('Ingen svarade');
  await page.keyboard.press('Escape');
  await page.keyboard.press('.');
  await page.waitForSelector(`[data-position]:not([data-position="${from}"])`);
  const to = await position(desk);
  await page.click(`text="Sträck till #${to}"`);
  await page.click('text="Spara anteckningen"');
  const row = annotation(desk, 'Ingen svarade');
  await row.waitFor();
  expect(await row.innerText()).toContain(`#${from}–${to}`);
}

async function lookForBarriers(desk: Desk): Promise<string[]> {
  const { page } = desk;
  const violations: string[] = [];
  for (const theme of ['light', 'dark', 'night']) {
    await page.evaluate((name) => void (document.documentElement.dataset.theme = name), theme);
    violations.push(...(await violationsIn(page, `${theme}, the annotations`)));
    await page.keyboard.press('Escape');
    await page.keyboard.press('b');
    await page.waitForSelector('form[aria-label="Spara anteckningen"]');
    violations.push(...(await violationsIn(page, `${theme}, a new annotation`)));
    await page.click('text="Avbryt"');
    await page.waitForSelector('form[aria-label="Spara anteckningen"]', { state: 'detached' });
  }
  return violations;
}

/** From the incidents: the evaluation stands under the exercise, and an annotation leads to its moment. */
async function findAgain(desk: Desk, seq: number): Promise<void> {
  const { page } = desk;
  await desk.goTo('#/');
  await page.click('li:has-text("Skogsbranden") a:has-text("Utvärdering av")');
  await logRead(desk);
  await page.click(`[data-annotation="${seq}"] button >> nth=0`);
  await page.waitForSelector(`[data-position="${seq}"]`);
  const chosen = page.locator('header select option:checked');
  expect(await chosen.innerText()).toBe(NORBERG);
}

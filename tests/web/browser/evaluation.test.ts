import { create } from '@bufbuild/protobuf';
import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { OpenIncidentSchema } from '../../../clients/web/src/gen/samlad/v1/command_pb';
import { AnnotationSchema } from '../../../clients/web/src/gen/samlad/v1/evaluation_pb';
import {
  IncidentKind,
  IncidentSchema,
  IncidentState,
  ParticipationSchema,
  ParticipationState,
} from '../../../clients/web/src/gen/samlad/v1/situation_pb';
import { newItem } from '../../../clients/web/src/picture/drafts';
import { bytesOf, idOf } from '../../../clients/web/src/picture/ids';
import { playDemo } from '../kit/demo';
import { allowing, FrailProxy } from '../kit/frail_proxy';
import { enter, mustAccept, openPage, PASSWORD, until } from '../kit/people';
import { SamladProcess } from '../kit/samlad_process';
import { launch, type Desk } from './chromium';
import { annotate, annotation, logRead, lookBack } from './replay_desk';

// Evaluations as logs of their own: begun without a link, and shared with another actor.

let link: FrailProxy;
const server = new SamladProcess(resolve('dist'), () => allowing([link]));
let browser: Browser;
let desk: Desk;

beforeAll(async () => {
  link = await FrailProxy.start(() => server.address);
  await server.start();
  await playDemo(server);
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  await server.stop();
  await link.stop();
});

afterEach(async () => {
  // A test that failed without a link leaves one to the next.
  link.refuse(false);
  const { complaints } = desk;
  await desk.close();
  expect(complaints).toEqual([]);
});

test('P3: an evaluation that is begun without a link is opened once, with what was written', async () => {
  desk = await lookBack(browser, link.address, 'tib.norberg');
  const { page } = desk;
  await desk.awaitOffline();
  // From now on the page has its files without a network.
  await page.reload();
  await logRead(desk);
  link.refuse(true);
  link.cut();
  await page.waitForSelector('.state:not(.live)');
  await annotate(desk, 'Vi visste inte detta');
  await page.reload();
  await page.waitForSelector('text=Återblicken kräver förbindelse med servern.');
  await page.waitForSelector('.tray >> text=2 ej bekräftade');
  link.refuse(false);
  await desk.awaitLive();
  await desk.awaitSettled();
  await page.click('[role=tab]:has-text("Utvärdering (1)")');
  expect(await annotation(desk, 'Vi visste inte detta').count()).toBe(1);
  await desk.goTo('#/');
  expect(await page.locator('a:has-text("Utvärdering av")').count()).toBe(1);
});

test('R55: another actor is invited to an evaluation, accepts in the replay, and sees what is written', async () => {
  const lead = (await openPage(server, await enter(server, 'tib.lst', PASSWORD), 1)).client;
  const [exercise] = await lead.refreshIncidents();
  if (!exercise) throw new Error('there is no exercise');
  const incident = exercise.id;
  const maker = lead.maker(lead.maker(incident).newId());
  const body = create(IncidentSchema, {
    kind: IncidentKind.EVALUATION,
    state: IncidentState.INCIDENT_ACTIVATED,
    title: 'Länsstyrelsens utvärdering',
    evaluates: bytesOf(incident),
  });
  const value = create(OpenIncidentSchema, { incident: body });
  const open = maker.verb({ case: 'openIncident', value });
  await mustAccept(lead, open);
  const note = create(AnnotationSchema, {
    seq: 190n,
    atMs: 1_407_150_000_000n,
    title: 'Sent larm',
  });
  await mustAccept(
    lead,
    maker.create(newItem({ id: maker.newId(), kind: 'annotation', body: note })),
  );
  const norberg = await enter(server, 'tib.norberg', PASSWORD);
  const part = create(ParticipationSchema, { actor: bytesOf(norberg.author.actor) });
  await mustAccept(
    lead,
    maker.create(newItem({ id: maker.newId(), kind: 'participation', body: part })),
  );

  desk = await lookBack(browser, link.address, 'tib.norberg');
  await desk.page.click('[role=tab]:has-text("Utvärdering")');
  await desk.page.click('p:has-text("bjuder in er till sin utvärdering") button:has-text("Delta")');
  await desk.awaitSettled();
  await desk.page.waitForSelector('text=bjuder in er till sin', { state: 'detached' });
  await annotation(desk, 'Sent larm').waitFor();
  // Theirs to read, not to alter.
  expect(await annotation(desk, 'Sent larm').locator('button:has-text("Stryk")').count()).toBe(0);
  const log = idOf(open.incident);
  await lead.watch(log);
  const active = () =>
    lead
      .incident(log)
      ?.picture.ofKind('participation')
      .some(
        ({ item, body: { state } }) =>
          idOf(item.owner) === norberg.author.actor &&
          state === ParticipationState.PARTICIPATION_ACTIVE,
      ) ?? false;
  await until('Norberg to take part', lead, active);
  await lead.stop();
});

test('R55: an evaluator invites another actor from the page of the evaluation', async () => {
  desk = await lookBack(browser, link.address, 'utv.msb');
  const { page } = desk;
  await annotate(desk, 'Det här såg ingen');
  await desk.awaitSettled();
  await page.click('text=Utvärderingens egen logg');
  await page.click('nav >> text=Händelsen');
  await page.click('button:has-text("Bjud in aktörer")');
  await page.getByRole('checkbox', { name: /^Trafikverket/ }).check();
  await page.click('main form button[type=submit]');
  await page.getByText('Inbjuden av Myndigheten för samhällsskydd').waitFor();
});

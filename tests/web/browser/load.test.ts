import { create } from '@bufbuild/protobuf';
import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NoteKind, NoteSchema } from '../../../clients/web/src/gen/samlad/v1/situation_pb';
import { forAll, newItem } from '../../../clients/web/src/picture/drafts';
import { makePeople, openPage, PASSWORD, until, type Somebody } from '../kit/people';
import { SamladProcess } from '../kit/samlad_process';
import { openIncident } from '../replica/script';
import { Desk, launch } from './chromium';

const PER_SECOND = 500;
const SECONDS = 6;
const server = new SamladProcess(resolve('dist'));
let browser: Browser;
let people: Somebody[];

beforeAll(async () => {
  await server.start();
  people = await makePeople(server, ['Lansstyrelsen', 'Norberg']);
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  await server.stop();
});

test(`at ${PER_SECOND} changes a second the page misses nothing`, async () => {
  const [lead, norberg] = await Promise.all(people.map((who, at) => openPage(server, who, at)));
  if (!lead || !norberg) throw new Error('nobody is there');
  const incident = await openIncident(lead.client, [norberg.client]);
  const title = lead.client.incident(incident)?.picture.incident?.body.title ?? '';
  const desk = await Desk.open(browser, server.address);
  await desk.logIn('Norberg', PASSWORD);
  await desk.openIncident(title);
  await desk.awaitLive();

  const writers = [lead.client, norberg.client];
  const perStep = PER_SECOND / 10 / writers.length;
  for (let step = 0; step < SECONDS * 10; step++) {
    const dueAtMs = performance.now() + 100;
    for (const client of writers) {
      const maker = client.maker(incident);
      for (let i = 0; i < perStep; i++) {
        const actionAtMs = BigInt(client.clock.now());
        const body = create(NoteSchema, {
          kind: NoteKind.NOTE_OBSERVATION,
          text: `Mätvärde ${step}.${i}`,
          actionAtMs,
        });
        client.send(
          maker.create(
            newItem({
              id: maker.newId(),
              kind: 'note',
              body,
              audience: forAll(),
            }),
          ),
        );
      }
    }
    await new Promise((done) => setTimeout(done, dueAtMs - performance.now()));
  }
  for (const client of writers)
    await until('all answers', client, () => client.commands().length === 0);
  const head = lead.client.incident(incident)?.picture.position;
  await desk.page.waitForFunction(
    (through) => document.querySelector('.state')?.getAttribute('title') === through,
    `Läge ${head}`,
  );
  await desk
    .rows(`Mätvärde ${SECONDS * 10 - 1}.${perStep - 1}`)
    .first()
    .waitFor();
  const { complaints } = desk;
  await desk.close();
  for (const client of writers) await client.stop();
  expect(complaints).toEqual([]);
});

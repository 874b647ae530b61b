import { resolve } from 'node:path';
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  ConferenceSchema,
  DecisionSchema,
  DecisionState,
  Position,
  StanceSchema,
  TaskSchema,
} from '../../../clients/web/src/gen/samlad/v1/collaboration_pb';
import { PresenceSchema } from '../../../clients/web/src/gen/samlad/v1/frames_pb';
import {
  ContradictionSchema,
  FeatureCategory,
  FeatureSchema,
  GeometrySchema,
  GeometryType,
  NoteKind,
  NoteSchema,
  PictureVersionSchema,
  ReportSchema,
} from '../../../clients/web/src/gen/samlad/v1/situation_pb';
import { bytesOf, REGISTRY, type Id } from '../../../clients/web/src/picture/ids';
import { AnotherDesk } from '../kit/another_desk';
import { enter, makePeople, openPage, PASSWORD } from '../kit/people';
import { SamladProcess } from '../kit/samlad_process';
import { openIncident } from '../replica/script';
import { Desk, launch } from './chromium';

// What a participant who means harm, or their broken program, may write wherever text is taken.
const TEXTS = [
  '<img src=x onerror="window.hurt=1"><script>window.hurt=1</script><style>*{display:none}</style>',
  'javascript:window.hurt=1//data:text/html,<script>window.hurt=1</script>',
  '\u202egnp.exe\u2066 \u200b\u200d\ufeff שלום \0\x07\x1b[31m',
  'å'.repeat(200),
  '👩‍🚒'.repeat(30) + '\n\n\n' + 'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤'.repeat(4),
  '{{7*7}} ${7*7} %s %n =HYPERLINK("http://x") __proto__ constructor',
];
const textOf = (at: number, length: number): string => {
  const text = TEXTS[at % TEXTS.length] ?? '';
  // So many of what the schema counts.
  return [...text.repeat(Math.ceil(length / [...text].length))].slice(0, length).join('');
};

const positionsOf = (...positions: readonly (readonly [number, number])[]) => positions.flat();
const WAVES = Array.from(
  { length: 20_000 },
  (_, i) => [i % 2 ? -180 : 180, (i % 181) - 90] as const,
);
const GEOMETRIES: readonly MessageInitShape<typeof GeometrySchema>[] = [
  { type: GeometryType.POINT, coordinates: [0, 90] },
  { type: GeometryType.POINT, coordinates: [180, -90] },
  // Where SWEREF 99 TM has no numbers.
  { type: GeometryType.POINT, coordinates: [105, 0] },
  { type: GeometryType.POINT, coordinates: [-75, 0] },
  { type: GeometryType.POINT, coordinates: [104.9999, 1e-9] },
  { type: GeometryType.POINT, coordinates: [16, 60] },
  { type: GeometryType.LINE_STRING, coordinates: positionsOf(...WAVES) },
  {
    type: GeometryType.LINE_STRING,
    coordinates: positionsOf([16, 60], [16, 60]),
  },
  {
    type: GeometryType.POLYGON,
    coordinates: positionsOf([15, 60], [15, 60], [15, 60], [15, 60]),
    ends: [4],
  },
  {
    type: GeometryType.POLYGON,
    coordinates: positionsOf([15, 60], [16, 61], [16, 60], [15, 61], [15, 60]),
    ends: [5],
  },
  {
    type: GeometryType.POLYGON,
    coordinates: positionsOf([170, 90], [-170, 90], [-170, -90], [170, -90], [170, 90]),
    ends: [5],
  },
  {
    type: GeometryType.MULTI_POINT,
    coordinates: positionsOf(...WAVES.slice(0, 5000)),
  },
];

const server = new SamladProcess(resolve('dist'));
let browser: Browser;
let incident: Id;
let desk: Desk;
const items = new Map<string, Id>();
let leave: () => Promise<void>;

beforeAll(async () => {
  await server.start();
  const people = await makePeople(server, ['Lansstyrelsen', 'Norberg']);
  const [lead, other] = people;
  if (!lead || !other) throw new Error('nobody is there');
  const pages = [await openPage(server, lead, 931), await openPage(server, other, 932)] as const;
  const clients = pages.map(({ client }) => client);
  incident = await openIncident(pages[0].client, [pages[1].client]);
  const admin = await openPage(server, await enter(server, 'admin', server.adminPassword), 933);
  const registry = new AnotherDesk(admin, REGISTRY);
  await registry.alter('actor', other.author.actor, (actor) => {
    actor.name = textOf(0, 100);
    actor.shortName = textOf(0, 20);
  });
  await registry.alter('person', other.author.person, (person) => (person.name = textOf(2, 100)));
  const hostile = new AnotherDesk(pages[1], incident);
  const own = new AnotherDesk(pages[0], incident);
  await own.alter('incident', incident, (body) => {
    body.description = textOf(3, 5000);
    body.area = textOf(3, 500);
    body.activationLevel = textOf(3, 100);
  });
  for (const [at, geometry] of GEOMETRIES.entries()) {
    const body = create(FeatureSchema, {
      title: textOf(at, 200),
      text: textOf(at + 1, 5000),
      place: textOf(at + 2, 200),
      source: textOf(at + 3, 500),
      symbol: textOf(at + 4, 30),
      category: FeatureCategory.HAZARD + (at % 10),
      uncertaintyM: at % 2 ? 1_000_000 : 0,
      observedAtMs: at % 3 ? 32503680000000n : 1n,
      validUntilMs: at % 4 ? 0n : 32503680000000n,
      geometry: create(GeometrySchema, geometry),
    });
    items.set(`feature ${at}`, await hostile.add('feature', body));
  }
  for (const at of TEXTS.keys()) {
    const note = create(NoteSchema, {
      kind: NoteKind.NOTE_OTHER,
      text: textOf(at, 5000),
      actionAtMs: BigInt(Date.now()),
    });
    items.set(`note ${at}`, await hostile.add('note', note));
    const decision = create(DecisionSchema, {
      issue: textOf(at, 500),
      proposal: textOf(at, 5000),
      reasons: textOf(at + 1, 5000),
      mandate: textOf(at + 2, 1000),
      deadlineMs: at % 2 ? 32503680000000n : 0n,
      options: Array.from({ length: 20 }, (_, n) => ({
        text: textOf(at + n, 2000),
      })),
      pictureSeq: 1n,
    });
    items.set(`decision ${at}`, await hostile.add('decision', decision));
    const task = create(TaskSchema, {
      title: textOf(at, 200),
      text: textOf(at + 1, 5000),
      assignee: bytesOf(lead.author.actor),
      dueMs: 32503680000000n,
    });
    items.set(`task ${at}`, await hostile.add('task', task));
    const report = create(ReportSchema, {
      asOfMs: BigInt(Date.now()),
      event: textOf(at, 10_000),
      consequences: textOf(at + 1, 10_000),
      resources: textOf(at + 3, 10_000),
    });
    items.set(`report ${at}`, await hostile.add('report', report));
    const conference = create(ConferenceSchema, {
      title: textOf(at, 200),
      startsAtMs: at % 2 ? 32503680000000n : 1n,
      agenda: Array.from({ length: 50 }, (_, n) => ({
        title: textOf(n, 200),
        minutes: 600,
      })),
    });
    items.set(`conference ${at}`, await hostile.add('conference', conference));
  }
  const pair = ['feature 0', 'feature 5'].map((name) => bytesOf(items.get(name) ?? incident));
  const question = create(ContradictionSchema, {
    question: textOf(0, 500),
    items: pair,
  });
  items.set('contradiction', await hostile.add('contradiction', question));
  const version = create(PictureVersionSchema, {
    name: textOf(2, 200),
    items: pair.map((item) => ({ item })),
    assumptions: textOf(3, 5000),
  });
  items.set('pictureVersion', await hostile.add('pictureVersion', version));
  for (const at of [0, 3]) {
    const decision = items.get(`decision ${at}`) ?? incident;
    await hostile.alter('decision', decision, (body) => (body.state = DecisionState.DECISION_OPEN));
    const stance = create(StanceSchema, {
      decision: bytesOf(decision),
      position: Position.ACCEPTS_WITH_RESERVATION,
      reservation: textOf(at, 2000),
      ownDecisionRef: textOf(at, 200),
      pictureSeq: 1n,
    });
    items.set(`stance ${at}`, await hostile.add('stance', stance));
  }
  const everywhere = create(PresenceSchema, {
    incident: bytesOf(incident),
    view: [-180, 91, 180, 180],
    activity: textOf(0, 100),
  });
  const tell = setInterval(() => pages[1].client.showPresence(incident, everywhere), 500);
  leave = async () => {
    clearInterval(tell);
    for (const client of [...clients, admin.client]) await client.stop();
  };
  browser = await launch();
}, 120_000);

afterAll(async () => {
  await leave?.();
  await browser?.close();
  await server.stop();
});

beforeEach(async () => {
  desk = await Desk.open(browser, server.address, 1440);
  await desk.logIn('Lansstyrelsen', PASSWORD);
  await desk.page.waitForSelector('a[href^="#/"]:has-text("Brand")');
});

afterEach(async () => {
  const { complaints } = desk;
  await desk.close();
  expect(complaints).toEqual([]);
});

/** What is wrong with the page as it stands: what was run, made, broken, or grew out of it. */
async function wrongHere(): Promise<string[]> {
  await desk.page.waitForSelector('main .loading', { state: 'detached' });
  return desk.page.evaluate(() => {
    const wrong: string[] = [];
    if ('hurt' in window) wrong.push('a text was run');
    if (document.querySelector('img[src=x], main script, main style')) wrong.push('a text is HTML');
    if (document.querySelector('.broken')) wrong.push('a view is broken');
    for (const link of document.querySelectorAll('a[href]'))
      if (!/^(#|https?:|blob:)/.test(link.getAttribute('href') ?? ''))
        wrong.push(`a link to ${link.getAttribute('href')}`);
    const nameOf = (element: Element) =>
      `${element.tagName}.${element.getAttribute('class') ?? ''}`;
    const elements = [...document.querySelectorAll<HTMLElement>('html, body *')];
    for (const element of elements) {
      // The line over the map is made to be scrolled on a telephone.
      if (element.matches('.line')) continue;
      const isPage = element === document.documentElement;
      const scrolls = isPage || /auto|scroll/.test(getComputedStyle(element).overflowX);
      if (!scrolls || element.scrollWidth <= element.clientWidth + 1) continue;
      const right = element.getBoundingClientRect().left + element.clientWidth;
      const out = elements.find(
        (inner) => element.contains(inner) && inner.getBoundingClientRect().right > right + 1,
      );
      wrong.push(
        `${nameOf(element)} is ${element.scrollWidth} wide in ${element.clientWidth}: ${out ? nameOf(out) : ''}`,
      );
    }
    return wrong;
  });
}

const WORKSPACES = [
  'stream',
  'situation',
  'decisions',
  'tasks',
  'conference',
  'reports',
  'handover',
  'replay',
  'incident',
];

describe('what a hostile participant writes', () => {
  for (const width of [1440, 390])
    test(`runs nowhere, breaks no view and leaves each in its place, ${width} pixels wide`, async () => {
      await desk.page.setViewportSize({ width, height: 844 });
      const found: Record<string, string[]> = {};
      const look = async (place: string) => {
        await desk.goTo(`#/${incident}/${place}`);
        const wrong = await wrongHere();
        if (wrong.length > 0) found[place] = wrong;
      };
      for (const workspace of WORKSPACES) await look(workspace);
      for (const at of TEXTS.keys())
        for (const [kind, workspace] of [
          ['decision', 'decisions'],
          ['conference', 'conference'],
          ['task', 'tasks'],
          ['report', 'reports'],
        ] as const)
          await look(`${workspace}/${items.get(`${kind} ${at}`)}`);
      for (const id of items.values()) await look(`stream?item=${id}`);
      expect(found).toEqual({});
    }, 240_000);
});

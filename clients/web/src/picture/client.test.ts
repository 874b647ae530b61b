import { create } from '@bufbuild/protobuf';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  OpenIncidentSchema,
  RejectionCode,
  SetPasswordSchema,
  SummarySchema,
  type Command,
} from '../gen/samlad/v1/command_pb';
import { NoteKind, NoteSchema } from '../gen/samlad/v1/situation_pb';
import { Client, type ClientEvent } from './client';
import { newItem } from './drafts';
import { isKind } from './held';
import { bytesOf, idOf, REGISTRY } from './ids';
import { INCIDENTS, Keep, MemoryStore, type Store } from './store';
import {
  accepted,
  batch,
  frameOf,
  id,
  INCIDENT,
  ME,
  noteChange,
  rejected,
  StillPorts,
  watching,
  welcome,
} from './test_kit';

let ports: StillPorts;
let store: Store;
let client: Client;
let events: ClientEvent[];

async function open(): Promise<void> {
  ports = new StillPorts();
  client = new Client({ ports, store, author: ME, token: 't', client: 'prov' });
  client.onEvent((event) => {
    if (event.kind !== 'welcome') events.push(event);
  });
  await client.start();
  await client.watch(INCIDENT);
}

function goLive(who = ME): void {
  ports.events?.opened();
  ports.take();
  ports.events?.message(frameOf(welcome(who)));
}

function goLiveAndJoin(): void {
  goLive();
  ports.events?.message(
    frameOf(
      watching(REGISTRY, 1n, 0),
      { case: 'batch', value: { ...batch({ from: 0, through: 0 }), incident: new Uint8Array(16) } },
      watching(INCIDENT, 7n, 0),
      {
        case: 'batch',
        value: batch({ from: 0, through: 5, changes: [noteChange(5, id(1), 'befintlig')] }),
      },
    ),
  );
  ports.take();
}

function write(text: string): Command {
  const maker = client.maker(INCIDENT);
  const body = create(NoteSchema, { kind: NoteKind.NOTE_CONTACT, text, actionAtMs: 1n });
  const command = maker.create(newItem({ id: maker.newId(), kind: 'note', body }));
  client.send(command);
  return command;
}

function texts(): string[] {
  const notes = client.incident(INCIDENT)?.picture.ofKind('note') ?? [];
  return notes.map((held) => (isKind(held, 'note') ? held.body.text : ''));
}

const commandsSent = () =>
  ports.take().flatMap((message) => (message.case === 'command' ? [message.value] : []));

beforeEach(async () => {
  store = new MemoryStore();
  events = [];
  await open();
});

describe('what a person writes', () => {
  test('shows at once as pending, and settles when it is confirmed', () => {
    goLiveAndJoin();
    const command = write('nytt');
    expect(texts()).toEqual(['nytt', 'befintlig']);
    const item =
      command.verb.case === 'create'
        ? idOf(command.verb.value.item?.id ?? new Uint8Array())
        : REGISTRY;
    expect(client.incident(INCIDENT)?.picture.pendingOn(item)?.state).toBe('pending');

    ports.events?.message(frameOf(accepted(command.commandId, 6)));
    expect(texts()).toEqual(['nytt', 'befintlig']);
    const change = { ...noteChange(6, item, 'nytt'), commandId: command.commandId };
    ports.events?.message(
      frameOf({ case: 'batch', value: batch({ from: 5, through: 6, changes: [change] }) }),
    );
    expect(texts()).toEqual(['nytt', 'befintlig']);
    expect(client.incident(INCIDENT)?.picture.pendingOn(item)).toBeUndefined();
    expect(client.commands()).toEqual([]);
  });

  test('R41: in a log that it opened stays until the picture of that log has come', async () => {
    await open();
    goLive();
    const log = id(0x22);
    const maker = client.maker(log);
    const opens = maker.verb({ case: 'openIncident', value: create(OpenIncidentSchema) });
    const body = create(NoteSchema, { kind: NoteKind.NOTE_OTHER, text: 'först', actionAtMs: 1n });
    const note = maker.create(newItem({ id: id(3), kind: 'note', body }));
    client.send(opens);
    client.send(note);
    ports.events?.message(frameOf(accepted(opens.commandId, 2)));
    ports.events?.message(frameOf(accepted(note.commandId, 3)));
    await client.watch(log);
    const notes = () => client.incident(log)?.picture.ofKind('note').length;
    expect(notes()).toBe(1);
    const whole = batch({ from: 0, through: 3, changes: [noteChange(3, id(3), 'först')] });
    ports.events?.message(
      frameOf(watching(log, 1n, 0), {
        case: 'batch',
        value: { ...whole, incident: bytesOf(log) },
      }),
    );
    expect(notes()).toBe(1);
    expect(client.commands()).toEqual([]);
  });

  test('is sent even after somebody failed at being told of something', () => {
    goLiveAndJoin();
    const undo = client.onEvent(({ kind }) => {
      if (kind === 'refused') throw new Error('a view that broke');
    });
    // No frame holds it, which is told while what is to be sent is gathered.
    expect(() => write('x'.repeat(5_000_000))).toThrow('a view that broke');
    undo();
    write('går fram');
    expect(commandsSent().length).toBe(1);
  });

  test('when it is refused keeps its text and says why', () => {
    goLiveAndJoin();
    const command = write('för sent');
    ports.events?.message(
      frameOf(rejected(command.commandId, RejectionCode.NEEDS_REASON, 'note.delay-reason')),
    );
    expect(texts()).toContain('för sent');
    expect(events).toMatchObject([
      { kind: 'refused', pending: { state: { rejection: { rule: 'note.delay-reason' } } } },
    ]);
  });

  test('R35: without a link is kept over the end of the page, and sent once under its id', async () => {
    goLiveAndJoin();
    ports.events?.closed(1006, '');
    const command = write('utan nät');
    expect(texts()).toContain('utan nät');
    expect(commandsSent()).toEqual([]);
    await client.stop();

    await open();
    expect(client.commands().map((pending) => pending.id)).toEqual([idOf(command.commandId)]);
    goLive();
    expect(commandsSent().map(({ commandId }) => commandId)).toEqual([command.commandId]);
    ports.events?.message(frameOf(accepted(command.commandId, 9)));
    await client.saveAll();
    expect(await new Keep(store, ME).loadCommands()).toEqual([]);
  });

  test('keeps its order over the end of the page', async () => {
    const all = ['ett', 'två', 'tre'].map(write);
    await client.stop();
    await open();
    goLive();
    expect(commandsSent().map(({ commandId }) => idOf(commandId))).toEqual(
      all.map(({ commandId }) => idOf(commandId)),
    );
  });

  test('that is kept in a form that cannot be read takes nothing else with it', async () => {
    const command = write('läsbart');
    await client.stop();
    await store.put('commands', `${ME.person}.${ME.actor}.${ME.role}.0`, new Uint8Array([1, 2]));
    await open();
    expect(client.commands().map((pending) => pending.id)).toEqual([idOf(command.commandId)]);
  });

  test('R10: is not sent in the name of somebody else who logged in in another window', () => {
    write('mitt');
    goLive({ ...ME, person: id(0xee) });
    expect(commandsSent()).toEqual([]);
    expect(client.status()).toMatchObject({ kind: 'ended', reason: 'other-person' });
    expect(client.commands().length).toBe(1);
  });
});

describe('the last picture', () => {
  test('is not watched for somebody who left before it was loaded', async () => {
    const loading = client.watch(id(0x22));
    client.unwatch(id(0x22));
    await loading;
    expect(client.watched()).not.toContain(id(0x22));
  });

  test('opens without a network, with its age, and resumes from there', async () => {
    goLiveAndJoin();
    ports.pass(6_000);
    const freshAtMs = ports.ms;
    await client.saveAll();
    await client.stop();

    await open();
    expect(texts()).toEqual(['befintlig']);
    expect(client.incident(INCIDENT)?.staleSinceMs).toBeLessThanOrEqual(freshAtMs);
    ports.events?.opened();
    ports.take();
    ports.events?.message(frameOf(welcome()));
    const watches = ports
      .take()
      .flatMap((message) => (message.case === 'watch' ? [message.value] : []));
    expect(watches.find(({ incident }) => idOf(incident) === INCIDENT)).toMatchObject({
      epoch: 7n,
      from: 5n,
    });
  });

  test('is of one author: another one finds none of it', async () => {
    goLiveAndJoin();
    await client.saveAll();
    expect(await new Keep(store, { ...ME, role: 4 }).loadPicture(INCIDENT)).toBeUndefined();
    expect(await new Keep(store, ME).loadPicture(INCIDENT)).toBeDefined();
  });

  test('that cannot be read is as good as none', async () => {
    await store.put(
      'pictures',
      `${ME.person}.${ME.actor}.${ME.role}.${INCIDENT}`,
      new Uint8Array(40).fill(9),
    );
    expect(await new Keep(store, ME).loadPicture(INCIDENT)).toBeUndefined();
  });
});

describe('the state of the connection', () => {
  test('is live, reconnecting, offline since, and live again', () => {
    expect(client.status().kind).toBe('connecting');
    goLiveAndJoin();
    expect(client.status().kind).toBe('live');
    expect(client.incident(INCIDENT)?.staleSinceMs).toBeUndefined();
    const lostAtMs = ports.ms;
    ports.events?.closed(1006, '');
    expect(client.status().kind).toBe('reconnecting');
    expect(client.incident(INCIDENT)?.staleSinceMs).toBe(lostAtMs);
    ports.pass(12_000);
    expect(client.status()).toMatchObject({ kind: 'offline', sinceMs: lostAtMs });
    client.connectNow();
    goLive();
    expect(client.status().kind).toBe('live');
  });

  test('R27: is behind by as long as nothing is heard', () => {
    goLiveAndJoin();
    ports.ms += 16_000;
    expect(client.status()).toEqual({ kind: 'behind', seconds: 16 });
  });
});

test('R43: what had happened in a conference is kept while the incident is open', () => {
  goLiveAndJoin();
  const command = write('närvaro');
  const answer = accepted(command.commandId, 6);
  if (answer.case !== 'result') throw new Error(answer.case);
  answer.value.soFar = create(SummarySchema, { conference: bytesOf(id(9)), text: 'Närvaro: två' });
  ports.events?.message(frameOf(answer));
  expect(client.incident(INCIDENT)?.summaries.get(id(9))?.text).toBe('Närvaro: två');
});

test('a password that waits to be set is written down nowhere', async () => {
  events = [];
  store = new MemoryStore();
  await open();
  const value = create(SetPasswordSchema, { account: bytesOf(id(1)), password: 'hemligheten' });
  const maker = client.maker(REGISTRY);
  expect(client.send(maker.verb({ case: 'setPassword', value }))).toBe(true);
  await client.saveAll();
  expect(client.commands()).toHaveLength(1);
  expect(await store.list('commands', '')).toEqual([]);
});

describe('after logging out', () => {
  test('neither pictures nor what incidents are called are left of this person; what they wrote is', async () => {
    store = new MemoryStore();
    events = [];
    const keep = new Keep(store, ME);
    const other = new Keep(store, { ...ME, person: id(0xbb) });
    await open();
    goLiveAndJoin();
    for (const one of [keep, other]) {
      await one.saveValue(INCIDENTS, [{ id: INCIDENT, title: 'Branden' }]);
      await one.saveValue('draft.log', { text: 'Halvskrivet' });
    }
    await client.stop();
    await client.keep.forgetPictures();
    const left = (await store.list('values', '')).map(({ key }) =>
      key.split('.').slice(3).join('.'),
    );
    expect(left).toEqual(['draft.log', 'draft.log', 'incidents']);
    expect(await other.loadValue(INCIDENTS)).toBeDefined();
    expect(await keep.loadPicture(INCIDENT)).toBeUndefined();
  });
});

test('what this browser has kept and cannot be read any more is as if it was not there', async () => {
  store = new MemoryStore();
  const keep = new Keep(store, ME);
  await keep.saveValue('draft', { text: 'hel' });
  const [entry] = await store.list('values', '');
  await store.put('values', entry?.key ?? '', new TextEncoder().encode('{"text": "ha'));
  expect(await keep.loadValue('draft')).toBeUndefined();
});

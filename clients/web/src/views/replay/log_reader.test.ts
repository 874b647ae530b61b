import { create } from '@bufbuild/protobuf';
import { beforeEach, describe, expect, test } from 'vitest';
import { HistorySchema, ReplayState, ReplayStatusSchema } from '../../gen/samlad/v1/frames_pb';
import { ChangeSchema, ItemSchema, type Change } from '../../gen/samlad/v1/log_pb';
import { ParticipationSchema } from '../../gen/samlad/v1/situation_pb';
import { Client } from '../../picture/client';
import type { ToServer } from '../../picture/frames';
import { bytesOf } from '../../picture/ids';
import { Picture } from '../../picture/picture';
import { applyBatch, emptyReplica } from '../../picture/replica';
import { MemoryStore } from '../../picture/store';
import {
  batch,
  frameOf,
  id,
  INCIDENT,
  ME,
  noteChange,
  StillPorts,
  welcome,
} from '../../picture/test_kit';
import { LogReader } from './log_reader';

const PART = id(0x51);

const partChange = (seq: number): Change =>
  create(ChangeSchema, {
    seq: BigInt(seq),
    item: create(ItemSchema, {
      id: bytesOf(PART),
      owner: bytesOf(ME.actor),
      body: {
        case: 'participation',
        value: create(ParticipationSchema, { actor: bytesOf(ME.actor) }),
      },
    }),
  });

let ports: StillPorts;
let client: Client;
// The log as the actor had it in sight, and how far it goes.
let log: Change[];
let sightEnds: number;
let asked: string[];

beforeEach(async () => {
  ports = new StillPorts();
  client = new Client({ ports, store: new MemoryStore(), author: ME, token: 't', client: 'prov' });
  await client.start();
  ports.events?.opened();
  ports.events?.message(frameOf(welcome()));
  ports.take();
  log = [partChange(2), noteChange(3, id(1)), noteChange(5, id(2)), noteChange(6, id(1))];
  sightEnds = Infinity;
  asked = [];
});

/** Answers as a server does until nothing more is asked. */
async function serve<T>(reading: Promise<T>): Promise<T> {
  let over = false;
  void reading.then(() => (over = true));
  while (!over) {
    for (const message of ports.take()) answer(message);
    await Promise.resolve();
  }
  return reading;
}

let at = 0;

function answer({ case: kind, value }: ToServer): void {
  if (kind === 'getHistory') {
    const { request, item } = value;
    const changes = log.filter((change) => String(change.item?.id) === String(item));
    ports.events?.message(
      frameOf({ case: 'history', value: create(HistorySchema, { request, changes }) }),
    );
  }
  if (kind === 'replayOpen' || kind === 'replaySeek') {
    const to = kind === 'replayOpen' ? value.at : value.to;
    const seq = Number(to?.at.value);
    asked.push(`${kind === 'replayOpen' ? 'open' : 'seek'} ${seq}`);
    const changes = log.filter((change) => Number(change.seq) <= seq);
    lead(value.replay, { from: 0, through: seq, changes, reset: true }, seq);
  }
  if (kind === 'replayPlay') {
    const end = Math.min(Number(value.until?.at.value), sightEnds);
    asked.push(`play to ${value.until?.at.value}`);
    const changes = log.filter(({ seq }) => Number(seq) > at && Number(seq) <= end);
    lead(value.replay, { from: at, through: end, changes }, end);
  }
}

function lead(replay: number, draft: Parameters<typeof batch>[0], seq: number): void {
  at = seq;
  const status = create(ReplayStatusSchema, {
    replay,
    seq: BigInt(seq),
    head: BigInt(seq),
    state: ReplayState.REPLAY_PAUSED,
  });
  ports.events?.message(
    frameOf(
      { case: 'batch', value: batch({ ...draft, replay }) },
      { case: 'replayStatus', value: status },
    ),
  );
}

/** The live picture, of which the actor's participation is what counts. */
function live(): Picture {
  const through = Number(log.at(-1)?.seq);
  const applied = applyBatch(emptyReplica(INCIDENT), batch({ from: 0, through, changes: log }));
  if (applied.kind !== 'applied') throw new Error(applied.kind);
  return new Picture(applied.replica, [], ME);
}

describe('the reader of the log', () => {
  const seqs = (reader: LogReader) => reader.overview.entries.map(({ seq }) => Number(seq));
  const reader = () => new LogReader(client, INCIDENT, ME.actor, new AbortController().signal);

  test('reads every change from the first that the actor had in sight', async () => {
    const reading = reader();
    expect(await serve(reading.readTo(live(), 6n))).toBe(true);
    expect(seqs(reading)).toEqual([2, 3, 5, 6]);
  });

  test('reads on from where it stands when the log has grown', async () => {
    const growing = reader();
    await serve(growing.readTo(live(), 6n));
    log.push(noteChange(8, id(1)), noteChange(9, id(1)));
    asked = [];
    expect(await serve(growing.readTo(live(), 9n))).toBe(true);
    expect(asked).toEqual(['play to 9']);
    expect(seqs(growing)).toEqual([2, 3, 5, 6, 8, 9]);
  });

  test('goes to each change of the participation, also to one that comes later', async () => {
    log.splice(2, 0, partChange(4));
    const reading = reader();
    await serve(reading.readTo(live(), 6n));
    expect(asked).toEqual(['open 2', 'play to 3', 'seek 4', 'play to 6']);
    log.push(partChange(9), noteChange(10, id(3)));
    asked = [];
    await serve(reading.readTo(live(), 10n));
    expect(asked).toEqual(['play to 8', 'seek 9', 'play to 10']);
    expect(seqs(reading)).toEqual([2, 3, 4, 5, 6, 9, 10]);
  });

  test("is done where the actor's sight ends, before the log does", async () => {
    sightEnds = 5;
    const reading = reader();
    expect(await serve(reading.readTo(live(), 6n))).toBe(true);
    expect(seqs(reading)).toEqual([2, 3, 5]);
  });

  test('breaks off when it is not wanted any more', async () => {
    const broken = new AbortController();
    const reading = new LogReader(client, INCIDENT, ME.actor, broken.signal).readTo(live(), 6n);
    broken.abort();
    expect(await serve(reading)).toBe(false);
    expect(asked).toEqual([]);
    expect(client.replays.all()).toEqual([]);
  });
});

import { create } from '@bufbuild/protobuf';
import { beforeEach, describe, expect, test } from 'vitest';
import { RejectionSchema } from '../gen/samlad/v1/command_pb';
import { HeadOfSchema, HeartbeatSchema, WatchEndedSchema } from '../gen/samlad/v1/frames_pb';
import { Outgoing, type ToServer } from './frames';
import { bytesOf } from './ids';
import { batch, id, INCIDENT, noteChange, said, watching } from './test_kit';
import { Watches } from './watches';

let watches: Watches;
let nowMs = 0;

function sent(): ToServer[] {
  const outgoing = new Outgoing(1_000_000);
  watches.appendTo(outgoing, nowMs);
  return said(outgoing.take());
}

function told(epoch: bigint, from: number) {
  const message = watching(INCIDENT, epoch, from);
  if (message.case !== 'watching') throw new Error('no Watching');
  return watches.onWatching(message.value);
}

function heartbeat(head: number, nonce = 0n): boolean {
  const heads = [create(HeadOfSchema, { incident: bytesOf(INCIDENT), head: BigInt(head) })];
  return watches.onHeartbeat(create(HeartbeatSchema, { heads, nonce }));
}

function ended(rule: string) {
  const why = create(RejectionSchema, { rule });
  return watches.onWatchEnded(create(WatchEndedSchema, { incident: bytesOf(INCIDENT), why }));
}

beforeEach(() => {
  nowMs = 0;
  watches = new Watches(1_000);
  watches.add(INCIDENT);
  sent();
  told(7n, 0);
  watches.onBatch(batch({ from: 0, through: 5, changes: [noteChange(5, id(1))] }));
});

describe('watches', () => {
  test('R15 R24: a new connection watches from the epoch and position held', () => {
    watches.onConnectionLost();
    expect(sent()).toMatchObject([{ case: 'watch', value: { epoch: 7n, from: 5n } }]);
    expect(sent()).toEqual([]);
  });

  test('R25: cut off in a catch-up, from the last position at which it was complete', () => {
    watches.onConnectionLost();
    sent();
    told(7n, 5);
    watches.onBatch(batch({ from: 5, through: 5, more: true, changes: [noteChange(8, id(2))] }));
    expect(watches.view(INCIDENT)?.arriving).toBe(2);
    expect(watches.view(INCIDENT)?.replica.items.size).toBe(1);
    watches.onConnectionLost();
    expect(sent()).toMatchObject([{ case: 'watch', value: { epoch: 7n, from: 5n } }]);
  });

  test('R16 R17: another epoch shows the old picture until the new one is whole', () => {
    watches.onConnectionLost();
    sent();
    told(8n, 0);
    expect(watches.view(INCIDENT)?.replica.position).toBe(5n);
    watches.onBatch(batch({ from: 0, through: 2, changes: [noteChange(2, id(9))] }));
    const replica = watches.view(INCIDENT)?.replica;
    expect([...(replica?.items ?? [])].map((held) => held.id)).toEqual([id(9)]);
    expect(replica?.epoch).toBe(8n);
  });

  test('R16: a place where it does not stand is a gap; the next watch is from 0', () => {
    watches.onConnectionLost();
    sent();
    expect(told(7n, 4).kind).toBe('gap');
    watches.onConnectionLost();
    expect(sent()).toMatchObject([{ case: 'watch', value: { epoch: 0n, from: 0n } }]);
  });

  test('R21: a batch that starts elsewhere is a gap', () => {
    expect(watches.onBatch(batch({ from: 6, through: 7 })).kind).toBe('gap');
  });

  test('R19: a watch that the server ends is over, with its reason and its last picture', () => {
    const over = ended('watch.ended');
    expect(over?.why?.rule).toBe('watch.ended');
    expect(over?.last.position).toBe(5n);
    expect(watches.view(INCIDENT)).toBeUndefined();
  });

  test('R19: batches may come until Unwatch is answered, and count no more', () => {
    watches.remove(INCIDENT);
    watches.add(INCIDENT);
    expect(sent().map(({ case: kind }) => kind)).toEqual(['unwatch', 'watch']);
    expect(watches.onBatch(batch({ from: 5, through: 6 })).kind).toBe('ignored');
    expect(ended('watch.unwatched')).toBeUndefined();
    expect(told(7n, 0).kind).toBe('applied');
  });

  test('R27: behind a head told two heartbeats ago, without moving, is a gap', () => {
    expect(heartbeat(9)).toBe(false);
    expect(heartbeat(9)).toBe(false);
    expect(heartbeat(9)).toBe(true);
    expect(watches.view(INCIDENT)?.head).toBe(9n);
  });

  test('R27: one that has moved since is slow, not broken', () => {
    heartbeat(9);
    watches.onBatch(batch({ from: 5, through: 6 }));
    heartbeat(9);
    watches.onBatch(batch({ from: 6, through: 7 }));
    expect(heartbeat(9)).toBe(false);
  });

  test('R28: the answer to a Ping is no heartbeat to count by', () => {
    expect([heartbeat(9, 1n), heartbeat(9, 2n), heartbeat(9, 3n)]).toEqual([false, false, false]);
  });

  test('R29: what was shown is told at most once a second, and again on a new connection', () => {
    watches.shown(INCIDENT, 3n);
    expect(sent()).toMatchObject([{ case: 'seen', value: { through: 3n } }]);
    watches.shown(INCIDENT, 5n);
    expect(sent()).toEqual([]);
    expect(watches.dueAtMs()).toBe(1_000);
    nowMs = 1_000;
    expect(sent()).toMatchObject([{ case: 'seen', value: { through: 5n } }]);
    watches.onConnectionLost();
    sent();
    told(7n, 5);
    nowMs = 2_000;
    expect(sent()).toMatchObject([{ case: 'seen', value: { through: 5n } }]);
  });
});

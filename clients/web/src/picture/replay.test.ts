import { create } from '@bufbuild/protobuf';
import { beforeEach, describe, expect, test } from 'vitest';
import { RejectionSchema } from '../gen/samlad/v1/command_pb';
import { ReplayState, ReplayStatusSchema, type ReplayStatus } from '../gen/samlad/v1/frames_pb';
import { Outgoing } from './frames';
import { Replays } from './replay';
import { batch, id, INCIDENT, noteChange, said } from './test_kit';

const { REPLAY_PAUSED, REPLAY_PLAYING } = ReplayState;
let replays: Replays;
let replay: number;

function sent() {
  const outgoing = new Outgoing(1_000_000);
  replays.appendTo(outgoing);
  return said(outgoing.take());
}

const status = (seq: number, state: ReplayState, head = 50): ReplayStatus =>
  create(ReplayStatusSchema, { replay, seq: BigInt(seq), state, head: BigInt(head) });

beforeEach(() => {
  replays = new Replays();
  replay = replays.open(INCIDENT, { kind: 'seq', seq: 9n }, id(3));
});

function arrive(): void {
  sent();
  replays.onBatch(
    batch({ from: 0, through: 9, reset: true, replay, changes: [noteChange(9, id(1))] }),
  );
  replays.onStatus(status(9, REPLAY_PAUSED));
}

describe('a replay', () => {
  test('R50: who listens hears each change, also of an item that changed twice', () => {
    const heard: bigint[] = [];
    replay = replays.open(INCIDENT, { kind: 'seq', seq: 0n }, undefined, (changes) =>
      heard.push(...changes.map(({ seq }) => seq)),
    );
    sent();
    const changes = [noteChange(1, id(1)), noteChange(2, id(1))];
    replays.onBatch(batch({ from: 0, through: 2, replay, changes }));
    expect(heard).toEqual([1n, 2n]);
  });

  test('R45 R46: opens under a number of its own, at an instant, as an actor', () => {
    expect(sent()).toMatchObject([
      {
        case: 'replayOpen',
        value: {
          replay,
          asActor: new Uint8Array(16).fill(3),
          at: { at: { case: 'seq', value: 9n } },
        },
      },
    ]);
  });

  test('R47: a time and the head are instants too', () => {
    sent();
    replays.seek(replay, { kind: 'time', timeMs: 1234 });
    replays.seek(replay, { kind: 'head' });
    expect(sent()).toMatchObject([
      { case: 'replaySeek', value: { to: { at: { case: 'timeMs', value: 1234n } } } },
      { case: 'replaySeek', value: { to: { at: { case: undefined } } } },
    ]);
  });

  test('R48 R49: shows the picture that its batches lead to, and where it stands', () => {
    arrive();
    expect(replays.view(replay)).toMatchObject({
      playing: false,
      replica: { position: 9n },
      status: { seq: 9n },
    });
  });

  test('R50: plays once it is open, and has come to its end when it pauses', () => {
    replays.play(replay, { speed: 60, backward: true });
    expect(sent().map(({ case: kind }) => kind)).toEqual(['replayOpen']);
    replays.onStatus(status(9, REPLAY_PAUSED));
    expect(sent()).toMatchObject([{ case: 'replayPlay', value: { speed: 60, backward: true } }]);
    expect(replays.view(replay)?.playing).toBe(true);
    replays.onStatus(status(7, REPLAY_PLAYING));
    replays.onStatus(status(1, REPLAY_PAUSED));
    expect(replays.view(replay)?.playing).toBe(false);
  });

  test('R45: after a lost link it is opened again where it stood, and plays on', () => {
    arrive();
    replays.play(replay, { speed: 1 });
    sent();
    replays.onBatch(batch({ from: 9, through: 14, replay, changes: [noteChange(14, id(2))] }));
    replays.onConnectionLost();
    expect(replays.view(replay)?.replica.position).toBe(14n);
    expect(sent()).toMatchObject([{ case: 'replayOpen', value: { at: { at: { value: 14n } } } }]);
    replays.onStatus(status(14, REPLAY_PAUSED));
    expect(sent().map(({ case: kind }) => kind)).toEqual(['replayPlay']);
  });

  test('R49: a status with a rejection ends it', () => {
    sent();
    const refused = status(0, REPLAY_PAUSED);
    refused.rejection = create(RejectionSchema, { rule: 'replay.not-open-to-evaluators' });
    expect(replays.onStatus(refused)?.rule).toBe('replay.not-open-to-evaluators');
    expect(replays.view(replay)).toBeUndefined();
  });
});

import { create } from '@bufbuild/protobuf';
import { beforeEach, describe, expect, test } from 'vitest';
import { GoodbyeSchema, HeartbeatSchema } from '../gen/samlad/v1/frames_pb';
import { Conversation } from './conversation';
import type { ConversationObserver } from './conversation_state';
import { frameOf, INCIDENT, batch, said, watching, welcome } from './test_kit';

let calls: string[];
let talk: Conversation;

function observer(): ConversationObserver {
  const note = (name: string) => () => void calls.push(name);
  return {
    onWelcome: note('welcome'),
    onPicture: note('picture'),
    onWatchEnded: note('watch-ended'),
    onCommand: note('command'),
    onSummary: note('summary'),
    onPresence: note('presence'),
    onReplay: note('replay'),
    onReplayEnded: note('replay-ended'),
    onServerTime: note('time'),
    onTokenEnding: note('token-ending'),
  };
}

const sent = (nowMs: number) => said(talk.takeOutgoing(nowMs)).map(({ case: kind }) => kind);
const goodbye = (code: number, retryAfterMs = 0) =>
  frameOf({
    case: 'goodbye',
    value: create(GoodbyeSchema, { code, text: 'därför', retryAfterMs }),
  });

function goLive(nowMs: number): void {
  talk.onConnected(nowMs);
  talk.takeOutgoing(nowMs);
  talk.onFrame(frameOf(welcome()), nowMs);
}

beforeEach(() => {
  calls = [];
  talk = new Conversation({ token: 'hemligt', client: 'prov', random: () => 0.5 }, observer());
});

describe('hello and goodbye', () => {
  test('R8: Hello is first, with the token, and nothing comes before Welcome', () => {
    talk.watches.add(INCIDENT);
    talk.onConnected(0);
    const first = said(talk.takeOutgoing(0));
    expect(first).toMatchObject([{ case: 'hello', value: { token: 'hemligt', deflate: true } }]);
    expect(sent(1)).toEqual([]);
    talk.onFrame(frameOf(welcome()), 2);
    expect(sent(2)).toEqual(['watch']);
  });

  test('R9: Hello that is not answered gives the connection up', () => {
    talk.onConnected(0);
    talk.takeOutgoing(0);
    talk.tick(10_000);
    expect(talk.wantsClose).toBe(true);
  });

  test('R7: a server that does not know what Hello says is asked once more without it', () => {
    talk.onConnected(0);
    talk.takeOutgoing(0);
    talk.onClosed(4400, 'hello: The message holds a field that the schema lacks.', 1);
    expect(talk.state.kind).toBe('waiting');
    talk.onConnected(500);
    expect(said(talk.takeOutgoing(500))).toMatchObject([{ value: { deflate: false } }]);
    talk.onClosed(4400, '', 501);
    expect(talk.state).toMatchObject({ kind: 'stopped', after: 'stop' });
  });

  test('R11: a new token goes on without a break', () => {
    goLive(0);
    talk.refresh('nytt', 9_000_000);
    expect(said(talk.takeOutgoing(1))).toMatchObject([
      { case: 'refresh', value: { token: 'nytt' } },
    ]);
    talk.onClosed(1006, '', 2);
    talk.onConnected(1_000);
    expect(said(talk.takeOutgoing(1_000))).toMatchObject([
      { case: 'hello', value: { token: 'nytt' } },
    ]);
  });

  test('R11: before the token ends the person is asked for another', () => {
    goLive(0);
    const soonMs = 3_600_000 - 10 * 60_000;
    talk.onFrame(frameOf({ case: 'heartbeat', value: create(HeartbeatSchema) }), soonMs);
    talk.tick(soonMs);
    expect(calls).toContain('token-ending');
  });

  test('R11 R13: with the token ended it stops, and another login goes on where it stood', () => {
    goLive(0);
    talk.onClosed(4402, '', 10);
    expect(talk.state).toMatchObject({ kind: 'stopped', after: 'log-in' });
    talk.refresh('nytt', 9_000_000);
    expect(talk.wantsConnectionAtMs()).toBeDefined();
  });

  test('R12 R13: what Goodbye said counts, and no sooner than it asks', () => {
    goLive(0);
    talk.onFrame(goodbye(4000, 1_000), 10);
    talk.onClosed(1006, '', 20);
    expect(talk.wantsConnectionAtMs()).toBeGreaterThanOrEqual(1_020);
    expect(talk.state).toMatchObject({ why: { code: 4000, text: 'därför' } });
  });

  test('R13: 4400 to 4999 stop', () => {
    goLive(0);
    talk.onFrame(goodbye(4403), 10);
    talk.onClosed(4403, '', 20);
    expect(talk.state).toMatchObject({ kind: 'stopped', after: 'stop', why: { code: 4403 } });
    expect(talk.wantsConnectionAtMs()).toBeUndefined();
  });

  test('R13: the range of the pause doubles, and is small again after a good connection', () => {
    const pauses = [0, 1, 2].map(() => {
      const at = talk.wantsConnectionAtMs() ?? 0;
      talk.onConnected(at);
      talk.onClosed(1006, '', at);
      return (talk.wantsConnectionAtMs() ?? 0) - at;
    });
    expect(pauses).toEqual([125, 250, 500]);
    goLive(5_000);
    talk.onClosed(1006, '', 8_000);
    expect(talk.wantsConnectionAtMs()).toBe(8_125);
  });
});

describe('a live connection', () => {
  test('R27: hearing nothing for three heartbeats gives it up', () => {
    goLive(0);
    talk.tick(29_999);
    expect(talk.wantsClose).toBe(false);
    talk.tick(30_000);
    expect(talk.wantsClose).toBe(true);
  });

  test('R27: any message is a sign of life', () => {
    goLive(0);
    talk.onFrame(frameOf({ case: 'heartbeat', value: create(HeartbeatSchema) }), 29_000);
    talk.tick(35_000);
    expect(talk.wantsClose).toBe(false);
  });

  test('R28: says something at least every heartbeat', () => {
    goLive(0);
    talk.tick(9_999);
    expect(sent(9_999)).toEqual([]);
    talk.tick(10_000);
    expect(sent(10_000)).toEqual(['ping']);
    expect(talk.tickAtMs()).toBeLessThanOrEqual(20_000);
  });

  test('R21: a gap drops the connection, and the next one resumes', () => {
    talk.watches.add(INCIDENT);
    goLive(0);
    talk.takeOutgoing(0);
    talk.onFrame(
      frameOf(watching(INCIDENT, 7n, 0), { case: 'batch', value: batch({ from: 0, through: 4 }) }),
      1,
    );
    talk.onFrame(frameOf({ case: 'batch', value: batch({ from: 6, through: 7 }) }), 2);
    expect(talk.wantsClose).toBe(true);
    talk.onClosed(1000, '', 3);
    goLive(500);
    expect(said(talk.takeOutgoing(500))).toMatchObject([
      { case: 'watch', value: { epoch: 7n, from: 4n } },
    ]);
  });

  test('what cannot be read stops: the same would come again', () => {
    goLive(0);
    talk.onFrame(new Uint8Array([0x0a, 200, 1]), 1);
    talk.onClosed(1000, '', 2);
    expect(talk.state).toMatchObject({ kind: 'stopped', why: { code: 1002 } });
  });
});

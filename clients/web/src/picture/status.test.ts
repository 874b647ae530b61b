import { describe, expect, test } from 'vitest';
import { statusOf, type StatusFacts } from './status';
import { welcome } from './test_kit';

const greeting = welcome();
if (greeting.case !== 'welcome') throw new Error('no Welcome');

const facts: StatusFacts = {
  state: { kind: 'live', connectedAtMs: 0, welcome: greeting.value, attempt: 0 },
  nowMs: 50_000,
  heardAtMs: 49_000,
  heartbeatMs: 10_000,
  behindSinceMs: undefined,
  lostAtMs: undefined,
  startedAtMs: 0,
  ended: undefined,
};
const waiting = { kind: 'waiting', connectAtMs: 52_500, attempt: 1, why: undefined } as const;
const why = (code: number) => ({ code, text: '', retryAfterMs: 0 });

describe('the state that the person is told', () => {
  test('live while the server is heard and the picture is at the head', () => {
    expect(statusOf(facts)).toEqual({ kind: 'live' });
    expect(statusOf({ ...facts, behindSinceMs: 49_500 })).toEqual({ kind: 'live' });
  });

  test('behind by how long the picture has not been at the head, or nothing was heard', () => {
    expect(statusOf({ ...facts, behindSinceMs: 46_000 })).toEqual({ kind: 'behind', seconds: 4 });
    expect(statusOf({ ...facts, heardAtMs: 30_000 })).toEqual({ kind: 'behind', seconds: 20 });
  });

  test('connecting, then offline since the page was opened, if there never was a link', () => {
    expect(statusOf({ ...facts, state: waiting, startedAtMs: 49_000 })).toEqual({
      kind: 'connecting',
    });
    expect(statusOf({ ...facts, state: waiting })).toEqual({
      kind: 'offline',
      sinceMs: 0,
      inSeconds: 3,
    });
  });

  test('reconnecting, then offline since the link was lost', () => {
    expect(statusOf({ ...facts, state: waiting, lostAtMs: 48_000 })).toMatchObject({
      kind: 'reconnecting',
      inSeconds: 3,
    });
    expect(statusOf({ ...facts, state: waiting, lostAtMs: 40_000 })).toMatchObject({
      kind: 'offline',
      sinceMs: 40_000,
    });
  });

  test('ended, with what the person has to do', () => {
    const ended = (code: number, after: 'log-in' | 'stop') =>
      statusOf({ ...facts, state: { kind: 'stopped', after, why: why(code) } });
    expect(ended(4402, 'log-in')).toMatchObject({ reason: 'log-in' });
    expect(ended(4400, 'stop')).toMatchObject({ reason: 'version' });
    expect(ended(1002, 'stop')).toMatchObject({ reason: 'version' });
    expect(ended(4403, 'stop')).toMatchObject({ reason: 'refused' });
  });
});

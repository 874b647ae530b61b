import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { PresenceSchema } from '../gen/samlad/v1/frames_pb';
import {
  afterEvent,
  boundsOf,
  isSameView,
  otherViews,
  OWN,
  type Following,
  type FollowEvent,
} from './following';
import { parseId, type Id } from './ids';

const id = (digit: string): Id => parseId(digit.repeat(32)) as Id;
const ANNA = id('a');
const BO = id('b');
const here = (...people: Id[]): FollowEvent => ({ kind: 'presence', here: new Set(people) });
const follow = (person: Id): FollowEvent => ({ kind: 'follow', person });
const HAND: FollowEvent = { kind: 'hand' };
const STOP: FollowEvent = { kind: 'stop' };
const after = (...events: FollowEvent[]): Following => events.reduce<Following>(afterEvent, OWN);
const looking = (...view: number[]) => create(PresenceSchema, { view });

describe('following', () => {
  test('goes on while the other is there, whoever else comes and goes', () => {
    expect(after(follow(ANNA), here(ANNA, BO), here(ANNA))).toEqual({
      state: 'following',
      person: ANNA,
    });
  });

  test("a hand on one's own map leaves it, and it can be taken up again", () => {
    expect(after(follow(ANNA), HAND)).toEqual({ state: 'left', person: ANNA });
    expect(after(follow(ANNA), HAND, HAND, follow(ANNA)).state).toBe('following');
  });

  test('a hand on a map that follows nobody is nothing', () => {
    expect(after(HAND)).toBe(OWN);
    expect(after(follow(ANNA), STOP, HAND)).toBe(OWN);
  });

  test('ends when the other leaves the incident, and stays ended when they come back', () => {
    expect(after(follow(ANNA), here(BO))).toEqual({ state: 'gone', person: ANNA });
    expect(after(follow(ANNA), here(BO), here(ANNA)).state).toBe('gone');
    expect(after(follow(ANNA), here(BO), here(ANNA), follow(ANNA)).state).toBe('following');
    expect(after(follow(ANNA), here(BO), STOP)).toBe(OWN);
  });

  test('who had left it already is not told of the other leaving', () => {
    expect(after(follow(ANNA), HAND, here(BO))).toBe(OWN);
  });

  test('one is followed at a time', () => {
    expect(after(follow(ANNA), follow(BO), here(BO))).toEqual({ state: 'following', person: BO });
  });

  test('what changes nothing is the same object', () => {
    const now = after(follow(ANNA));
    expect(afterEvent(now, here(ANNA))).toBe(now);
    expect(afterEvent(now, follow(ANNA))).toBe(now);
  });
});

describe("others' views", () => {
  test('a presence without a map, or with a broken one, has no bounds', () => {
    expect(boundsOf(undefined)).toBeUndefined();
    expect(boundsOf(looking())).toBeUndefined();
    expect(boundsOf(looking(15, 59, 16))).toBeUndefined();
    expect(boundsOf(looking(16, 59, 15, 60))).toBeUndefined();
    // The schema takes these for latitudes; a map that went there would not come back.
    expect(boundsOf(looking(-180, 91, 180, 180))).toBeUndefined();
    expect(boundsOf(looking(-180, -180, 180, 90))).toBeUndefined();
    expect(boundsOf(looking(15, 59, 16, 60))).toEqual([15, 59, 16, 60]);
  });

  test('the same view within a fiftieth of its sides', () => {
    expect(isSameView([15, 59, 16, 60], [15.01, 59, 16.01, 60])).toBe(true);
    expect(isSameView([15, 59, 16, 60], [15.1, 59, 16.1, 60])).toBe(false);
    expect(isSameView([15, 59, 16, 60], [14, 58, 17, 61])).toBe(false);
  });

  test('only those that are not like the own one', () => {
    const presences = new Map([
      [ANNA, looking(15, 59, 16, 60)],
      [BO, looking(15, 59, 17, 61)],
      [id('c'), looking()],
    ]);
    expect(otherViews(presences, [15, 59, 16, 60])).toEqual([
      { person: BO, bounds: [15, 59, 17, 61] },
    ]);
    expect(otherViews(presences, undefined)).toHaveLength(2);
  });
});

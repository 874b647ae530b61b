import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { LimitsSchema } from '../gen/samlad/v1/frames_pb';
import { COMMAND_BOUNDS, PendingCommands } from './commands';
import { CommandMaker, newItem } from './drafts';
import { Outgoing } from './frames';
import { steady } from './steady_clock';
import { id, INCIDENT, noteChange, said } from './test_kit';

const HOUR_MS = 3_600_000;

function setup() {
  let toldMs = 10 * HOUR_MS;
  return { nowMs: steady(() => toldMs), pass: (ms: number) => (toldMs += ms) };
}

test('follows a clock that goes, and one that is set forward', () => {
  const { nowMs, pass } = setup();
  const start = nowMs();
  pass(5);
  expect(nowMs() - start).toBe(5);
  pass(HOUR_MS);
  expect(nowMs() - start).toBe(HOUR_MS + 5);
});

test('stands still where the clock is set back, and goes on from there', () => {
  const { nowMs, pass } = setup();
  const start = nowMs();
  pass(-2 * HOUR_MS);
  expect(nowMs()).toBe(start);
  pass(5);
  expect(nowMs() - start).toBe(5);
  pass(-HOUR_MS);
  pass(3);
  expect(nowMs() - start).toBe(5);
  pass(7);
  expect(nowMs() - start).toBe(12);
});

test('P3: what a person sends after their clock was set back goes at once', () => {
  const { nowMs, pass } = setup();
  let made = 0;
  const maker = new CommandMaker(INCIDENT, () => id(++made));
  const commands = new PendingCommands(COMMAND_BOUNDS, () => undefined);
  commands.onWelcome(create(LimitsSchema, { commandsPerSecondMax: 10 }), nowMs());
  pass(-2 * HOUR_MS);
  const { item } = noteChange(1, id(200));
  if (item?.body.case !== 'note') throw new Error('no note');
  const note = newItem({ id: id(201), kind: 'note', body: item.body.value });
  commands.add(maker.create(note), nowMs());
  const outgoing = new Outgoing(1_000_000);
  commands.appendTo(outgoing, nowMs());
  expect(said(outgoing.take()).length).toBe(1);
});

import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { ConferenceSchema } from '../../gen/samlad/v1/collaboration_pb';
import { agendaOf, plannedMs, setAgenda } from './agenda';

const MIN = 60_000;
const conference = create(ConferenceSchema, {
  openedAtMs: BigInt(1000 * MIN),
  currentItem: 1,
  agenda: [
    { title: 'Upprop', minutes: 2, startedAtMs: BigInt(1000 * MIN) },
    { title: 'Rapporter', minutes: 8, startedAtMs: BigInt(1003 * MIN) },
    { title: 'Lägesbild', minutes: 3 },
  ],
});

test('the item that is on counts down, and below zero when it takes too long', () => {
  const [, early] = agendaOf(conference, 1005 * MIN);
  expect(early).toMatchObject({ state: 'now', leftMs: 6 * MIN });
  const [, late] = agendaOf(conference, 1013 * MIN);
  expect(late).toMatchObject({ state: 'now', leftMs: -2 * MIN });
});

test('one that is over took until the next began', () => {
  const [first, , last] = agendaOf(conference, 1005 * MIN);
  expect(first).toMatchObject({ state: 'done', spentMs: 3 * MIN, leftMs: undefined });
  expect(last).toMatchObject({ state: 'next', spentMs: undefined });
});

test('in a conference that is over nothing is on, and nothing goes on', () => {
  const closed = { ...conference, closedAtMs: BigInt(1010 * MIN) };
  const [, second] = agendaOf(closed, 2000 * MIN);
  expect(second).toMatchObject({ state: 'done', spentMs: 7 * MIN });
});

test('what is planned is the sum', () => expect(plannedMs(conference)).toBe(13 * MIN));

test('in another agenda the item that is on stays so, and no times are written', () => {
  const moved = structuredClone(conference);
  setAgenda(moved, [
    { title: 'Brådskande', minutes: 5 },
    ...conference.agenda.map(({ title, minutes }) => ({ title, minutes })),
  ]);
  expect(moved.currentItem).toBe(2);
  expect(moved.agenda.map(({ startedAtMs }) => startedAtMs)).toEqual([0n, 0n, 0n, 0n]);
  const shorter = structuredClone(conference);
  setAgenda(shorter, [{ title: 'Upprop', minutes: 2 }]);
  expect(shorter.currentItem).toBe(0);
});

test('an agenda that is as it was stays untouched', () => {
  const same = structuredClone(conference);
  setAgenda(
    same,
    conference.agenda.map(({ title, minutes }) => ({ title: `${title} `, minutes })),
  );
  expect(same).toEqual(conference);
});

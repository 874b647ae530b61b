import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { HistorySchema, IncidentListSchema } from '../gen/samlad/v1/frames_pb';
import { Outgoing } from './frames';
import { HISTORIES_AT_ONCE, Requests } from './requests';
import { id, INCIDENT, noteChange, said } from './test_kit';

function sent(requests: Requests) {
  const outgoing = new Outgoing(1_000_000);
  requests.appendTo(outgoing);
  return said(outgoing.take());
}

describe('questions', () => {
  test('R14: the list of incidents answers the request that it names', async () => {
    const requests = new Requests();
    const answer = requests.incidents();
    expect(sent(requests)).toMatchObject([{ case: 'listIncidents', value: { request: 1n } }]);
    requests.onIncidents(create(IncidentListSchema, { request: 2n }));
    requests.onIncidents(create(IncidentListSchema, { request: 1n, incidents: [{ head: 4n }] }));
    expect((await answer)[0]?.head).toBe(4n);
  });

  test('R51: a history comes in pages, and none of it twice over a lost link', async () => {
    const requests = new Requests();
    const answer = requests.history(INCIDENT, id(1));
    sent(requests);
    const page = (more: boolean, ...seqs: number[]) =>
      requests.onHistory(
        create(HistorySchema, {
          request: 1n,
          more,
          changes: seqs.map((seq) => noteChange(seq, id(1))),
        }),
      );
    page(true, 1, 2);
    requests.onConnectionLost();
    expect(sent(requests).length).toBe(1);
    page(true, 1, 2, 3);
    page(false, 4);
    const history = await answer;
    expect(history.kind === 'changes' && history.changes.map(({ seq }) => Number(seq))).toEqual([
      1, 2, 3, 4,
    ]);
  });

  test('R51: many histories are asked for a few at a time, as the server takes no more', async () => {
    const requests = new Requests();
    const answers = [1, 2, 3, 4, 5].map((item) => requests.history(INCIDENT, id(item)));
    const answered: number[] = [];
    for (let round = 0; answered.length < 5 && round < 5; round++) {
      const numbers = sent(requests).map(({ value }) =>
        value && 'request' in value ? Number(value.request) : 0,
      );
      expect(numbers.length).toBeLessThanOrEqual(HISTORIES_AT_ONCE);
      for (const number of numbers)
        requests.onHistory(create(HistorySchema, { request: BigInt(number) }));
      answered.push(...numbers);
    }
    expect(answered).toEqual([1, 2, 3, 4, 5]);
    expect((await Promise.all(answers)).every(({ kind }) => kind === 'changes')).toBe(true);
  });
});

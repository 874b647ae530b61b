import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { HistorySchema, IncidentListSchema } from '../gen/samlad/v1/frames_pb';
import { Outgoing } from './frames';
import { Requests } from './history';
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
});

import { describe, expect, test } from 'vitest';
import { applyBatch, emptyReplica, rebase, type Replica } from './replica';
import { batch, id, INCIDENT, noteChange, type BatchDraft } from './test_kit';

function after(replica: Replica, draft: BatchDraft): Replica {
  const applied = applyBatch(replica, batch(draft));
  if (applied.kind !== 'applied') throw new Error(applied.kind);
  return applied.replica;
}

const textOf = (replica: Replica, item = id(1)) => {
  const body = replica.items.get(item)?.item.body;
  return body?.case === 'note' ? body.value.text : undefined;
};

describe('a live replica', () => {
  const joined = after(emptyReplica(INCIDENT), {
    from: 0,
    through: 5,
    changes: [noteChange(2, id(1)), noteChange(5, id(2))],
  });

  test('R20: puts each change in place by its id, then stands at through', () => {
    const next = after(joined, {
      from: 5,
      through: 7,
      changes: [noteChange(6, id(1), 'ny'), noteChange(7, id(3))],
    });
    expect(textOf(next)).toBe('ny');
    expect([...next.items].map((held) => held.id)).toEqual([id(2), id(1), id(3)]);
    expect(next.position).toBe(7n);
  });

  test('R20: takes out what is removed, after the changes of the same batch', () => {
    const next = after(joined, {
      from: 5,
      through: 6,
      changes: [noteChange(6, id(1))],
      removed: [id(1)],
    });
    expect(next.items.has(id(1))).toBe(false);
    expect(next.items.size).toBe(1);
    expect(next.departed.get(id(1))).toBe(6n);
  });

  test('R20: forgets everything first with reset', () => {
    const next = after(joined, {
      from: 0,
      through: 9,
      reset: true,
      changes: [noteChange(9, id(4))],
    });
    expect([...next.items].map((held) => held.id)).toEqual([id(4)]);
  });

  test('R20: the replica before is untouched', () => {
    after(joined, { from: 5, through: 6, changes: [noteChange(6, id(1), 'ny')], removed: [id(2)] });
    expect(textOf(joined)).toBe('2');
    expect(joined.items.size).toBe(2);
  });

  test('R21: a batch that starts elsewhere is a gap', () => {
    expect(applyBatch(joined, batch({ from: 6, through: 7 })).kind).toBe('gap');
  });

  test.each([
    [
      'out of order',
      { from: 5, through: 8, changes: [noteChange(8, id(1)), noteChange(7, id(2))] },
    ],
    ['before from', { from: 5, through: 8, changes: [noteChange(5, id(1))] }],
    ['beyond through', { from: 5, through: 6, changes: [noteChange(7, id(1))] }],
    ['backward', { from: 5, through: 4 }],
    ['a part that advances', { from: 5, through: 6, more: true }],
  ])('R21 R25: no server makes a batch that is %s', (_name, draft: BatchDraft) => {
    expect(applyBatch(joined, batch(draft)).kind).toBe('malformed');
  });

  test('R23: through advances past what is hidden', () => {
    const next = after(joined, { from: 5, through: 40 });
    expect(next.position).toBe(40n);
    expect(next.items).toBe(joined.items);
  });

  test('R25: parts of a catch-up do not advance, and only the last completes', () => {
    const part = after(joined, {
      from: 5,
      through: 5,
      more: true,
      changes: [noteChange(9, id(1))],
    });
    expect(part.complete).toBe(false);
    expect(part.position).toBe(5n);
    const whole = after(part, { from: 5, through: 12, changes: [noteChange(11, id(2))] });
    expect(whole.complete).toBe(true);
    expect(whole.position).toBe(12n);
  });
});

describe('what Watching says of the position held', () => {
  const held = {
    ...after(emptyReplica(INCIDENT), { from: 0, through: 5, changes: [noteChange(5, id(1))] }),
    epoch: 7n,
  };

  test('R16 R24: the same epoch and position go on', () => {
    expect(rebase(held, 7n, 5n)).toEqual({ kind: 'kept', replica: held });
  });

  test('R16 R17: another epoch starts from nothing', () => {
    const { kind, replica } = rebase(held, 8n, 0n);
    expect(kind).toBe('emptied');
    expect(replica.items.size).toBe(0);
    expect(replica.epoch).toBe(8n);
  });

  test('R16: a place where it does not stand is a gap, and it has to start from 0', () => {
    const { kind, replica } = rebase(held, 7n, 3n);
    expect(kind).toBe('gap');
    expect(replica.items.size).toBe(0);
  });
});

describe("a replay's replica", () => {
  test('R48: goes backward, where items return to what they were', () => {
    const start = after(emptyReplica(INCIDENT, 3), {
      from: 0,
      through: 9,
      reset: true,
      replay: 3,
      changes: [noteChange(4, id(1), 'ny'), noteChange(9, id(2))],
    });
    const back = after(start, {
      from: 9,
      through: 3,
      replay: 3,
      changes: [noteChange(2, id(1), 'gammal')],
      removed: [id(2)],
    });
    expect(textOf(back)).toBe('gammal');
    expect(back.position).toBe(3n);
    expect(back.items.size).toBe(1);
  });
});

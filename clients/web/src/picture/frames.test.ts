import { create, toBinary } from '@bufbuild/protobuf';
import { deflateSync } from 'node:zlib';
import { zlibSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { HeartbeatSchema, PingSchema } from '../gen/samlad/v1/frames_pb';
import { decodeServerFrame, INFLATED_BYTES_MAX, Outgoing, type FromServer } from './frames';
import { frameOf, said } from './test_kit';

const heartbeat = (nonce: bigint): FromServer => ({
  case: 'heartbeat',
  value: create(HeartbeatSchema, { nonce }),
});
const ping = (nonce: bigint) => ({ case: 'ping' as const, value: create(PingSchema, { nonce }) });

function noncesOf(bytes: Uint8Array): bigint[] {
  const decoded = decodeServerFrame(bytes);
  if (decoded.kind !== 'messages') throw new Error(decoded.why);
  return decoded.messages.flatMap((message) =>
    message.case === 'heartbeat' ? [message.value.nonce] : [],
  );
}

describe('frames', () => {
  test('R2: frames put one after the other are a frame again', () => {
    const both = new Uint8Array([...frameOf(heartbeat(1n)), ...frameOf(heartbeat(2n))]);
    expect(noncesOf(both)).toEqual([1n, 2n]);
  });

  test('R7: a compressed frame stands for the messages in it, in its place', () => {
    const inner = zlibSync(frameOf(heartbeat(2n), heartbeat(3n)));
    const bytes = frameOf(heartbeat(1n), { case: 'deflated', value: inner }, heartbeat(4n));
    expect(noncesOf(bytes)).toEqual([1n, 2n, 3n, 4n]);
  });

  test('R7: none holds another of its kind', () => {
    const inner = zlibSync(frameOf(heartbeat(1n)));
    const outer = zlibSync(frameOf({ case: 'deflated', value: inner }));
    expect(decodeServerFrame(frameOf({ case: 'deflated', value: outer })).kind).toBe('unreadable');
  });

  test('R7: one that would fill the memory is let go before it does', () => {
    const bomb = deflateSync(new Uint8Array(2 * INFLATED_BYTES_MAX));
    const decoded = decodeServerFrame(frameOf({ case: 'deflated', value: bomb }));
    expect(decoded).toEqual({ kind: 'unreadable', why: 'a compressed frame that is too long' });
  });

  test('R7: one that is cut short, or has been changed on its way, is unreadable', () => {
    const many = Array.from({ length: 500 }, (_, at) => heartbeat(BigInt(at * at * 7919)));
    const whole = zlibSync(frameOf(...many));
    const decode = (value: Uint8Array) => decodeServerFrame(frameOf({ case: 'deflated', value }));
    expect(noncesOf(frameOf({ case: 'deflated', value: whole })).length).toBe(many.length);
    for (const length of [0, 1, 2, 10, whole.length >> 1, whole.length - 5])
      expect(decode(whole.subarray(0, length)).kind, `${length}`).toBe('unreadable');
  });

  test('R4: fields that a newer server adds are passed over', () => {
    // Field 99, one byte: of no message that this schema has.
    const unknown = new Uint8Array([0x0a, 3, 0x98, 6, 1]);
    expect(decodeServerFrame(unknown)).toMatchObject({ kind: 'messages' });
  });

  test('what is no frame is said to be none', () => {
    expect(decodeServerFrame(new Uint8Array([0x0a, 200, 1])).kind).toBe('unreadable');
    expect(
      decodeServerFrame(frameOf({ case: 'deflated', value: new Uint8Array([1, 2, 3]) })).kind,
    ).toBe('unreadable');
  });

  test('R9: packs into as few frames as the limit of the server allows, in order', () => {
    const outgoing = new Outgoing(3 * toBinary(PingSchema, ping(1n).value).length + 10);
    for (let nonce = 1n; nonce <= 7n; nonce++) expect(outgoing.add(ping(nonce))).toBe(true);
    const frames = outgoing.take();
    expect(frames.length).toBeGreaterThan(1);
    expect(
      said(frames).map((message) => (message.case === 'ping' ? message.value.nonce : 0n)),
    ).toEqual([1n, 2n, 3n, 4n, 5n, 6n, 7n]);
  });

  test('R9: what no frame can hold is left out', () => {
    expect(new Outgoing(2).add(ping(1n))).toBe(false);
  });
});

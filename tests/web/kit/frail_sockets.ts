import { WebSocket } from 'ws';
import { SUBPROTOCOL } from '../../../clients/web/src/picture/frames';
import type { Ports, Socket, SocketEvents } from '../../../clients/web/src/picture/ports';
import type { Chance } from './chance';

// The pauses of R13 are drawn from so much of their range: a test has no minutes to wait.
const PAUSE_SCALE = 0.005;

/** A client's surroundings in node, whose link the test can cut at any moment. */
export class FrailPorts implements Ports {
  private current: { socket: WebSocket; events: SocketEvents } | undefined;
  cuts = 0;

  constructor(
    private readonly address: () => string,
    private readonly chance: Chance,
  ) {}

  /** The link breaks: nothing more arrives either way, and what is under way is lost. */
  cut(): void {
    const link = this.current;
    if (!link) return;
    this.current = undefined;
    this.cuts++;
    link.socket.removeAllListeners();
    link.socket.on('error', () => undefined);
    link.socket.terminate();
    link.events.closed(1006, '');
  }

  openSocket(events: SocketEvents): Socket {
    const socket = new WebSocket(`ws://${this.address()}/ws`, SUBPROTOCOL);
    socket.binaryType = 'nodebuffer';
    this.current = { socket, events };
    socket.on('open', () => events.opened());
    socket.on('message', (data) => events.message(new Uint8Array(data as Buffer)));
    socket.on('error', () => undefined);
    socket.on('close', (code, text) => {
      if (this.current?.socket === socket) this.current = undefined;
      events.closed(code, text.toString());
    });
    return { send: (bytes) => socket.send(bytes), close: () => socket.terminate() };
  }

  nowMs(): number {
    return Date.now();
  }

  setTimer(run: () => void, afterMs: number): () => void {
    const timer = setTimeout(run, afterMs);
    return () => clearTimeout(timer);
  }

  random(): number {
    return this.chance.fraction() * PAUSE_SCALE;
  }

  randomBytes(count: number): Uint8Array {
    return this.chance.bytes(count);
  }
}

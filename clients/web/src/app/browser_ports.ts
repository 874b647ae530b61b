import { SUBPROTOCOL } from '../picture/frames';
import type { Ports, Socket, SocketEvents } from '../picture/ports';
import { steady } from '../picture/steady_clock';

/** What a page has: its own server's WebSocket, the clock, timers, good random bytes. */
export const browserPorts: Ports = {
  openSocket(events: SocketEvents): Socket {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}/ws`, SUBPROTOCOL);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => events.opened();
    socket.onmessage = (event: MessageEvent<unknown>) => {
      if (event.data instanceof ArrayBuffer) events.message(new Uint8Array(event.data));
    };
    socket.onclose = (event) => events.closed(event.code, event.reason);
    return { send: (bytes) => socket.send(bytes), close: () => socket.close() };
  },
  nowMs: steady(() => Date.now()),
  setTimer(run, afterMs) {
    const timer = setTimeout(run, afterMs);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
  randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
};

import { CLOSE_LINK_BROKEN } from './close_meaning';
import type { Conversation } from './conversation';
import type { Ports, Socket } from './ports';

// Timers are looked at again at least so often; a browser cannot wait for longer than 24 days.
const TIMER_MS_MAX = 60_000;

/**
 * Carries a conversation over sockets: connects when it wants a connection, brings it frames and
 * time, and writes what it has to say. One socket at a time; what an abandoned one still says is
 * not heard.
 */
export class Connection {
  private socket: Socket | undefined;
  private generation = 0;
  private open = false;
  private stopTimer: (() => void) | undefined;
  private running = false;
  private pumping = false;

  constructor(
    private readonly conversation: Conversation,
    private readonly ports: Ports,
    /** Called after anything may have changed. */
    private readonly changed: () => void,
  ) {}

  start(): void {
    this.running = true;
    this.pump();
  }

  /** The socket is let go; the conversation stays where it is. */
  stop(): void {
    this.running = false;
    this.stopTimer?.();
    this.drop(1000);
  }

  /** To be called after every call into the conversation. */
  pump(): void {
    if (!this.running || this.pumping) return;
    this.pumping = true;
    const nowMs = this.ports.nowMs();
    try {
      this.conversation.tick(nowMs);
      if (this.conversation.wantsClose) this.drop(CLOSE_LINK_BROKEN);
      const atMs = this.conversation.wantsConnectionAtMs();
      if (!this.socket && atMs !== undefined && nowMs >= atMs) this.connect();
      if (this.open) {
        for (const frame of this.conversation.takeOutgoing(nowMs)) this.socket?.send(frame);
      }
    } finally {
      // Whoever is told of something may fail at it; the conversation goes on.
      this.pumping = false;
      this.schedule(nowMs);
    }
    this.changed();
  }

  /** The browser knows better than a timeout that the network is gone. */
  lose(): void {
    if (!this.socket) return;
    this.drop(CLOSE_LINK_BROKEN);
    this.pump();
  }

  private connect(): void {
    const generation = ++this.generation;
    const current = () => generation === this.generation && this.running;
    this.open = false;
    this.socket = this.ports.openSocket({
      opened: () => {
        if (!current()) return;
        this.open = true;
        this.conversation.onConnected(this.ports.nowMs());
        this.pump();
      },
      message: (bytes) => {
        if (!current()) return;
        this.conversation.onFrame(bytes, this.ports.nowMs());
        this.pump();
      },
      closed: (code, text) => {
        if (!current()) return;
        this.socket = undefined;
        this.open = false;
        this.conversation.onClosed(code, text, this.ports.nowMs());
        this.pump();
      },
    });
  }

  private drop(code: number): void {
    const socket = this.socket;
    if (!socket) return;
    this.generation++;
    this.socket = undefined;
    this.open = false;
    socket.close();
    this.conversation.onClosed(code, '', this.ports.nowMs());
  }

  private schedule(nowMs: number): void {
    this.stopTimer?.();
    this.stopTimer = undefined;
    const { conversation } = this;
    const connectAtMs = this.socket ? undefined : conversation.wantsConnectionAtMs();
    const due = [connectAtMs, conversation.tickAtMs()].filter((atMs) => atMs !== undefined);
    if (due.length === 0) return;
    const afterMs = Math.min(Math.max(Math.min(...due) - nowMs, 0), TIMER_MS_MAX);
    this.stopTimer = this.ports.setTimer(() => this.pump(), afterMs);
  }
}

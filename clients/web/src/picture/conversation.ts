import { create } from '@bufbuild/protobuf';
import { RejectionCode, RejectionSchema, type Command } from '../gen/samlad/v1/command_pb';
import type { Presence, Welcome } from '../gen/samlad/v1/frames_pb';
import {
  CLOSE_LINK_BROKEN,
  CLOSE_MALFORMED,
  CLOSE_TOO_LARGE,
  CLOSE_UNREADABLE,
  meaningOf,
} from './close_meaning';
import { pauseMs } from './backoff';
import { COMMAND_BOUNDS, PendingCommands, type PendingCommand } from './commands';
import type {
  ConversationObserver,
  ConversationOptions,
  ConversationState,
  Ending,
  Stopped,
} from './conversation_state';
import { decodeServerFrame, Outgoing, type FromServer } from './frames';
import { Requests } from './requests';
import { Pulse } from './pulse';
import { idOf, type Id } from './ids';
import { Replays } from './replay';
import { Watches, type WatchOutcome } from './watches';

// A connection that lived this long counts as good: the next pause is short again.
const SETTLED_AFTER_MS = 2_000;
const WELCOME_TIMEOUT_MS = 10_000;
const SEEN_INTERVAL_MS = 1_000;
// Until Welcome says what holds.
const FRAME_BYTES_MAX = 1024 * 1024;

/**
 * The client's side of the conversation that proto/PROTOCOL.md numbers, from Hello to Goodbye and
 * over every reconnect, without a socket: whoever owns it brings connections, frames and the time,
 * and carries away what `takeOutgoing` gives.
 *
 *   waiting --onConnected--> greeting --Welcome--> live
 *      ^                        |                   |
 *      +---- retry -------------+-------------------+---- stop ---> stopped
 *
 * What is asked for outlives the connection: commands are kept until they are answered and sent
 * again under the same id (P3), watches resume where they stand (P4), replays and requests are
 * asked anew.
 */
export class Conversation {
  readonly commands: PendingCommands;
  readonly watches = new Watches(SEEN_INTERVAL_MS);
  readonly requests = new Requests();
  readonly replays = new Replays();
  readonly pulse = new Pulse();

  state: ConversationState = { kind: 'waiting', connectAtMs: 0, attempt: 0, why: undefined };
  wantsClose = false;

  private token: string;
  private nowMs = 0;
  // Of what is known of an ending the first is the cause.
  private ending: Ending | undefined;
  private helloDue = false;
  private saysDeflate = true;
  private refreshDue = false;
  private pingDue = false;
  private nonce = 0n;
  private welcomed: Welcome | undefined;
  private presenceDue = new Map<Id, Presence>();

  constructor(
    private readonly options: ConversationOptions,
    private readonly observer: ConversationObserver,
  ) {
    this.token = options.token;
    this.commands = new PendingCommands(COMMAND_BOUNDS, (change) => observer.onCommand(change));
  }

  // ---- The transport's side.

  /** When to connect; undefined while there is a connection, and when stopped. */
  wantsConnectionAtMs(): number | undefined {
    return this.state.kind === 'waiting' ? this.state.connectAtMs : undefined;
  }

  onConnected(nowMs: number): void {
    if (this.state.kind !== 'waiting') return;
    this.state = { kind: 'greeting', connectedAtMs: nowMs, attempt: this.state.attempt };
    this.nowMs = nowMs;
    this.pulse.onConnected(nowMs);
    this.wantsClose = false;
    this.ending = undefined;
    this.helloDue = true;
    this.pingDue = this.refreshDue = false;
  }

  /** One whole WebSocket message. Ignored unless connected. */
  onFrame(bytes: Uint8Array, nowMs: number): void {
    this.nowMs = nowMs;
    this.pulse.heard(nowMs);
    if (!this.connected()) return;
    const decoded = decodeServerFrame(bytes);
    if (decoded.kind === 'unreadable') return this.abandon(CLOSE_UNREADABLE, decoded.why);
    for (const message of decoded.messages) {
      this.dispatch(message);
      if (!this.connected()) return;
    }
  }

  /** The connection is gone, or could not be made. */
  onClosed(code: number, text: string, nowMs: number): void {
    this.nowMs = nowMs;
    if (this.state.kind === 'stopped') return;
    const why = this.ending ?? { code, text, retryAfterMs: 0 };
    this.ending = undefined;
    const good = this.state.kind === 'live' && nowMs - this.state.connectedAtMs >= SETTLED_AFTER_MS;
    const attempt = good ? 0 : this.state.attempt;
    this.commands.onConnectionLost();
    this.watches.onConnectionLost();
    this.requests.onConnectionLost();
    this.replays.onConnectionLost();
    this.wantsClose = false;
    let after = meaningOf(why.code);
    if (why.code === CLOSE_MALFORMED && this.state.kind === 'greeting' && this.saysDeflate) {
      // A server of before R7 does not know what Hello said; without it the two understand each other.
      this.saysDeflate = false;
      after = 'retry';
    }
    if (after !== 'retry') {
      this.state = { kind: 'stopped', after, why };
    } else {
      const connectAtMs = nowMs + pauseMs(attempt, why.retryAfterMs, this.options.random());
      this.state = { kind: 'waiting', connectAtMs, attempt: attempt + 1, why };
    }
    for (const incident of this.watches.incidents()) this.observer.onPicture(incident);
  }

  /** Pings, timeouts, pacing, Seen. Call it when `tickAtMs` has come. */
  tick(nowMs: number): void {
    this.nowMs = nowMs;
    if (this.wantsClose) return;
    if (this.state.kind === 'greeting' && nowMs >= this.state.connectedAtMs + WELCOME_TIMEOUT_MS) {
      return this.abandon(CLOSE_LINK_BROKEN, '');
    }
    if (this.state.kind !== 'live') return;
    for (const beat of this.pulse.due(nowMs)) {
      if (beat === 'silent') this.abandon(CLOSE_LINK_BROKEN, '');
      else if (beat === 'ping') this.pingDue = true;
      else this.observer.onTokenEnding(Number(this.state.welcome.tokenUntilMs));
    }
  }

  tickAtMs(): number | undefined {
    if (this.state.kind === 'greeting') return this.state.connectedAtMs + WELCOME_TIMEOUT_MS;
    if (this.state.kind !== 'live') return undefined;
    const due = [this.pulse.dueAtMs(), this.commands.dueAtMs(this.nowMs), this.watches.dueAtMs()];
    return Math.min(...due.filter((atMs) => atMs !== undefined));
  }

  /** WebSocket messages to write, in order. Ask again after every call to anything here. */
  takeOutgoing(nowMs: number): Uint8Array<ArrayBuffer>[] {
    this.nowMs = nowMs;
    if (!this.connected()) return [];
    const told = this.welcomed?.limits?.frameBytesMax ?? 0;
    const outgoing = new Outgoing(told > 0 ? told : FRAME_BYTES_MAX);
    if (this.helloDue) {
      const { client } = this.options;
      const value = {
        $typeName: 'samlad.v1.Hello' as const,
        token: this.token,
        client,
        deflate: this.saysDeflate,
      };
      outgoing.add({ case: 'hello', value });
      this.helloDue = false;
    }
    if (this.state.kind === 'live') this.appendLive(outgoing, nowMs);
    if (!outgoing.isEmpty) this.pulse.said(nowMs);
    return outgoing.take();
  }

  // ---- The user's side, beside the members above: may be called in any state.

  /** False if too much waits already. */
  send(command: Command, nowMs: number): boolean {
    return this.commands.add(command, nowMs);
  }

  /** What the user looks at, now (R30). Not kept over a reconnect. */
  showPresence(incident: Id, presence: Presence): void {
    if (this.state.kind === 'live') this.presenceDue.set(incident, presence);
  }

  /** A new token for the same person, and when it ends on the server's clock (R11). */
  refresh(token: string, untilMs: number): void {
    this.token = token;
    if (this.state.kind === 'stopped' && this.state.after === 'log-in') {
      this.state = { kind: 'waiting', connectAtMs: this.nowMs, attempt: 0, why: this.state.why };
    }
    if (this.state.kind !== 'live') return;
    this.refreshDue = true;
    this.state.welcome.tokenUntilMs = BigInt(untilMs);
    this.pulse.onToken(untilMs, this.nowMs);
  }

  /** No pause any longer: the browser says that there is a network again, or the person does. */
  connectNow(nowMs: number): void {
    if (this.state.kind === 'waiting')
      this.state = { ...this.state, connectAtMs: nowMs, attempt: 0 };
  }

  /** Ends it for good from the client's side. */
  stop(why: Ending, after: Stopped = 'stop'): void {
    if (this.state.kind === 'stopped') return;
    this.wantsClose = this.state.kind !== 'waiting';
    this.state = { kind: 'stopped', after, why };
  }

  private connected(): boolean {
    return !this.wantsClose && (this.state.kind === 'greeting' || this.state.kind === 'live');
  }

  private appendLive(outgoing: Outgoing, nowMs: number): void {
    if (this.refreshDue) {
      outgoing.add({
        case: 'refresh',
        value: { $typeName: 'samlad.v1.Refresh', token: this.token },
      });
      this.refreshDue = false;
    }
    this.watches.appendTo(outgoing, nowMs);
    this.requests.appendTo(outgoing);
    this.replays.appendTo(outgoing);
    for (const id of this.commands.appendTo(outgoing, nowMs)) {
      const rule = 'client.frame-bytes-max';
      this.commands.refuse(id, create(RejectionSchema, { code: RejectionCode.TOO_LARGE, rule }));
    }
    for (const value of this.presenceDue.values()) outgoing.add({ case: 'presence', value });
    this.presenceDue.clear();
    if (this.pingDue && outgoing.isEmpty) {
      this.nonce += 1n;
      outgoing.add({ case: 'ping', value: { $typeName: 'samlad.v1.Ping', nonce: this.nonce } });
    }
    this.pingDue = false;
  }

  private abandon(code: number, text: string): void {
    if (this.wantsClose) return;
    this.wantsClose = true;
    this.ending = { code, text, retryAfterMs: 0 };
  }

  private dispatch(message: FromServer): void {
    // Only Welcome and Goodbye have a place before Welcome.
    const greeting = this.state.kind === 'greeting';
    if (
      greeting &&
      message.case !== 'welcome' &&
      message.case !== 'goodbye' &&
      message.case !== undefined
    ) {
      return this.abandon(CLOSE_UNREADABLE, `${message.case} before welcome`);
    }
    switch (message.case) {
      case 'welcome':
        return this.onWelcome(message.value);
      case 'watching':
        return this.heed(this.watches.onWatching(message.value));
      case 'batch': {
        const batch = message.value;
        if (batch.replay === 0) return this.heed(this.watches.onBatch(batch));
        const outcome = this.replays.onBatch(batch);
        if (outcome.kind === 'applied') return this.observer.onReplay(batch.replay);
        return this.heed(outcome);
      }
      case 'result':
        this.commands.onResult(message.value, this.nowMs);
        if (message.value.soFar) {
          this.observer.onSummary(idOf(message.value.incident), message.value.soFar);
        }
        return this.settle();
      case 'watchEnded': {
        const ended = this.watches.onWatchEnded(message.value);
        if (ended) this.observer.onWatchEnded(ended.incident, ended.why, ended.last);
        return;
      }
      case 'presence':
        return this.observer.onPresence(message.value);
      case 'heartbeat':
        this.observer.onServerTime(Number(message.value.serverTimeMs));
        if (this.watches.onHeartbeat(message.value)) this.abandon(CLOSE_LINK_BROKEN, '');
        return;
      case 'incidentList':
        return this.requests.onIncidents(message.value);
      case 'history':
        return this.requests.onHistory(message.value);
      case 'replayStatus': {
        const why = this.replays.onStatus(message.value);
        if (why) return this.observer.onReplayEnded(message.value, why);
        return this.observer.onReplay(message.value.replay);
      }
      case 'goodbye': {
        const { code, text, retryAfterMs } = message.value;
        this.ending = { code, text, retryAfterMs };
        return;
      }
      case 'deflated': // Taken apart by the decoder.
      case undefined: // Of a later version of the protocol (R4).
        return;
    }
  }

  private onWelcome(welcome: Welcome): void {
    if (this.state.kind !== 'greeting') return;
    const { connectedAtMs, attempt } = this.state;
    this.state = { kind: 'live', connectedAtMs, welcome, attempt };
    this.welcomed = welcome;
    this.pulse.onWelcome(welcome, this.nowMs);
    this.commands.onWelcome(welcome.limits, this.nowMs);
    this.observer.onServerTime(Number(welcome.serverTimeMs));
    this.observer.onWelcome(welcome);
  }

  private heed(outcome: WatchOutcome): void {
    switch (outcome.kind) {
      case 'applied':
        this.settle();
        return this.observer.onPicture(outcome.incident);
      case 'ignored':
        return;
      case 'gap':
        return this.abandon(CLOSE_LINK_BROKEN, '');
      case 'too-large':
        return this.abandon(CLOSE_TOO_LARGE, '');
      case 'malformed':
        return this.abandon(CLOSE_UNREADABLE, outcome.why);
    }
  }

  // What was accepted is done with once the picture has come so far: at once where none is watched,
  // but not in a log that was opened here, whose picture is about to come.
  private settle(): void {
    const all = this.commands.list();
    const opens = ({ command }: PendingCommand) => command.verb.case === 'openIncident';
    const opened = new Set(all.filter(opens).map(({ incident }) => incident));
    for (const { incident, state } of all) {
      if (state.kind !== 'accepted') continue;
      const view = this.watches.view(incident);
      if (!view && opened.has(incident)) continue;
      this.commands.settle(incident, view ? view.replica.position : state.lastSeq);
    }
  }
}

import type { Command, Rejection, Summary } from '../gen/samlad/v1/command_pb';
import type { Presence, ReplayStatus, Welcome } from '../gen/samlad/v1/frames_pb';
import { CLOSE_UNAUTHENTICATED } from './close_meaning';
import type { CommandChange, PendingCommand } from './commands';
import { Connection } from './connection';
import { Conversation } from './conversation';
import type { ConversationObserver } from './conversation_state';
import { CommandMaker, newId } from './drafts';
import type { HistoryAnswer } from './requests';
import { idOf, REGISTRY, type Id } from './ids';
import { summariesFrom, summaryOf, type IncidentSummary } from './incident_list';
import type { Author } from './overlay';
import { Picture } from './picture';
import { PictureKeeper } from './picture_keeper';
import type { Ports } from './ports';
import { ReplayRoom } from './replay_room';
import { emptyReplica, type Replica } from './replica';
import { ServerClock } from './server_clock';
import { statusOf, type EndReason, type Status } from './status';
import { INCIDENTS, Keep, type Store } from './store';

export interface ClientOptions {
  readonly ports: Ports;
  readonly store: Store;
  readonly author: Author;
  /** Empty where the browser's cookie says it. */
  readonly token: string;
  /** Name and version of this program. */
  readonly client: string;
}

/** One incident as it is shown. A new value whenever anything in it changes. */
export interface IncidentView {
  readonly picture: Picture;
  /** Items that have come so far of a picture that is on its way; undefined if none is. */
  readonly arriving: number | undefined;
  readonly head: bigint;
  /** When the picture was last known to be whole and fresh, by the client's clock; undefined: now. */
  readonly staleSinceMs: number | undefined;
  /** The server ended the watch, and why (R18, R19); the last picture stays. */
  readonly ended: Rejection | undefined;
  /** What others look at, by person (R30). */
  readonly presence: ReadonlyMap<Id, Presence>;
  /** What had happened in conferences when the person joined them, by conference (R43). */
  readonly summaries: ReadonlyMap<Id, Summary>;
}

export type ClientEvent =
  | { readonly kind: 'refused'; readonly pending: PendingCommand }
  | { readonly kind: 'watch-ended'; readonly incident: Id; readonly why: Rejection | undefined }
  | { readonly kind: 'replay-ended'; readonly replay: number; readonly why: Rejection }
  | { readonly kind: 'welcome'; readonly server: string }
  | { readonly kind: 'token-ending'; readonly untilMs: number }
  | { readonly kind: 'nothing-is-kept' };

interface Shown {
  view: IncidentView | undefined;
  staleSinceMs: number | undefined;
  ended: { why: Rejection | undefined; last: Replica } | undefined;
  presence: ReadonlyMap<Id, Presence>;
  summaries: ReadonlyMap<Id, Summary>;
}

/**
 * Everything that a person's page holds: the conversation, its connection, the pictures with what
 * waits laid over them, and what is kept for the next page. No DOM; a view subscribes and reads.
 */
export class Client implements ConversationObserver {
  readonly author: Author;
  readonly clock: ServerClock;
  readonly keep: Keep;
  readonly replays: ReplayRoom;
  /** What is known of the incidents, from the server or from an earlier page. */
  incidents: readonly IncidentSummary[] = [];

  private readonly ports: Ports;
  private readonly conversation: Conversation;
  private readonly connection: Connection;
  private readonly keeper: PictureKeeper;
  private readonly shownBy = new Map<Id, Shown>();
  // What is being loaded to be watched, or is; somebody may have left again in the meantime.
  private readonly wanted = new Set<Id>();
  private readonly listeners = new Set<() => void>();
  private readonly eventListeners = new Set<(event: ClientEvent) => void>();
  private readonly startedAtMs: number;
  private lostAtMs: number | undefined;
  private behindSinceMs: number | undefined;
  private ended: EndReason | undefined;
  private lastMadeAtMs = 0;
  private wasLive = false;

  constructor(options: ClientOptions) {
    this.ports = options.ports;
    this.author = options.author;
    this.clock = new ServerClock(() => options.ports.nowMs());
    this.keep = new Keep(options.store, options.author);
    this.keeper = new PictureKeeper(this.keep, options.ports, () =>
      this.tell({ kind: 'nothing-is-kept' }),
    );
    const { token, client, ports } = options;
    this.conversation = new Conversation({ token, client, random: () => ports.random() }, this);
    this.connection = new Connection(this.conversation, ports, () => this.afterTalk());
    this.replays = new ReplayRoom(this.conversation.replays, this.author, () =>
      this.connection.pump(),
    );
    this.startedAtMs = ports.nowMs();
  }

  /** Takes up what an earlier page kept, then connects. The registry is always watched. */
  async start(): Promise<void> {
    this.conversation.commands.restore(await this.keep.loadCommands().catch(() => []));
    this.incidents = summariesFrom(await this.keep.loadValue(INCIDENTS).catch(() => []));
    await this.watch(REGISTRY);
    this.connection.start();
  }

  async stop(): Promise<void> {
    this.connection.stop();
    await this.keeper.flush();
  }

  // ---- Reading. Values are the same until something changes.

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  onEvent(listener: (event: ClientEvent) => void): () => void {
    this.eventListeners.add(listener);
    return () => this.eventListeners.delete(listener);
  }

  status(): Status {
    return statusOf({
      state: this.conversation.state,
      nowMs: this.ports.nowMs(),
      heardAtMs: this.conversation.pulse.heardAtMs,
      heartbeatMs: this.conversation.pulse.heartbeatMs(),
      behindSinceMs: this.behindSinceMs,
      lostAtMs: this.lostAtMs,
      startedAtMs: this.startedAtMs,
      ended: this.ended,
    });
  }

  /** Undefined until it is watched and what was kept of it is loaded. */
  incident(id: Id): IncidentView | undefined {
    const shown = this.shownBy.get(id);
    if (!shown) return undefined;
    shown.view ??= this.viewOf(id, shown);
    return shown.view;
  }

  /** The logs that are watched, the registry among them. */
  watched(): readonly Id[] {
    return [...this.shownBy.keys()];
  }

  commands(): readonly PendingCommand[] {
    return this.conversation.commands.list();
  }

  maker(incident: Id): CommandMaker {
    return new CommandMaker(incident, () => newId((count) => this.ports.randomBytes(count)));
  }

  // ---- Asking. Everything works without a connection, and is said when there is one.

  async watch(incident: Id): Promise<void> {
    this.wanted.add(incident);
    if (this.shownBy.has(incident)) return;
    const kept = await this.keep.loadPicture(incident).catch(() => undefined);
    if (this.shownBy.has(incident) || !this.wanted.has(incident)) return;
    this.shownBy.set(incident, {
      view: undefined,
      staleSinceMs: kept?.freshAtMs ?? this.ports.nowMs(),
      ended: undefined,
      presence: new Map(),
      summaries: new Map(),
    });
    this.conversation.watches.add(incident, kept?.replica);
    this.connection.pump();
  }

  unwatch(incident: Id): void {
    void this.keeper.flush();
    this.wanted.delete(incident);
    this.shownBy.delete(incident);
    this.conversation.watches.remove(incident);
    this.connection.pump();
  }

  /** False if too much waits already; nothing is kept then. */
  send(command: Command): boolean {
    // Strictly increasing, so that what is kept comes back in the order of making.
    this.lastMadeAtMs = Math.max(Math.round(this.ports.nowMs()), this.lastMadeAtMs + 1);
    const taken = this.conversation.send(command, this.lastMadeAtMs);
    this.connection.pump();
    return taken;
  }

  discard(command: Id): boolean {
    const gone = this.conversation.commands.discard(command);
    this.connection.pump();
    return gone;
  }

  /** The person has been shown everything up to `through` (R29). */
  shown(incident: Id, through: bigint): void {
    this.conversation.watches.shown(incident, through);
    this.connection.pump();
  }

  showPresence(incident: Id, presence: Presence): void {
    this.conversation.showPresence(incident, presence);
    this.connection.pump();
  }

  async refreshIncidents(): Promise<readonly IncidentSummary[]> {
    const answer = this.conversation.requests.incidents();
    this.connection.pump();
    const entries = await answer;
    this.incidents = entries.map(summaryOf).filter((summary) => summary !== undefined);
    this.tellListeners();
    await this.keep.saveValue(INCIDENTS, this.incidents).catch(() => undefined);
    return this.incidents;
  }

  history(incident: Id, item: Id): Promise<HistoryAnswer> {
    const answer = this.conversation.requests.history(incident, item);
    this.connection.pump();
    return answer;
  }

  /** A new token of the same person, actor and role: goes on without a break (R11). */
  refresh(token: string, untilMs: number): void {
    this.ended = undefined;
    this.conversation.refresh(token, untilMs);
    this.connection.pump();
  }

  /** The network is back, or the person asks. */
  connectNow(): void {
    this.conversation.connectNow(this.ports.nowMs());
    this.connection.pump();
  }

  /** The browser says that the network is gone. */
  networkLost(): void {
    this.connection.lose();
  }

  /** Before the page goes away. */
  async saveAll(): Promise<void> {
    for (const [incident, shown] of this.shownBy) {
      const watched = this.conversation.watches.view(incident);
      if (watched && shown.staleSinceMs === undefined) {
        this.keeper.picture(watched.replica, this.conversation.pulse.heardAtMs);
      }
    }
    await this.keeper.flush();
  }

  // ---- What the conversation brings.

  onWelcome(welcome: Welcome): void {
    const { person, actor, role } = welcome;
    const same =
      idOf(person) === this.author.person &&
      idOf(actor) === this.author.actor &&
      role === this.author.role;
    this.lostAtMs = undefined;
    this.tell({ kind: 'welcome', server: welcome.server });
    if (same) return;
    // Another window of this browser has logged in as somebody else. What this person wrote must
    // not be sent in that one's name.
    this.ended = 'other-person';
    this.conversation.stop({ code: CLOSE_UNAUTHENTICATED, text: '', retryAfterMs: 0 }, 'log-in');
  }

  onPicture(incident: Id): void {
    const shown = this.shownBy.get(incident);
    if (!shown) return;
    const watched = this.conversation.watches.view(incident);
    if (watched?.followed && watched.arriving === undefined) {
      shown.staleSinceMs = undefined;
      this.keeper.picture(watched.replica, this.ports.nowMs());
    } else if (shown.staleSinceMs === undefined) {
      shown.staleSinceMs = this.conversation.pulse.heardAtMs;
      if (watched) this.keeper.picture(watched.replica, shown.staleSinceMs);
      // The page may be closed while the link is away.
      void this.keeper.flush();
    }
    shown.view = undefined;
  }

  onWatchEnded(incident: Id, why: Rejection | undefined, last: Replica): void {
    const shown = this.shownBy.get(incident);
    if (!shown) return;
    shown.ended = { why, last };
    shown.staleSinceMs ??= this.ports.nowMs();
    shown.view = undefined;
    this.keeper.forget(incident);
    this.tell({ kind: 'watch-ended', incident, why });
  }

  onCommand({ pending, gone }: CommandChange): void {
    const shown = this.shownBy.get(pending.incident);
    if (shown) shown.view = undefined;
    // A password is written down nowhere: whoever sets one does it again if the page goes away.
    if (pending.command.verb.case !== 'setPassword')
      this.keeper.command(pending, gone || pending.state.kind === 'accepted');
    if (!gone && pending.state.kind === 'refused') this.tell({ kind: 'refused', pending });
  }

  onSummary(incident: Id, summary: Summary): void {
    const shown = this.shownBy.get(incident);
    if (!shown) return;
    shown.summaries = new Map(shown.summaries).set(idOf(summary.conference), summary);
    shown.view = undefined;
  }

  onPresence(presence: Presence): void {
    const shown = this.shownBy.get(idOf(presence.incident));
    if (!shown) return;
    const others = new Map(shown.presence);
    if (presence.gone) others.delete(idOf(presence.person));
    else others.set(idOf(presence.person), presence);
    shown.presence = others;
    // The picture is the same, and large; presence is told several times a second.
    if (shown.view) shown.view = { ...shown.view, presence: others };
  }

  onReplay(): void {
    this.tellListeners();
  }

  onReplayEnded(status: ReplayStatus, why: Rejection): void {
    this.tell({ kind: 'replay-ended', replay: status.replay, why });
  }

  onServerTime(serverTimeMs: number): void {
    this.clock.heard(serverTimeMs);
  }

  onTokenEnding(untilMs: number): void {
    this.tell({ kind: 'token-ending', untilMs });
  }

  private viewOf(id: Id, shown: Shown): IncidentView {
    const watched = this.conversation.watches.view(id);
    const replica = watched?.replica ?? shown.ended?.last ?? emptyReplica(id);
    return {
      picture: new Picture(replica, this.commands(), this.author),
      arriving: watched?.arriving,
      head: watched?.head ?? replica.position,
      staleSinceMs: shown.staleSinceMs,
      ended: shown.ended?.why,
      presence: shown.presence,
      summaries: shown.summaries,
    };
  }

  // Called by the connection after whatever may have changed anything.
  private afterTalk(): void {
    const live = this.conversation.state.kind === 'live';
    const nowMs = this.ports.nowMs();
    if (this.wasLive && !live) this.lostAtMs = nowMs;
    this.wasLive = live;
    const behind = [...this.conversation.watches.incidents()].some((incident) => {
      const view = this.conversation.watches.view(incident);
      return (
        !view || !view.followed || view.arriving !== undefined || view.replica.position < view.head
      );
    });
    if (!live || !behind) this.behindSinceMs = undefined;
    else this.behindSinceMs ??= nowMs;
    this.tellListeners();
  }

  private tellListeners(): void {
    for (const listener of this.listeners) listener();
  }

  private tell(event: ClientEvent): void {
    for (const listener of this.eventListeners) listener(event);
  }
}

import { Role } from '../gen/samlad/v1/registry_pb';
import { Client, type ClientEvent, type IncidentView } from '../picture/client';
import type { PendingCommand } from '../picture/commands';
import { REGISTRY, type Id } from '../picture/ids';
import type { IncidentSummary } from '../picture/incident_list';
import type { ShownReplay } from '../picture/replay_room';
import { directoryOf, type Directory } from '../picture/selectors';
import type { Status } from '../picture/status';
import type { Store } from '../picture/store';
import { label, t, why } from '../i18n/language.svelte';
import { browserPorts } from './browser_ports';
import { forgetLogin, keepLogin, type KeptLogin } from './kept_login';
import { logOut, type Login } from './login';
import { notices } from './notices.svelte';
import { lookForUpdate } from './service_worker_registration';
import { otherVersion, PAGE_VERSION } from './version';

const CLIENT_NAME = `samlad-web/${PAGE_VERSION}`;
// Nobody reads faster than this. What comes alone is shown at once, and so is what the person does.
const FLUSH_INTERVAL_MS = 100;
// A window that nobody looks at is brought up to date at this pace.
const HIDDEN_FLUSH_MS = 1_000;
const NOBODY: Directory = { actorName: () => '', actorShortName: () => '', personName: () => '' };

/**
 * One person's login in this window, as reactive state. The client may change hundreds of times a
 * second; what views read changes at most every FLUSH_INTERVAL_MS, but at the next frame for what the
 * person has asked for: a command of their own, a replay.
 */
export class Session {
  readonly client: Client;
  kept: KeptLogin;

  status = $state.raw<Status>({ kind: 'connecting' });
  incidents = $state.raw<readonly IncidentSummary[]>([]);
  commands = $state.raw<readonly PendingCommand[]>([]);
  directory = $state.raw<Directory>(NOBODY);
  /** The client's clock, each second. */
  nowMs = $state(Date.now());
  /** Somebody may be looking at this window. */
  visible = $state(document.visibilityState === 'visible');
  /** The token ends then, by the server's clock, and the person should log in again before. */
  tokenEndsMs = $state<number>();

  private replays = $state.raw<readonly ShownReplay[]>([]);
  private views = $state.raw<ReadonlyMap<Id, IncidentView>>(new Map());
  private readonly undo: (() => void)[] = [];
  /** The notices of what was refused: each goes when its command was sent again, or let go. */
  private readonly refusals = new Map<Id, number>();
  private flushedAtMs = 0;
  /** Calls off the flush that is to come. */
  private waiting: { readonly isAtFrame: boolean; readonly callOff: () => void } | undefined;
  private stopped = false;

  constructor(kept: KeptLogin, store: Store) {
    this.kept = kept;
    const { author, token } = kept;
    this.client = new Client({ ports: browserPorts, store, author, token, client: CLIENT_NAME });
    this.undo.push(
      this.client.subscribe(() => this.flushSoon()),
      this.client.onEvent((event) => this.onEvent(event)),
      every(1_000, () => this.tick()),
      on(window, 'online', () => this.client.connectNow()),
      on(window, 'offline', () => this.client.networkLost()),
      on(window, 'pagehide', () => void this.client.saveAll()),
      on(document, 'visibilitychange', () => this.onVisibility()),
    );
  }

  async start(): Promise<void> {
    await this.client.start();
    this.flush();
    await this.client.refreshIncidents();
  }

  /** Now by the server's clock, which is what times are compared with. Ticks each second. */
  get serverNowMs(): number {
    return this.client.clock.now() + this.nowMs - Date.now();
  }

  get who(): string {
    const person = this.directory.personName(this.kept.author.person) || this.kept.login;
    return `${person}, ${label(Role, this.kept.author.role)}, ${this.kept.actorName}`;
  }

  /** How one incident stands; undefined until it is opened. Reactive. */
  view(incident: Id): IncidentView | undefined {
    return this.views.get(incident);
  }

  /** A replay opened by `client.replays.open`; undefined once it has ended. Reactive. */
  replay(number: number): ShownReplay | undefined {
    return this.replays.find((replay) => replay.number === number);
  }

  async open(incident: Id): Promise<void> {
    await this.client.watch(incident);
    this.flush();
  }

  /** The same person has logged in again: goes on without losing anything. */
  renew(login: Login): boolean {
    const { author, token, untilMs } = login;
    const own = this.kept.author;
    if (author.person !== own.person || author.actor !== own.actor || author.role !== own.role)
      return false;
    this.kept = { ...this.kept, token, untilMs };
    keepLogin(this.kept);
    this.tokenEndsMs = undefined;
    this.client.refresh(token, untilMs);
    return true;
  }

  /** Leaves no picture behind at this machine; what was not sent waits for the same person. */
  async logOut(): Promise<void> {
    forgetLogin();
    await this.stop();
    await this.client.keep.forgetPictures();
    await logOut();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    for (const undo of this.undo.splice(0)) undo();
    await this.client.stop();
  }

  private flushSoon(): void {
    if (this.stopped || this.waiting?.isAtFrame) return;
    const sinceMs = performance.now() - this.flushedAtMs;
    const waitMs = this.visible ? FLUSH_INTERVAL_MS - sinceMs : HIDDEN_FLUSH_MS;
    if (this.visible && (waitMs <= 0 || this.isAskedFor())) {
      this.waiting?.callOff();
      const frame = requestAnimationFrame(() => this.flush());
      this.waiting = { isAtFrame: true, callOff: () => cancelAnimationFrame(frame) };
    } else if (!this.waiting) {
      const timer = setTimeout(() => this.flush(), waitMs);
      this.waiting = { isAtFrame: false, callOff: () => clearTimeout(timer) };
    }
  }

  private isAskedFor(): boolean {
    return this.client.commands() !== this.commands || this.haveReplaysChanged();
  }

  private haveReplaysChanged(): boolean {
    const replays = this.client.replays.all();
    return (
      replays.length !== this.replays.length ||
      replays.some((replay, at) => replay !== this.replays[at])
    );
  }

  private flush(): void {
    this.waiting?.callOff();
    this.waiting = undefined;
    if (this.stopped) return;
    this.flushedAtMs = performance.now();
    const { client } = this;
    this.status = sameStatus(this.status, client.status());
    this.incidents = client.incidents;
    this.commands = client.commands();
    this.dismissMended();
    if (this.haveReplaysChanged()) this.replays = client.replays.all();
    const views = new Map<Id, IncidentView>();
    let same = true;
    for (const id of client.watched()) {
      const view = client.incident(id);
      if (!view) continue;
      views.set(id, view);
      same &&= this.views.get(id) === view;
    }
    if (same && views.size === this.views.size) return;
    const registry = views.get(REGISTRY);
    if (registry && registry !== this.views.get(REGISTRY))
      this.directory = directoryOf(registry.picture);
    this.views = views;
  }

  private dismissMended(): void {
    for (const [id, notice] of this.refusals) {
      const command = this.commands.find((pending) => pending.id === id);
      if (command?.state.kind === 'refused') continue;
      this.refusals.delete(id);
      notices.dismiss(notice);
    }
  }

  private tick(): void {
    this.nowMs = Date.now();
    this.status = sameStatus(this.status, this.client.status());
  }

  private onVisibility(): void {
    this.visible = document.visibilityState === 'visible';
    if (this.visible) this.flushSoon();
    else void this.client.saveAll();
  }

  private onEvent(event: ClientEvent): void {
    switch (event.kind) {
      case 'refused': {
        const { state } = event.pending;
        if (state.kind === 'refused')
          this.refusals.set(
            event.pending.id,
            notices.show('error', t('notice.refused', { why: why(state.rejection) })),
          );
        return;
      }
      case 'watch-ended':
        notices.show('warning', t('notice.watchEnded', { why: why(event.why) }));
        return;
      case 'replay-ended':
        notices.show('warning', t('notice.replayEnded', { why: why(event.why) }));
        return;
      case 'welcome': {
        // The server may have been away to be upgraded.
        lookForUpdate();
        const server = otherVersion(event.server, PAGE_VERSION);
        if (server)
          notices.show('warning', t('newVersion.server', { server, page: PAGE_VERSION }), {
            label: t('status.reload'),
            run: () => location.reload(),
          });
        return;
      }
      case 'token-ending':
        this.tokenEndsMs = event.untilMs;
        return;
      case 'nothing-is-kept': // The store stands in for itself, and has said so (SturdyStore).
    }
  }
}

// The same value if it says the same, so that nothing is drawn anew for it.
function sameStatus(before: Status, now: Status): Status {
  return JSON.stringify(before) === JSON.stringify(now) ? before : now;
}

function every(ms: number, run: () => void): () => void {
  const timer = setInterval(run, ms);
  return () => clearInterval(timer);
}

function on(target: EventTarget, name: string, run: () => void): () => void {
  target.addEventListener(name, run);
  return () => target.removeEventListener(name, run);
}

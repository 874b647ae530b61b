import { getContext, setContext } from 'svelte';
import type { Command } from '../gen/samlad/v1/command_pb';
import type { IncidentView } from '../picture/client';
import type { CommandMaker } from '../picture/drafts';
import type { Held, Kind } from '../picture/held';
import type { Id } from '../picture/ids';
import type { Author } from '../picture/overlay';
import type { Picture } from '../picture/picture';
import { incidentNow, isExercise, type Directory } from '../picture/selectors';
import { mayCreate, roleIn } from '../picture/rights';
import type { SeenItems } from '../picture/seen_items';
import { t } from '../i18n/language.svelte';
import { Follow } from './follow.svelte';
import type { Lookout } from './lookout.svelte';
import { notices } from './notices.svelte';
import type { SeenMarks } from './seen_marks.svelte';
import type { Session } from './session.svelte';

/**
 * The incident that is open in this window: what every view of it reads and asks. Get it with
 * `useIncident()`. All of it is reactive, and changes at most once a frame.
 */
export class OpenIncident {
  readonly maker: CommandMaker;
  /** The item that the person has chosen, in whichever view. */
  selected = $state<Id>();
  /** What the person's map shows: west, south, east, north; empty without a map (R30). */
  looksAt = $state.raw<readonly number[]>([]);
  /** Whose map the maps of this incident go along with. */
  readonly follow = new Follow(this);
  /** What the person has seen of it; without, nothing here is ever marked. */
  marks: SeenMarks | undefined;
  /** Watches over what is on the screen. */
  lookout: Lookout | undefined;
  // The view is another one whenever somebody moves their map; what shows the picture is not then.
  private readonly pictureNow: Picture = $derived.by(() => this.view().picture);

  constructor(
    readonly session: Session,
    readonly id: Id,
    readonly view: () => IncidentView,
  ) {
    this.maker = session.client.maker(id);
  }

  /** The picture is one of the past, and nothing is written in it. */
  get isReplay(): boolean {
    return false;
  }

  get seen(): SeenItems | undefined {
    return this.marks?.seen;
  }

  /** Somebody else has changed it since the person saw it. */
  isNew(held: Held): boolean {
    return this.seen?.isNew(held, this.me.person) ?? false;
  }

  get picture(): Picture {
    return this.pictureNow;
  }

  get directory(): Directory {
    return this.session.directory;
  }

  get me(): Author {
    return this.session.client.author;
  }

  /** The same, in the role that counts for the incident as such: its state, and who takes part. */
  get steward(): Author {
    const { me } = this;
    return { ...me, role: roleIn(this.picture.incident?.body.kind, me.role) };
  }

  get isExercise(): boolean {
    return isExercise(this.picture);
  }

  /** Now on the incident's clock: exercise time in an exercise. Ticks each second. */
  get nowMs(): number {
    return incidentNow(this.picture, this.session.serverNowMs);
  }

  /** Now on the incident's clock, to put into an item. */
  exactNowMs(): number {
    return incidentNow(this.picture, this.session.client.clock.now());
  }

  get isLive(): boolean {
    return this.session.status.kind === 'live' || this.session.status.kind === 'behind';
  }

  /** Whether the person's role makes such items at all; the server has the last word. */
  mayCreate(kind: Kind): boolean {
    return mayCreate(this.me.role, kind);
  }

  /** It shows at once, and settles when it is confirmed. False if it was not taken: keep the text. */
  send(command: Command | undefined): boolean {
    if (!command) return true;
    const taken = this.session.client.send(command);
    if (!taken) notices.show('error', t('unsent.full'));
    return taken;
  }
}

const KEY = Symbol('the open incident');

export function provideIncident(incident: OpenIncident): void {
  setContext(KEY, incident);
}

export function useIncident(): OpenIncident {
  return getContext<OpenIncident>(KEY);
}

import { create } from '@bufbuild/protobuf';
import { untrack } from 'svelte';
import type { OpenIncident } from '../../app/incident.svelte';
import { OpenIncidentSchema } from '../../gen/samlad/v1/command_pb';
import { Role } from '../../gen/samlad/v1/registry_pb';
import {
  IncidentKind,
  IncidentSchema,
  IncidentState,
  ParticipationState,
} from '../../gen/samlad/v1/situation_pb';
import { t } from '../../i18n/language.svelte';
import type { PendingCommand } from '../../picture/commands';
import { editable, forAll, newItem } from '../../picture/drafts';
import { bytesOf, idOf, namesSomething, type Id } from '../../picture/ids';
import type { IncidentSummary } from '../../picture/incident_list';
import { Picture } from '../../picture/picture';
import { emptyReplica } from '../../picture/replica';
import { participants } from '../../picture/selectors';
import {
  annotationAt,
  annotationsOf,
  cut,
  type Annotated,
  type AnnotatedPlace,
  type AnnotationText,
} from './annotations';
import { logsToShow } from './evaluation_logs';

// A colleague may open the first one, or another actor invite to theirs.
const LOOK_EVERY_MS = 5_000;
const TITLE_MAX = 200;

/**
 * The evaluations of an incident that the person's actor takes part in, each a log of its own, as
 * one list of annotations. Make it while a component is being made; they are followed as long as
 * that is there.
 */
export class Evaluations {
  private readonly choice = $derived.by(() => {
    const { incidents, commands } = this.live.session;
    const told = incidents.filter((summary) => this.isEvaluation(summary));
    const led = told.filter(({ lead }) => lead === this.live.me.actor).map(({ id }) => id);
    const made = commands.filter((command) => this.opens(command)).map(({ incident }) => incident);
    return logsToShow([...led, ...made], [...told.map(({ id }) => id), ...this.followed]);
  });

  /** Told by the server, or opened here: on the way to it, and then followed. */
  readonly logs = $derived(this.choice.shown);

  /** How many more there are than can be followed. */
  readonly leftOut = $derived(this.choice.leftOut);

  private readonly pictures = $derived(
    this.logs.map((log) => {
      const { session, me } = this.live;
      const view = session.view(log);
      return view?.picture ?? new Picture(emptyReplica(log), session.commands, me);
    }),
  );

  readonly annotations = $derived(annotationsOf(this.pictures));

  /** Those that the actor is invited to and has not answered. */
  readonly invitations = $derived(
    this.pictures.filter((picture) => this.partIn(picture) === INVITED),
  );

  private followed = $state.raw<readonly Id[]>([]);

  constructor(private readonly live: OpenIncident) {
    const { session } = live;
    $effect(() => {
      const unconfirmed = new Set(
        session.commands.filter(isUnderWay).map(({ incident }) => incident),
      );
      for (const log of this.logs) {
        if (unconfirmed.has(log) || this.followed.includes(log)) continue;
        this.followed = [...this.followed, log];
        untrack(() => void session.open(log));
      }
    });
    $effect(() => {
      const look = () => {
        if (session.visible && live.isLive) void session.client.refreshIncidents();
      };
      untrack(look);
      const timer = setInterval(look, LOOK_EVERY_MS);
      return () => clearInterval(timer);
    });
    $effect(() => () => {
      for (const log of this.followed) session.client.unwatch(log);
    });
  }

  /** Evaluators annotate, and duty officers; the server has the last word. */
  get mayWrite(): boolean {
    return this.live.mayCreate('annotation');
  }

  mayRevise({ held, body, state }: Annotated): boolean {
    const isOwn = idOf(held.item.owner) === this.live.me.actor;
    return isOwn && this.mayWrite && !body.struck && state !== 'refused';
  }

  /** The first one opens the evaluation. False if it was not taken: keep the text. */
  add(place: AnnotatedPlace, text: AnnotationText): boolean {
    const { live } = this;
    const log = this.openLog() ?? this.begin();
    if (log === undefined) return false;
    const maker = live.session.client.maker(log);
    const body = annotationAt(place, text);
    const item = newItem({ id: maker.newId(), kind: 'annotation', body, audience: forAll() });
    return live.send(maker.create(item));
  }

  revise({ log, held }: Annotated, values: Partial<AnnotationText & Struck>): boolean {
    const edited = editable(held.item);
    if (edited.body.case !== 'annotation') return true;
    Object.assign(edited.body.value, values);
    return this.live.send(this.live.session.client.maker(log).revise(held, edited));
  }

  strike(annotated: Annotated, reason: string): boolean {
    return this.revise(annotated, { struck: true, struckReason: reason });
  }

  accept(picture: Picture): void {
    const { live } = this;
    const own = participants(picture).find(({ actor }) => actor === live.me.actor);
    if (!own) return;
    const edited = editable(own.held.item);
    if (edited.body.case !== 'participation') return;
    edited.body.value.state = ParticipationState.PARTICIPATION_ACTIVE;
    live.send(live.session.client.maker(picture.replica.incident).revise(own.held, edited));
  }

  /** Where a new annotation goes: an evaluation that goes on, and in which the actor is active. */
  private openLog(): Id | undefined {
    const open = this.pictures.find(
      (picture) => this.partIn(picture) === ACTIVE && !isClosed(picture),
    );
    return open?.replica.incident;
  }

  private begin(): Id | undefined {
    const { live } = this;
    const log = live.maker.newId();
    const title = t('evaluation.of', { title: live.picture.incident?.body.title ?? '' });
    const incident = create(IncidentSchema, {
      kind: IncidentKind.EVALUATION,
      state: IncidentState.INCIDENT_ACTIVATED,
      title: cut(title, TITLE_MAX),
      evaluates: bytesOf(live.id),
    });
    const value = create(OpenIncidentSchema, { incident });
    const maker = live.session.client.maker(log);
    return live.send(maker.verb({ case: 'openIncident', value })) ? log : undefined;
  }

  private partIn(picture: Picture): ParticipationState {
    const { me, session } = this.live;
    // Its picture has not come yet: who opened it takes part in it.
    const { incident: log } = picture.replica;
    const leads = session.incidents.some(({ id, lead }) => id === log && lead === me.actor);
    const opens = session.commands.some((made) => made.incident === log && this.opens(made));
    if (!picture.incident && (leads || opens)) return ACTIVE;
    const own = participants(picture).find(({ actor }) => actor === me.actor);
    return own?.state ?? ParticipationState.PARTICIPATION_STATE_UNSPECIFIED;
  }

  private isEvaluation({ kind, evaluates, lead, state, actors }: IncidentSummary): boolean {
    if (kind !== IncidentKind.EVALUATION || evaluates !== this.live.id) return false;
    // Whose part in it has ended is told of no other actors, and does not follow it.
    const leads = lead === this.live.me.actor;
    return leads ? state !== IncidentState.INCIDENT_EVALUATED : actors > 1;
  }

  private opens({ command, state }: PendingCommand): boolean {
    const { verb } = command;
    if (verb.case !== 'openIncident' || state.kind === 'refused') return false;
    const evaluates = verb.value.incident?.evaluates;
    return evaluates !== undefined && namesSomething(evaluates) && idOf(evaluates) === this.live.id;
  }
}

interface Struck {
  struck: boolean;
  struckReason: string;
}

const INVITED = ParticipationState.PARTICIPATION_INVITED;
const ACTIVE = ParticipationState.PARTICIPATION_ACTIVE;

function isClosed(picture: Picture): boolean {
  const state = picture.incident?.body.state ?? IncidentState.INCIDENT_STATE_UNSPECIFIED;
  return state >= IncidentState.INCIDENT_CLOSED;
}

// A watch of a log that the server does not know yet would be refused.
function isUnderWay({ command, state }: PendingCommand): boolean {
  return command.verb.case === 'openIncident' && state.kind === 'waiting';
}

/** Whose sight an annotation can be looked at with; undefined: one's own. */
export function sightToOpen({ sight }: Annotated, { me }: OpenIncident): Id | undefined {
  return sight === me.actor || me.role !== Role.EVALUATOR ? undefined : sight;
}

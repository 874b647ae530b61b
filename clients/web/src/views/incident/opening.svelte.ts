import { create } from '@bufbuild/protobuf';
import type { Session } from '../../app/session.svelte';
import { OpenIncidentSchema, type Rejection } from '../../gen/samlad/v1/command_pb';
import { IncidentSchema, type IncidentKind } from '../../gen/samlad/v1/situation_pb';
import type { PendingCommand } from '../../picture/commands';
import { parseId, type Id } from '../../picture/ids';
import { FIRST_STATES } from '../../picture/item_rights';
import { checkMessage, type Problem } from '../../picture/schema';
import { KeptDraft } from '../collaboration/kept_draft.svelte';

const UNTOUCHED = {
  kind: 0 as IncidentKind,
  state: FIRST_STATES[0] ?? 0,
  title: '',
  area: '',
  description: '',
  activationLevel: '',
  /** The id of the incident that it was sent as; empty until it is. */
  sent: '',
};

/**
 * An incident that a person is opening: what they have written, over reloads and refusals, until the
 * server has confirmed it. Make it while a component is being made.
 */
export class Opening {
  readonly draft: KeptDraft<typeof UNTOUCHED>;
  private left = $state<Id>();

  /** `onOpened`: it is there. */
  constructor(
    private readonly session: Session,
    private readonly onOpened: (incident: Id) => void,
  ) {
    this.draft = new KeptDraft(session.client.keep, 'draft.openIncident', UNTOUCHED);
    $effect(() => {
      const { pending } = this;
      // The command is kept sooner than the draft: it may be all that an earlier page left behind.
      if (pending) this.left = pending.incident;
      else if (this.sent) void this.look(this.sent);
    });
  }

  get sent(): Id | undefined {
    return parseId(this.draft.value.sent) ?? this.left;
  }

  /** The command, as long as it waits or has been refused. */
  get pending(): PendingCommand | undefined {
    // A new value whenever any of them changes; the client itself knows of one at once.
    void this.session.commands;
    return this.session.client
      .commands()
      .find(
        ({ command, state }) => command.verb.case === 'openIncident' && state.kind !== 'accepted',
      );
  }

  get isWaiting(): boolean {
    return this.sent !== undefined && this.pending?.state.kind !== 'refused';
  }

  get refusal(): Rejection | undefined {
    const state = this.pending?.state;
    return state?.kind === 'refused' ? state.rejection : undefined;
  }

  /** What is wrong with it; empty if it was sent. */
  send(): readonly Problem[] {
    const { kind, state, title, area, description, activationLevel } = this.draft.value;
    const incident = create(IncidentSchema, {
      kind,
      state,
      title: title.trim(),
      area: area.trim(),
      description: description.trim(),
      activationLevel: activationLevel.trim(),
    });
    const problems = checkMessage(IncidentSchema, incident);
    if (problems.length > 0 || this.isWaiting) return problems;
    // What was refused is replaced by what the person has made of it.
    if (this.pending) this.session.client.discard(this.pending.id);
    const { client } = this.session;
    const id = client.maker(client.author.actor).newId();
    const value = create(OpenIncidentSchema, { incident });
    if (client.send(client.maker(id).verb({ case: 'openIncident', value })))
      this.draft.value.sent = id;
    return [];
  }

  // The command is settled, or the person has let it go: the list of incidents knows which.
  private async look(id: Id): Promise<void> {
    const incidents = await this.session.client.refreshIncidents();
    if (this.sent !== id || this.pending) return;
    if (incidents.some((incident) => incident.id === id)) {
      this.draft.drop();
      this.onOpened(id);
    } else {
      this.draft.value.sent = '';
      this.left = undefined;
    }
  }
}

import { create } from '@bufbuild/protobuf';
import type { Command } from '../../../clients/web/src/gen/samlad/v1/command_pb';
import { OpenIncidentSchema } from '../../../clients/web/src/gen/samlad/v1/command_pb';
import {
  DecisionSchema,
  TaskSchema,
} from '../../../clients/web/src/gen/samlad/v1/collaboration_pb';
import type { Audience } from '../../../clients/web/src/gen/samlad/v1/log_pb';
import {
  FeatureCategory,
  FeatureSchema,
  GeometryType,
  IncidentKind,
  IncidentSchema,
  NoteKind,
  NoteSchema,
  ParticipationSchema,
  ParticipationState,
} from '../../../clients/web/src/gen/samlad/v1/situation_pb';
import type { Client } from '../../../clients/web/src/picture/client';
import {
  editable,
  forActors,
  forAll,
  newItem,
  ownOnly,
} from '../../../clients/web/src/picture/drafts';
import { isKind, type Held } from '../../../clients/web/src/picture/held';
import { bytesOf, idOf, type Id } from '../../../clients/web/src/picture/ids';
import type { Chance } from '../kit/chance';
import { mustAccept, until } from '../kit/people';

/** Opens an incident and has every other client's actor take active part in it. */
export async function openIncident(lead: Client, others: readonly Client[]): Promise<Id> {
  const incident = lead.maker(lead.author.actor).newId();
  const kind = IncidentKind.DISTURBANCE;
  const body = create(IncidentSchema, { kind, title: `Brand ${incident.slice(0, 6)}` });
  const value = create(OpenIncidentSchema, { incident: body });
  await mustAccept(lead, lead.maker(incident).verb({ case: 'openIncident', value }));
  await lead.watch(incident);
  for (const other of others) {
    const participation = create(ParticipationSchema, { actor: bytesOf(other.author.actor) });
    const maker = lead.maker(incident);
    const item = newItem({ id: maker.newId(), kind: 'participation', body: participation });
    await mustAccept(lead, maker.create(item));
    await other.watch(incident);
    await setParticipation(
      other,
      incident,
      other.author.actor,
      ParticipationState.PARTICIPATION_ACTIVE,
    );
    // Or the lead would go on from an older state, and be told so (R39).
    await until('its acceptance', lead, () => {
      const parts = lead.incident(incident)?.picture.ofKind('participation') ?? [];
      return parts.every(({ body }) => body.state === ParticipationState.PARTICIPATION_ACTIVE);
    });
  }
  return incident;
}

/** Waits until the client sees the participation, then revises its state. */
export async function setParticipation(
  client: Client,
  incident: Id,
  actor: Id,
  state: ParticipationState,
): Promise<void> {
  const own = () => {
    const picture = client.incident(incident)?.picture;
    return picture?.ofKind('participation').find(({ body }) => idOf(body.actor) === actor);
  };
  await until('its participation', client, () => own() !== undefined);
  const held = own();
  if (!held) return;
  const edited = editable(held.item);
  if (edited.body.case === 'participation') edited.body.value.state = state;
  const command = client.maker(incident).revise(held, edited, 'Enligt dagordningen');
  if (command) await mustAccept(client, command);
}

/** A command that the client's actor might well give now. Refusals are part of the play. */
export function anyCommand(
  client: Client,
  incident: Id,
  actors: readonly Id[],
  chance: Chance,
): Command | undefined {
  return chance.happens(0.55)
    ? anyCreate(client, incident, actors, chance)
    : anyRevise(client, incident, actors, chance);
}

function anyAudience(actors: readonly Id[], chance: Chance): Audience {
  if (chance.happens(0.4)) return forAll();
  if (chance.happens(0.4)) return ownOnly();
  return forActors(actors.filter(() => chance.happens(0.5)));
}

function anyCreate(client: Client, incident: Id, actors: readonly Id[], chance: Chance): Command {
  const maker = client.maker(incident);
  const id = maker.newId();
  const audience = anyAudience(actors, chance);
  const text = `Å ${chance.below(1e9)}`;
  switch (chance.below(4)) {
    case 0: {
      const geometry = {
        type: GeometryType.POINT,
        coordinates: [16 + chance.fraction(), 60],
        ends: [],
        polygonEnds: [],
      };
      const body = create(FeatureSchema, {
        title: text,
        category: FeatureCategory.HAZARD,
        geometry,
      });
      return maker.create(newItem({ id, kind: 'feature', body, audience }));
    }
    case 1: {
      const pictureSeq = client.incident(incident)?.picture.position || 1n;
      const body = create(DecisionSchema, {
        issue: text,
        proposal: 'Ja',
        reasons: 'Behov',
        mandate: 'Eget',
        pictureSeq,
      });
      return maker.create(newItem({ id, kind: 'decision', body, audience }));
    }
    case 2: {
      const body = create(TaskSchema, { title: text, assignee: bytesOf(chance.oneOf(actors)) });
      return maker.create(newItem({ id, kind: 'task', body, audience }));
    }
    default: {
      const actionAtMs = BigInt(client.clock.now());
      const body = create(NoteSchema, { kind: NoteKind.NOTE_OBSERVATION, text, actionAtMs });
      return maker.create(newItem({ id, kind: 'note', body, audience }));
    }
  }
}

function anyRevise(
  client: Client,
  incident: Id,
  actors: readonly Id[],
  chance: Chance,
): Command | undefined {
  const picture = client.incident(incident)?.picture;
  const own = [...(picture?.newestFirst() ?? [])].filter((held) =>
    mayRevise(held, client.author.actor),
  );
  if (own.length === 0) return undefined;
  const held = chance.oneOf(own);
  const edited = editable(held.item);
  // Half of all revisions give or withdraw sight.
  if (chance.happens(0.5)) edited.audience = anyAudience(actors, chance);
  else if (edited.body.case === 'feature') edited.body.value.title = `Ändrad ${chance.below(1e9)}`;
  else if (edited.body.case === 'decision') edited.body.value.reasons = `Skäl ${chance.below(1e9)}`;
  else if (edited.body.case === 'note') {
    edited.body.value.struck = true;
    edited.body.value.struckReason = 'Fel plats';
  } else edited.fictional = !edited.fictional;
  return client.maker(incident).revise(held, edited, 'Enligt dagordningen');
}

function mayRevise(held: Held, actor: Id): boolean {
  const owned = idOf(held.item.owner) === actor;
  return (
    owned &&
    (isKind(held, 'feature') ||
      isKind(held, 'note') ||
      isKind(held, 'decision') ||
      isKind(held, 'task'))
  );
}

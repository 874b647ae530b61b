import {
  ConferenceState,
  DecisionState,
  Position,
  TaskState,
} from '../gen/samlad/v1/collaboration_pb';
import { Aspect } from '../gen/samlad/v1/evaluation_pb';
import { Role } from '../gen/samlad/v1/registry_pb';
import {
  ContradictionState,
  FeatureCategory,
  FeatureState,
  IncidentState,
  NoteKind,
  ParticipationState,
  ReportState,
} from '../gen/samlad/v1/situation_pb';
import { instantText } from '../i18n/format';
import { label, t } from '../i18n/language.svelte';
import { isKind, type Held } from '../picture/held';
import { idOf, namesSomething } from '../picture/ids';
import type { Picture } from '../picture/picture';
import type { Directory } from '../picture/selectors';

/** Items and changes in words, the same in every view. */

export function kindText(held: Held): string {
  return held.kind === undefined ? t('change.unknownKind') : t(`kind.${held.kind}`);
}

/** What an item is called: its title, or what stands for one. */
export function titleOf(held: Held, picture: Picture, directory: Directory): string {
  const { body } = held.item;
  switch (body.case) {
    case 'incident':
    case 'feature':
    case 'task':
    case 'conference':
    case 'annotation':
      return body.value.title;
    case 'note':
      return body.value.text;
    case 'contradiction':
      return body.value.question;
    case 'decision':
      return body.value.issue;
    case 'pictureVersion':
    case 'actor':
    case 'person':
      return body.value.name;
    case 'report':
      return body.value.event || instantText(Number(body.value.asOfMs));
    case 'participation':
      return directory.actorName(idOf(body.value.actor)) || t('change.unknownActor');
    case 'stance': {
      const decision = picture.get(idOf(body.value.decision));
      return isKind(decision, 'decision') ? decision.body.issue : '';
    }
    case 'account':
      return body.value.login;
    case 'roleAssignment':
      return directory.personName(idOf(body.value.person));
    case undefined:
      return '';
  }
}

/** The state that an item is in, or what is most like one; empty if it has none. */
export function stateText(held: Held): string {
  const { body } = held.item;
  switch (body.case) {
    case 'incident':
      return label(IncidentState, body.value.state);
    case 'participation':
      return label(ParticipationState, body.value.state);
    case 'report':
      return label(ReportState, body.value.state);
    case 'feature':
      return label(FeatureState, body.value.state);
    case 'note':
    case 'annotation':
      return body.value.struck ? t('change.struck') : '';
    case 'contradiction':
      return label(ContradictionState, body.value.state);
    case 'decision':
      return label(DecisionState, body.value.state);
    case 'stance':
      return label(Position, body.value.position);
    case 'task':
      return label(TaskState, body.value.state);
    case 'conference':
      return label(ConferenceState, body.value.state);
    default:
      return '';
  }
}

/** Of which sort within its kind: a note's kind, a feature's category. */
export function sortText(held: Held): string {
  const { body } = held.item;
  if (body.case === 'note') return label(NoteKind, body.value.kind);
  if (body.case === 'annotation') return label(Aspect, body.value.aspect);
  return body.case === 'feature' ? label(FeatureCategory, body.value.category) : '';
}

/** A change as a sentence in three parts: who, what they did, to what. */
export interface Sentence {
  readonly who: string;
  readonly what: string;
  readonly title: string;
}

export function sentenceOf(held: Held, picture: Picture, directory: Directory): Sentence {
  return {
    who: actorText(held, directory),
    what: whatText(held),
    title: titleOf(held, picture, directory),
  };
}

/** The actor that made the change. */
export function actorText(held: Held, directory: Directory): string {
  const { actor, role } = held.change;
  if (role === Role.SYSTEM || !namesSomething(actor)) return label(Role, Role.SYSTEM);
  return directory.actorShortName(idOf(actor)) || t('change.unknownActor');
}

function whatText(held: Held): string {
  const { fields } = held.change;
  const { body } = held.item;
  const noun = sortText(held) || kindText(held);
  const state = stateText(held);
  if (body.case === 'incident' && fields.length === 0) return t('change.opened');
  if (body.case === 'note' || body.case === 'annotation')
    if (body.value.struck) return `${noun}, ${state}`;
  if (body.case === 'note') return noun;
  if (body.case === 'stance') return `${kindText(held)}: ${state}`;
  if (fields.includes('decision.basis_changed')) return `${noun}: ${t('change.basisChanged')}`;
  if (fields.length === 0 || fields.some((field) => field.endsWith('.state'))) {
    return state ? `${noun}: ${state}` : noun;
  }
  return `${noun}, ${fields.every((field) => field === 'audience') ? t('change.removedSight') : t('change.revised')}`;
}

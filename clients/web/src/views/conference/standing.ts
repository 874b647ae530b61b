import { ConferenceState } from '../../gen/samlad/v1/collaboration_pb';
import { SpeakAction } from '../../gen/samlad/v1/command_pb';
import type { HeldOf } from '../../picture/held';
import { idOf, namesSomething, type Id } from '../../picture/ids';
import type { Author } from '../../picture/overlay';
import type { Picture } from '../../picture/picture';
import { sightOf } from '../../picture/selectors';
import { answers, hindranceOf, isOwn, leads } from '../collaboration/acting';

/** What the person's actor is in a conference, with what it has asked for and not heard of yet. */
export interface Standing {
  readonly invited: boolean;
  /** May answer the roll and speak. */
  readonly takesPart: boolean;
  /** Runs it: opens, closes, gives the floor. */
  readonly isChair: boolean;
  readonly present: boolean;
  readonly hasFloor: boolean;
  /** Place in the queue, from 1; undefined: does not wait. */
  readonly place: number | undefined;
  /** Some of this is not confirmed. */
  readonly pending: boolean;
}

export function standingIn(held: HeldOf<'conference'>, picture: Picture, me: Author): Standing {
  const { body } = held;
  const free = hindranceOf(picture, me) === undefined;
  const own = isOwn(held, me);
  const queue = body.speakQueue.map(idOf);
  let present = body.roll.some((entry) => entry.present && idOf(entry.actor) === me.actor);
  let waits = queue.includes(me.actor);
  let hasFloor = floorOf(held) === me.actor;
  const overlaid = picture.pendingOn(held.id);
  for (const { command, state } of overlaid?.commands ?? []) {
    if (state.kind === 'refused') continue;
    if (command.verb.case === 'attend') present = command.verb.value.present;
    if (command.verb.case !== 'speak') continue;
    const { action } = command.verb.value;
    if (action === SpeakAction.ASK) waits = true;
    if (action === SpeakAction.WITHDRAW) waits = false;
    if (action === SpeakAction.RETURN && hasFloor) hasFloor = false;
  }
  const at = queue.indexOf(me.actor);
  return {
    invited: called(held, picture).includes(me.actor),
    takesPart: free && (answers(me.role) || leads(me.role)),
    isChair: free && own && leads(me.role),
    present,
    hasFloor,
    place: waits ? (at < 0 ? queue.length : at) + 1 : undefined,
    pending: overlaid?.state === 'pending',
  };
}

/** The actor that has the floor. */
export function floorOf({ body }: HeldOf<'conference'>): Id | undefined {
  return namesSomething(body.floor) ? idOf(body.floor) : undefined;
}

/** Those called: named, or everybody who takes part; and whoever called. */
export function called(held: HeldOf<'conference'>, picture: Picture): readonly Id[] {
  const { invitees } = held.body;
  const named = invitees.length > 0 ? invitees.map(idOf) : sightOf(picture, held.item).seeing;
  return [...new Set([idOf(held.item.owner), ...named])];
}

export interface RollLine {
  readonly actor: Id;
  readonly person: Id | undefined;
  readonly atMs: number;
  readonly state: 'present' | 'absent' | 'silent';
}

/** The roll call: who is there, who is not, who has not answered. */
export function rollOf(held: HeldOf<'conference'>, picture: Picture): readonly RollLine[] {
  const answered = new Map(held.body.roll.map((entry) => [idOf(entry.actor), entry]));
  const actors = new Set([...called(held, picture), ...answered.keys()]);
  return [...actors].map((actor): RollLine => {
    const entry = answered.get(actor);
    if (!entry) return { actor, person: undefined, atMs: 0, state: 'silent' };
    return {
      actor,
      person: namesSomething(entry.person) ? idOf(entry.person) : undefined,
      atMs: Number(entry.atMs),
      state: entry.present ? 'present' : 'absent',
    };
  });
}

export function isOver(state: ConferenceState): boolean {
  return state >= ConferenceState.CONFERENCE_CLOSED;
}

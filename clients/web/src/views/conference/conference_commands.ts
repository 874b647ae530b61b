import { create } from '@bufbuild/protobuf';
import type { Conference } from '../../gen/samlad/v1/collaboration_pb';
import {
  AttendSchema,
  SpeakSchema,
  type Command,
  type SpeakAction,
} from '../../gen/samlad/v1/command_pb';
import { editable, type CommandMaker } from '../../picture/drafts';
import type { HeldOf } from '../../picture/held';
import { bytesOf, type Id } from '../../picture/ids';

type Held = HeldOf<'conference'>;

/** Answers the roll call. The answer brings what has happened so far (R43), also the second time. */
export function attend(maker: CommandMaker, { id }: Held, present: boolean): Command {
  const value = create(AttendSchema, { conference: bytesOf(id), present });
  return maker.verb({ case: 'attend', value });
}

/** `actor`: to whom the floor is given; of the others it is the person's own. */
export function speak(maker: CommandMaker, { id }: Held, action: SpeakAction, actor?: Id): Command {
  const value = create(SpeakSchema, { conference: bytesOf(id), action });
  if (actor) value.actor = bytesOf(actor);
  return maker.verb({ case: 'speak', value });
}

export function alter(
  maker: CommandMaker,
  held: Held,
  change: (conference: Conference) => void,
  reason = '',
): Command | undefined {
  const edited = editable(held.item);
  if (edited.body.case === 'conference') change(edited.body.value);
  return maker.revise(held, edited, reason);
}

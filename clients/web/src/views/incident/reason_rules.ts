import { CommandSchema } from '../../gen/samlad/v1/command_pb';
import { messageRules, type FieldRules } from '../../picture/schema';

/** A command's reason, which some steps need. */
export function reasonRules(required: boolean): FieldRules {
  return { ...messageRules(CommandSchema, 'reason'), required };
}

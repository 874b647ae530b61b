import { create } from '@bufbuild/protobuf';
import { SetPasswordSchema, type Command } from '../../gen/samlad/v1/command_pb';
import type { CommandMaker } from '../../picture/drafts';
import { bytesOf, type Id } from '../../picture/ids';

export function setPassword(maker: CommandMaker, account: Id, password: string): Command {
  const value = create(SetPasswordSchema, { account: bytesOf(account), password });
  return maker.verb({ case: 'setPassword', value });
}

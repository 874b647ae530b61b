import type { Command, Rejection } from '../gen/samlad/v1/command_pb';
import type { Client } from './client';
import { idOf } from './ids';

/**
 * Sends commands that rest on one another, each when the one before is accepted. Undefined when all
 * are; else why the first that was not is refused. That one is let go: whoever asks has its text.
 */
export async function sendInTurn(
  client: Client,
  commands: readonly Command[],
): Promise<Rejection | 'too-many' | undefined> {
  for (const command of commands) {
    if (!client.send(command)) return 'too-many';
    const rejection = await answerTo(client, command);
    if (rejection) return rejection;
  }
  return undefined;
}

function answerTo(client: Client, command: Command): Promise<Rejection | undefined> {
  const id = idOf(command.commandId);
  return new Promise((done) => {
    const undo = client.subscribe(look);
    look();
    function look(): void {
      const state = client.commands().find((pending) => pending.id === id)?.state;
      if (state?.kind === 'waiting') return;
      undo();
      if (state?.kind === 'refused') client.discard(id);
      done(state?.kind === 'refused' ? state.rejection : undefined);
    }
  });
}

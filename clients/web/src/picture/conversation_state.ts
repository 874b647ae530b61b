import type { Rejection, Summary } from '../gen/samlad/v1/command_pb';
import type { Presence, ReplayStatus, Welcome } from '../gen/samlad/v1/frames_pb';
import type { AfterClose } from './close_meaning';
import type { CommandChange } from './commands';
import type { Id } from './ids';
import type { Replica } from './replica';

/** What a stopped conversation needs: another login, or something that no retry gives. */
export type Stopped = Exclude<AfterClose, 'retry'>;

/** Why a connection ended. `text` is the server's own sentence, if it gave one. */
export interface Ending {
  readonly code: number;
  readonly text: string;
  readonly retryAfterMs: number;
}

/** Where the conversation stands. Times are of the clock that its owner brings. */
export type ConversationState =
  | {
      readonly kind: 'waiting';
      readonly connectAtMs: number;
      readonly attempt: number;
      readonly why: Ending | undefined;
    }
  | { readonly kind: 'greeting'; readonly connectedAtMs: number; readonly attempt: number }
  | {
      readonly kind: 'live';
      readonly connectedAtMs: number;
      readonly welcome: Welcome;
      readonly attempt: number;
    }
  | { readonly kind: 'stopped'; readonly after: Stopped; readonly why: Ending };

/** Gets what the conversation brings; every call comes from within a call into the conversation. */
export interface ConversationObserver {
  onWelcome(welcome: Welcome): void;
  /** The picture, or what is known of its progress, changed. */
  onPicture(incident: Id): void;
  onWatchEnded(incident: Id, why: Rejection | undefined, last: Replica): void;
  onCommand(change: CommandChange): void;
  /** What has happened in a conference that the person joined (R43). */
  onSummary(incident: Id, summary: Summary): void;
  onPresence(presence: Presence): void;
  onReplay(replay: number): void;
  onReplayEnded(status: ReplayStatus, why: Rejection): void;
  /** Any message with the server's time in it. */
  onServerTime(serverTimeMs: number): void;
  /** The token ends soon: get another and refresh. */
  onTokenEnding(untilMs: number): void;
}

export interface ConversationOptions {
  /** From login; empty where the browser's cookie says it (R8). Never in any other place (R53). */
  readonly token: string;
  /** Name and version of the program, for the server's log. */
  readonly client: string;
  /** [0, 1): the jitter of the pauses. */
  readonly random: () => number;
}

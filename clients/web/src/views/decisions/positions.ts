import { Position } from '../../gen/samlad/v1/collaboration_pb';
import type { Tone } from '../collaboration/tones';
import type { Cell } from './matrix';

/** The positions in the order in which they are offered. */
export const POSITIONS: readonly Position[] = [
  Position.ACCEPTS,
  Position.ACCEPTS_WITH_RESERVATION,
  Position.DECLINES,
  Position.MUST_ANCHOR_AT_HOME,
  Position.NOT_OUR_MANDATE,
  Position.ABSENT,
];

/** A sign in a field of 24 by 24, told apart by its outline: not every theme has colours. */
export interface Sign {
  readonly path: string;
  readonly tone: Tone;
}

const SIGNS: Readonly<Partial<Record<Position, Sign>>> = {
  // A disc with a tick.
  [Position.ACCEPTS]: {
    path: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm-1.6 14.8-4.6-4.6 1.8-1.8 2.8 2.8 6-6 1.8 1.8z',
    tone: 'good',
  },
  // A speech bubble with a tick: it comes with words.
  [Position.ACCEPTS_WITH_RESERVATION]: {
    path: 'M2 3h20v14.5H12L6.5 22v-4.5H2zm8.4 11.8 7.4-7.4L16 5.6l-5.6 5.6L8 8.8l-1.8 1.8z',
    tone: 'warn',
  },
  // A stop sign with a cross.
  [Position.DECLINES]: {
    path: 'M8 2h8l6 6v8l-6 6H8l-6-6V8zm.7 4.9L6.9 8.7l3.3 3.3-3.3 3.3 1.8 1.8 3.3-3.3 3.3 3.3 1.8-1.8-3.3-3.3 3.3-3.3-1.8-1.8-3.3 3.3z',
    tone: 'bad',
  },
  // An hourglass.
  [Position.MUST_ANCHOR_AT_HOME]: {
    path: 'M5 2h14v3l-5 7 5 7v3H5v-3l5-7-5-7zm3.2 17.5h7.6L12 14.2z',
    tone: 'warn',
  },
  // A bar.
  [Position.NOT_OUR_MANDATE]: { path: 'M4 10h16v4H4z', tone: 'plain' },
  // A ring.
  [Position.ABSENT]: {
    path: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 2.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13z',
    tone: 'plain',
  },
};

const QUESTION: Sign = {
  path: 'M12 2.5A5.7 5.7 0 0 0 6.3 8h3A2.7 2.7 0 1 1 13.4 10.4C11.7 11.5 10.5 12.7 10.5 16h3c0-1.8.6-2.6 1.9-3.5A5.7 5.7 0 0 0 12 2.5zM10.4 18.2h3.2v3.2h-3.2z',
  tone: 'active',
};
const DOT: Sign = { path: 'M10.5 10.5h3v3h-3z', tone: 'plain' };

export function signOf(position: Position): Sign {
  return SIGNS[position] ?? DOT;
}

export function signOfCell(cell: Cell): Sign | undefined {
  switch (cell.kind) {
    case 'stance':
      return signOf(cell.stance.body.position);
    case 'silent':
      return QUESTION;
    case 'never':
    case 'not-yet':
      return DOT;
    case 'blind':
      return undefined;
  }
}

export const SILENT_SIGN = QUESTION;

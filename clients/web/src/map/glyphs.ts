import { FeatureCategory } from '../gen/samlad/v1/situation_pb';
import type { Category } from './theme';

const {
  HAZARD,
  AFFECTED_AREA,
  RESOURCE,
  COMMAND_POST,
  EVACUATION,
  INFRASTRUCTURE,
  PEOPLE,
  ENVIRONMENT,
  OBSERVATION,
  MEASURE,
} = FeatureCategory;

export interface Glyph {
  /** The outline of the symbol, in a square of 32 around 0,0. */
  readonly outline: string;
  /** What stands in it, by the even-odd rule. */
  readonly mark: string;
}

const disc = (x: number, y: number, r: number) =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;

const SQUARE =
  'M-9.5 -11.5h19a2 2 0 0 1 2 2v19a2 2 0 0 1 -2 2h-19a2 2 0 0 1 -2 -2v-19a2 2 0 0 1 2 -2z';
const CIRCLE = disc(0, 0, 12.3);

/**
 * Own symbols: each category has its own outline and its own mark, so that it is known without
 * colour, small, and under red light. The warning triangle and the flag of a command post are those
 * of road signs and of the military symbols that rescue services borrow.
 */
export const GLYPHS: Readonly<Record<Category, Glyph>> = {
  [HAZARD]: {
    outline:
      'M-1.9 -13.2a2.2 2.2 0 0 1 3.8 0l12 21a2.2 2.2 0 0 1 -1.9 3.3h-24a2.2 2.2 0 0 1 -1.9 -3.3z',
    mark: `M-1.5 -6.2h3l-.5 8.2h-2z${disc(0, 5.2, 1.7)}`,
  },
  [AFFECTED_AREA]: {
    outline: 'M-7 -12h14l6.8 12l-6.8 12h-14l-6.8 -12z',
    mark: 'M-6 3.5l9.5 -9.5l1.7 1.7l-9.5 9.5zM-1 5.2l6.2 -6.2l1.7 1.7l-6.2 6.2zM-6.6 -1.8l5 -5l1.7 1.7l-5 5z',
  },
  [RESOURCE]: {
    outline: SQUARE,
    mark: `M-8 -5h9.5v8h-9.5zM2.5 -2.5h3.2l2.3 2.8v2.7h-5.5z${disc(-4.2, 4.2, 2.1)}${disc(4.2, 4.2, 2.1)}`,
  },
  [COMMAND_POST]: {
    outline: SQUARE,
    mark: 'M-5 -8h1.8v16h-1.8zM-3.2 -7.2h10l-2.2 3.6l2.2 3.6h-10z',
  },
  [EVACUATION]: {
    outline: 'M-11 -10.5h13l11.5 10.5l-11.5 10.5h-13a2 2 0 0 1 -2 -2v-17a2 2 0 0 1 2 -2z',
    mark: 'M-8 -1.6h7.2v-4.4l7.3 6l-7.3 6v-4.4h-7.2z',
  },
  [INFRASTRUCTURE]: {
    outline: 'M-5 -12h10l7 7v10l-7 7h-10l-7 -7v-10z',
    mark: 'M1.8 -8.5l-7 10h4l-1.2 7l7.2 -10.2h-4.1z',
  },
  [PEOPLE]: {
    outline: CIRCLE,
    mark: `${disc(0, -4, 3)}M-6 7c0 -4.4 2.4 -6.4 6 -6.4s6 2 6 6.4z`,
  },
  [ENVIRONMENT]: {
    outline: 'M0 -14c5 6 10.5 10 10.5 15.5a10.5 10.5 0 0 1 -21 0c0 -5.5 5.5 -9.5 10.5 -15.500z',
    mark: 'M-7 -.5c2.3 -2 4.7 -2 7 0s4.7 2 7 0v2.300c-2.3 2 -4.7 2 -7 0s-4.7 -2 -7 0zM-5.5 5c1.8 -1.6 3.7 -1.6 5.5 0s3.7 1.6 5.5 0v2.200c-1.8 1.6 -3.7 1.6 -5.5 0s-3.7 -1.6 -5.5 0z',
  },
  [OBSERVATION]: {
    outline: 'M0 -14.200l14.2 14.200l-14.2 14.200l-14.2 -14.200z',
    mark: `M-8 0c2.4 -3.9 5 -5.4 8 -5.400s5.6 1.5 8 5.400c-2.4 3.9 -5 5.4 -8 5.400s-5.6 -1.5 -8 -5.400z${disc(0, 0, 2.6)}`,
  },
  [MEASURE]: {
    outline: 'M-11 -11.5h22v11c0 6 -4.5 10 -11 13c-6.5 -3 -11 -7 -11 -13z',
    mark: 'M-6.5 -.5l2 -2l3 3l6.3 -6.300l2 2l-8.3 8.300z',
  },
};

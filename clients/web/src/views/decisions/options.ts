import { Position } from '../../gen/samlad/v1/collaboration_pb';
import { signOf, type Sign } from './positions';

/** What an option is tested for: that it solves it, that it can be done, that one can stand for it. */
export const TESTS = ['suitable', 'feasible', 'acceptable'] as const;

export function testSign(passed: boolean): Sign {
  return signOf(passed ? Position.ACCEPTS : Position.NOT_OUR_MANDATE);
}

import { Role } from '../gen/samlad/v1/registry_pb';
import { IncidentKind } from '../gen/samlad/v1/situation_pb';
import type { Kind } from './held';

/**
 * Which roles make which kinds of items, so that a view does not offer what the server would refuse
 * with `role.not-allowed`. The server's own table is in server/picture/rights.cc, and a test holds
 * the two together.
 */
const {
  DUTY_OFFICER,
  CHAIR,
  PICTURE_OFFICER,
  LOGGER,
  COMMUNICATOR,
  PARTICIPANT,
  EVALUATOR,
  ADMINISTRATOR,
} = Role;

const CREATES: Readonly<Partial<Record<Kind, readonly Role[]>>> = {
  participation: [DUTY_OFFICER],
  report: [DUTY_OFFICER, COMMUNICATOR, PARTICIPANT],
  feature: [DUTY_OFFICER, PICTURE_OFFICER, PARTICIPANT],
  note: [DUTY_OFFICER, LOGGER, COMMUNICATOR, PARTICIPANT],
  contradiction: [DUTY_OFFICER, PICTURE_OFFICER],
  pictureVersion: [DUTY_OFFICER, PICTURE_OFFICER],
  decision: [DUTY_OFFICER, CHAIR],
  stance: [DUTY_OFFICER, PARTICIPANT],
  task: [DUTY_OFFICER],
  conference: [DUTY_OFFICER, CHAIR],
  annotation: [DUTY_OFFICER, EVALUATOR],
  actor: [ADMINISTRATOR],
  person: [ADMINISTRATOR],
  account: [ADMINISTRATOR],
  roleAssignment: [ADMINISTRATOR],
};

export function mayCreate(role: Role, kind: Kind): boolean {
  return CREATES[kind]?.includes(role) ?? false;
}

/** The roles that open an incident. */
export function mayOpenIncident(role: Role): boolean {
  return role === DUTY_OFFICER;
}

/** In an evaluation an evaluator has the rights of a duty officer (PROTOCOL.md, R55). */
export function roleIn(kind: IncidentKind | undefined, role: Role): Role {
  return role === EVALUATOR && kind === IncidentKind.EVALUATION ? DUTY_OFFICER : role;
}

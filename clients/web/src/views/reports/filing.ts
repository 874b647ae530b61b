import { create } from '@bufbuild/protobuf';
import { TaskState } from '../../gen/samlad/v1/collaboration_pb';
import type { Command } from '../../gen/samlad/v1/command_pb';
import { ReportSchema, ReportState } from '../../gen/samlad/v1/situation_pb';
import { editable, forAll, newItem, ownOnly, type CommandMaker } from '../../picture/drafts';
import type { HeldOf } from '../../picture/held';
import { withTexts } from '../../picture/text_fields';
import type { Answer } from './requests';

export interface Filing {
  readonly texts: Readonly<Record<string, string>>;
  readonly asOfMs: number;
  readonly state: ReportState.REPORT_DRAFT | ReportState.REPORT_SUBMITTED;
  readonly forAll: boolean;
  /** A draft that is in the log already. */
  readonly draft: HeldOf<'report'> | undefined;
  /** The actor's submitted report that this one takes the place of. */
  readonly replaces: HeldOf<'report'> | undefined;
  readonly answers: readonly Answer[];
}

/** The commands that file a report, in the order in which they have to be sent. */
export function fileReport(filing: Filing, maker: CommandMaker): readonly Command[] {
  const { draft, replaces, state } = filing;
  const submitted = state === ReportState.REPORT_SUBMITTED;
  const report = withTexts(
    draft
      ? editable(draft.item)
      : newItem({ id: maker.newId(), kind: 'report', body: create(ReportSchema) }),
    filing.texts,
  );
  if (report.body.case !== 'report') return [];
  report.body.value.state = state;
  report.body.value.asOfMs = BigInt(filing.asOfMs);
  report.audience = submitted && filing.forAll ? forAll() : ownOnly();
  const commands = [draft ? maker.revise(draft, report) : maker.create(report)];
  if (submitted && replaces) {
    const old = editable(replaces.item);
    if (old.body.case === 'report') {
      old.body.value.state = ReportState.REPORT_SUPERSEDED;
      old.body.value.supersededBy = report.id;
    }
    commands.push(maker.revise(replaces, old));
  }
  if (submitted) commands.push(...filing.answers.map(({ task }) => nextStep(task, maker)));
  return commands.filter((command) => command !== undefined);
}

/** The report that a new one for this audience may name as its successor: nobody learns of it who may not. */
export function replaceable(
  latest: HeldOf<'report'> | undefined,
  audienceForAll: boolean,
): HeldOf<'report'> | undefined {
  if (!latest || audienceForAll) return latest;
  return latest.item.audience?.kind === ownOnly().kind ? latest : undefined;
}

/** Takes a request on, or reports it as answered if it was taken on before. */
export function nextStep(task: HeldOf<'task'>, maker: CommandMaker): Command | undefined {
  const edited = editable(task.item);
  if (edited.body.case !== 'task') return undefined;
  const { TASK_OFFERED, TASK_ACCEPTED, TASK_DONE } = TaskState;
  edited.body.value.state = task.body.state === TASK_OFFERED ? TASK_ACCEPTED : TASK_DONE;
  return maker.revise(task, edited);
}

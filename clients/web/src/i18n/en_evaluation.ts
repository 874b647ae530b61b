import type { svEvaluation } from './sv_evaluation';

/** What an evaluation says, in English. */
export const enEvaluation: Record<keyof typeof svEvaluation, string> = {
  'evaluation.title': 'Evaluation',
  'evaluation.of': 'Evaluation of {title}',
  'evaluation.mark': 'Bookmark this',
  'evaluation.new': 'New annotation at {time}, change #{seq}',
  'evaluation.none':
    "No annotations yet. Press B for a bookmark where the replay stands. Annotations are shared with your actor's evaluators and with those you invite, and alter nothing in the incident.",
  'evaluation.none.readOnly': 'No annotations yet.',
  'evaluation.save': 'Save the annotation',
  'evaluation.edit': 'Edit',
  'evaluation.edit.save': 'Save the change',
  'evaluation.strike': 'Strike',
  'evaluation.strike.reason': 'Why the annotation is struck',
  'evaluation.struck': 'struck: {why}',
  'evaluation.aspect.none': 'nothing in particular',
  'evaluation.stretch': 'Stretch to #{seq}',
  'evaluation.stretch.help': 'Let the annotation hold up to where the replay stands now.',
  'evaluation.stretched': 'Holds up to #{seq}',
  'evaluation.moment': 'Only change #{seq}',
  'evaluation.asSeenBy': 'as seen by {name}',
  'evaluation.report': 'Report',
  'evaluation.report.html': 'Report (HTML)',
  'evaluation.report.csv': 'Table (CSV)',
  'evaluation.report.file': 'evaluation',
  'evaluation.report.made': 'Compiled {time} by {who}. {n} annotations.',
  'evaluation.report.by': 'actor',
  'evaluation.report.person': 'last by',
  'evaluation.invited': '{name} invites you to its evaluation.',
  'evaluation.accept': 'Take part',
  'evaluation.log': "The evaluation's own log",
};

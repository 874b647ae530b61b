// Takes pictures of the pages, with the demo played on a server of its own:
//
//   npm run pictures                            the README's three, small, into pictures/
//   npm run pictures -- --all FOLDER [--only TEXT] [--look TEXT]
//                                               every view in both languages, light and dark, for a person to
//                                               look at; or those whose name holds the text, or the look's
//                                               (sv-light)
//
// Needs the server, samla, the built pages (npm run build) and chromium.
import { parseArgs } from 'node:util';
import { takeAll } from './all';
import { takeForReadme } from './readme';

const { values } = parseArgs({
  options: { all: { type: 'string' }, only: { type: 'string' }, look: { type: 'string' } },
});
void (values.all === undefined
  ? takeForReadme()
  : takeAll(values.all, values.only ?? '', values.look ?? ''));

// What the pages cost, in headless Chromium beside the server on the same machine. Started by bench/run, or
// by hand from clients/web after `npm run build`:
//
//   npm run bench -- [--quick] [--only NAME] [--markdown FILE]
//
// It needs SAMLAD_BINARY and SAMLA_BINARY, or both in build/.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { table, type Measure } from './figures';
import { firstLoad } from './first_load';
import { largePicture } from './large_picture';
import { seeking } from './seeking';
import { storm } from './storm';
import { weight } from './weight';

const MEASURES: readonly Measure[] = [weight, firstLoad, largePicture, storm, seeking];

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    markdown: { type: 'string' },
  },
});
const wanted = MEASURES.filter(({ name }) => values.only === undefined || values.only === name);
if (wanted.length === 0) {
  console.error(
    `There is no measure ${values.only}; there are ${MEASURES.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(2);
}

async function main(): Promise<void> {
  const rows = [];
  for (const { name, take } of wanted) {
    const command = `pages${values.quick ? ' --quick' : ''} --only ${name}`;
    for (const row of await take(values.quick)) {
      const verdict = row.isHeld === undefined ? '' : row.isHeld ? 'held' : 'MISSED';
      console.log(`${row.what}: ${row.measured} (${row.aim}) ${verdict}`);
      rows.push({ ...row, command });
    }
  }
  if (values.markdown) writeFileSync(values.markdown, `${table(rows)}\n`);
}

void main();

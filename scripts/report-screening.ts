/**
 * How the known inquiries are screened by the rules and lists as they stand: npm run report:screening [-- --json].
 * Prints precision and recall of the hold, the share of honest inquiries that a person has to look at, and how often each sign is seen.
 */
import { figuresTable, screeningFigures, signCounts } from '../test/support/screening-figures.ts';

if (process.argv.includes('--json')) {
  process.stdout.write(`${JSON.stringify({ all: screeningFigures(), lastWritten: screeningFigures(({ file }) => file === 'last-written.yaml'), signs: signCounts() }, null, 2)}\n`);
} else {
  const signs = signCounts().map(({ sign, honest, doubtful }) => `| ${sign} | ${honest} | ${doubtful} |`);
  process.stdout.write(`${figuresTable()}\n\n| sign | in honest | in doubtful |\n|---|---|---|\n${signs.join('\n')}\n`);
}

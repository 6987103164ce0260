import { type LineQuality, screeningQuality, type ScreeningQuality } from '../domain/screening/screening-quality.ts';
import { countScreened } from '../store/screening-report.ts';
import { wordCount } from './number-words.ts';
import type { RegisterCommand, Shell } from './shell.ts';
import { tableText } from './table-text.ts';

/** `touchline report screening`. */
export const registerReportScreening: RegisterCommand = (parent, shell) => {
  parent.command('screening').description('how good the screening of inquiries is, by what people found, and how often it holds inquiries of each country')
    .addHelpText('after', '\nExamples:\n  npx touchline report screening\n  npx touchline report screening --json\n\nVerdicts are given by npx touchline inquiry verdict; without them nothing can be said of it.')
    .action(() => report(shell));
};

async function report(shell: Shell): Promise<void> {
  const quality = screeningQuality(await countScreened(await shell.database()));
  if (shell.json) { shell.printJson({ schemaVersion: 1, ...quality }); return; }
  if (quality.countries.length === 0) { shell.print('no inquiry has been screened yet'); return; }
  shell.print(tableText(bandRows(quality)));
  shell.print('');
  shell.print(tableText([['line', 'precision', 'recall'], lineRow('hold', quality.hold), lineRow('look or hold', quality.lookOrHold)]));
  shell.print('');
  shell.print(tableText([['country', 'screened', 'held', 'share held', 'held, found real'],
    ...quality.countries.map(({ country, screened, held, heldShare, heldReal }) => [country ?? 'not known', wordCount(screened), wordCount(held), percent(heldShare), wordCount(heldReal)])]));
  shell.note('Precision: of the judged inquiries from the line on, so many were not real. Recall: of those that were not real, so many stood there. A country never scores by itself: one that is held more often than others is to be looked into.');
}

function bandRows({ bands }: ScreeningQuality): string[][] {
  return [['band', 'screened', 'found real', 'found not real', 'not judged'],
    ...bands.map(({ band, screened, real, notReal }) => [band, wordCount(screened), wordCount(real), wordCount(notReal), wordCount(screened - real - notReal)])];
}

const lineRow = (line: string, { precision, recall }: LineQuality): string[] => [line, percent(precision), percent(recall)];

const percent = (share: number | null): string => (share === null ? '–' : `${Math.round(share * 100)} %`);

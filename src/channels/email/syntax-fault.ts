import type { TemplateFault } from '../../contracts/channel.ts';
import { faultAt } from './template-source.ts';
import type { PartSource } from './template-source.ts';

const READABLE: Readonly<Record<string, string>> = {
  EOF: 'the end of the file', OPEN_ENDBLOCK: 'a closing block', CLOSE: '}}', INVALID: 'a character that does not belong there',
};

/** What the Handlebars parser complains about, with the place; its own message shows a shortened line instead of a column. */
export function syntaxFault(text: PartSource, error: unknown): TemplateFault {
  const message = error instanceof Error ? error.message : String(error);
  const placed = /^(.*) - (\d+):(\d+)$/s.exec(message);
  if (placed !== null) {
    return { part: text.part, line: Number(placed[2]), column: Number(placed[3]) + 1, message: placed[1] ?? message, suggestion: null };
  }
  const token = /got '(\w+)'/.exec(message)?.[1] ?? '';
  const found = READABLE[token] ?? token;
  return faultAt(text, offsetOfParseError(text.source, message), `cannot be read as a template: did not expect ${found} here`);
}

function offsetOfParseError(source: string, message: string): number {
  const [first = '', shown = '', caret = ''] = message.split('\n');
  const line = Number(/line (\d+)/.exec(first)?.[1] ?? 1);
  // The message shows the last characters before the error without their line breaks, after three dots when cut.
  const before = shown.slice(0, caret.length - 1).replace(/^\.\.\./, '');
  let lineStart = 0;
  for (let at = 1; at < line; at += 1) lineStart = source.indexOf('\n', lineStart) + 1;
  if (before === '') return lineStart;
  let shownSoFar = source.slice(0, lineStart).replaceAll('\n', '').slice(-before.length);
  for (let offset = lineStart; offset <= source.length; offset += 1) {
    if (shownSoFar === before) return offset;
    const next = source[offset] ?? '';
    if (next !== '\n') shownSoFar = (shownSoFar + next).slice(-before.length);
  }
  return lineStart;
}

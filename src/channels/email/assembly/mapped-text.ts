import { faultAt } from '../template-source.ts';
import type { AssemblyFault } from '../../../contracts/channel.ts';

/** A text as somebody wrote it: a part of the template, or a file that templates share. */
export interface Origin {
  /** Null: the template's own part. */
  readonly file: string | null;
  readonly part: string;
  readonly source: string;
}

interface Piece {
  readonly origin: Origin;
  readonly at: number;
  /** Stands for what is at this one place of its origin. */
  readonly madeHere: boolean;
  readonly startsAt: number;
  readonly length: number;
}

/** A text put together from others, which knows where each of its characters was written. */
export class MappedText {
  text = '';
  private readonly pieces: Piece[] = [];

  /** Adds a stretch of an origin as it stands there. */
  copy(origin: Origin, from: number, to: number): void {
    if (to > from) this.add(origin, from, origin.source.slice(from, to), false);
  }

  /** Adds a text that stands for something at a place of an origin. */
  make(origin: Origin, at: number, text: string): void {
    if (text !== '') this.add(origin, at, text, true);
  }

  private add(origin: Origin, at: number, text: string, madeHere: boolean): void {
    this.pieces.push({ origin, at, madeHere, startsAt: this.text.length, length: text.length });
    this.text += text;
  }

  /** A fault at a place of this text, told where that place was written. */
  faultAt(offset: number, message: string, suggestion: string | null): AssemblyFault {
    const piece = this.pieces.findLast(({ startsAt }) => startsAt <= offset) ?? this.pieces[0];
    if (piece === undefined) return { file: null, part: 'html', line: 1, column: 1, message, suggestion };
    const at = piece.madeHere ? piece.at : piece.at + Math.min(offset - piece.startsAt, piece.length);
    return placedFault(piece.origin, at, message, suggestion);
  }

  /** The same for a place that is named by its line and column. */
  faultAtLine(line: number, column: number, message: string, suggestion: string | null): AssemblyFault {
    let start = 0;
    for (let passed = 1; passed < line; passed += 1) start = this.text.indexOf('\n', start) + 1;
    return this.faultAt(start + column - 1, message, suggestion);
  }
}

/** A fault at a character of what somebody wrote. */
export function placedFault(origin: Origin, offset: number, message: string, suggestion: string | null = null): AssemblyFault {
  return { file: origin.file, ...faultAt(origin, offset, message, suggestion) };
}

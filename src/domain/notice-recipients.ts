import type { StaffId } from './ids.ts';

/** What people of the staff are told of. */
export type NoticeKind = 'warn' | 'breach' | 'again' | 'person' | 'approval' | 'rejected' | 'lost' | 'incoming' | 'doubted' | 'charge' | 'assigned' | 'part';

/** Who could be told. */
export interface NoticeScene {
  /** Who sees to the matter, or acts for them; null: nobody is named, or nobody is there. */
  readonly inCharge: StaffId | null;
  /** In whose charge the customer is, or who acts for them; absent, null: nobody in particular. */
  readonly ofCustomer?: StaffId | null;
  /** Who is there on the team in charge, or acts for somebody of it. */
  readonly team: readonly StaffId[];
  /** Supervisors who are there, in the order in which they are called. */
  readonly supervisors: readonly StaffId[];
  /** Whose work it is: they do not judge it. */
  readonly authors: readonly StaffId[];
  /** How often it was escalated again before. */
  readonly again: number;
  /** A second person's yes is wanted: nobody but supervisors who did not write it can help. */
  readonly wantsJudge: boolean;
}

/**
 * Who is told: of a warning whoever is in charge, else their team; of a breach the first supervisor besides; of each further rung the next one. Of a
 * draft one supervisor after the other who did not write it; that it was rejected, or could not leave after all, its authors. Of words of a customer of level 1, and of an inquiry that may not come from a real buyer, everybody in charge, of the matter and of the customer. Where nobody of these is there,
 * every supervisor is told; nobody at all only where the shop has none.
 */
export function recipientsOf(kind: NoticeKind, scene: NoticeScene): readonly StaffId[] {
  const found = [...new Set(chosen(kind, scene))];
  return found.length > 0 ? found : scene.supervisors;
}

function chosen(kind: NoticeKind, scene: NoticeScene): readonly StaffId[] {
  const { inCharge, ofCustomer = null, team, supervisors, authors, again, wantsJudge } = scene;
  if (kind === 'rejected' || kind === 'lost') return authors;
  if (wantsJudge || kind === 'approval') return nthOf(supervisors.filter((id) => !authors.includes(id)), (JUDGE_TURNS[kind] ?? 0) + again);
  const nth = (turn: number) => nthOf(supervisors, turn);
  const near = inCharge === null ? team : [inCharge];
  if (kind === 'again') return nth(again);
  if (kind === 'incoming' || kind === 'doubted') return [...near, ...(ofCustomer === null ? [] : [ofCustomer]), ...nth(0)];
  return kind === 'breach' ? [...near, ...nth(0)] : near;
}

const nthOf = (people: readonly StaffId[], turn: number) => people.slice(turn % Math.max(1, people.length)).slice(0, 1);

/** Whoever was asked first is warned; the breach goes to the next one, and each rung on from there. */
const JUDGE_TURNS: Readonly<Partial<Record<NoticeKind, number>>> = { breach: 1, again: 1 };

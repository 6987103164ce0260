import type { StaffId } from './ids.ts';

/** What people of the staff are told of. */
export type NoticeKind = 'warn' | 'breach' | 'again' | 'person' | 'approval' | 'incoming' | 'doubted' | 'charge';

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
 * draft one supervisor after the other who did not write it. Of words of a customer of level 1, and of an inquiry that may not come from a real buyer, everybody in charge, of the matter and of the customer. Where nobody of these is there,
 * every supervisor is told; nobody at all only where the shop has none.
 */
export function recipientsOf(kind: NoticeKind, scene: NoticeScene): readonly StaffId[] {
  const found = [...new Set(chosen(kind, scene))];
  return found.length > 0 ? found : scene.supervisors;
}

function chosen(kind: NoticeKind, scene: NoticeScene): readonly StaffId[] {
  const { inCharge, ofCustomer = null, team, supervisors, authors, again, wantsJudge } = scene;
  const judges = wantsJudge || kind === 'approval' ? supervisors.filter((id) => !authors.includes(id)) : supervisors;
  const nth = (turn: number) => judges.slice(turn % Math.max(1, judges.length)).slice(0, 1);
  if (wantsJudge || kind === 'approval') return nth(JUDGE_TURNS[kind] + again);
  const near = inCharge === null ? team : [inCharge];
  if (kind === 'again') return nth(again);
  if (kind === 'incoming' || kind === 'doubted') return [...near, ...(ofCustomer === null ? [] : [ofCustomer]), ...nth(0)];
  return kind === 'breach' ? [...near, ...nth(0)] : near;
}

/** Whoever was asked first is warned; the breach goes to the next one, and each rung on from there. */
const JUDGE_TURNS: Readonly<Record<NoticeKind, number>> = { approval: 0, warn: 0, person: 0, incoming: 0, doubted: 0, charge: 0, breach: 1, again: 1 };

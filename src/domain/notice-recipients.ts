import type { StaffId } from './ids.ts';
import type { EscalationStep } from './sla-clock.ts';

/** What people of the staff are told of. */
export type NoticeKind = 'warn' | 'breach' | 'again' | 'person' | 'approval' | 'incoming';

/** Who could be told. */
export interface NoticeScene {
  /** Who sees to the matter, or acts for them; null: nobody is named, or nobody is there. */
  readonly inCharge: StaffId | null;
  /** Who is there on the team in charge, or acts for somebody of it. */
  readonly team: readonly StaffId[];
  /** Supervisors who are there, in the order in which they are called. */
  readonly supervisors: readonly StaffId[];
  /** Whose work it is: they do not judge it. */
  readonly authors: readonly StaffId[];
  /** How often it was escalated again before. */
  readonly again: number;
}

/** What a step of an escalation is called in a notice; null: it is no news to anybody. */
export function noticeOf(step: EscalationStep): NoticeKind | null {
  if (step === 'prepare') return null;
  return step === 'warn' || step === 'breach' || step === 'person' ? step : 'again';
}

/**
 * Who is told: of a warning whoever is in charge, else their team; of a breach the first supervisor besides; of each further rung the next one; of a
 * draft the first supervisor who did not write it; of words of a customer of level 1 everybody in charge. Where nobody of these is there, every
 * supervisor is told; nobody at all only where the shop has none.
 */
export function recipientsOf(kind: NoticeKind, scene: NoticeScene): readonly StaffId[] {
  const found = [...new Set(chosen(kind, scene))];
  return found.length > 0 ? found : scene.supervisors;
}

function chosen(kind: NoticeKind, { inCharge, team, supervisors, authors, again }: NoticeScene): readonly StaffId[] {
  const near = inCharge === null ? team : [inCharge];
  const judges = supervisors.filter((id) => !authors.includes(id));
  const nth = (turn: number) => supervisors.slice(turn % Math.max(1, supervisors.length)).slice(0, 1);
  const ways: Readonly<Record<NoticeKind, readonly StaffId[]>> = {
    warn: near, person: near,
    breach: [...near, ...nth(0)], incoming: [...near, ...nth(0)],
    again: nth(again),
    approval: judges.slice(0, 1),
  };
  return ways[kind];
}

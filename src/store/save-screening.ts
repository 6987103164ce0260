import type { LifecycleAnswer } from '../contracts/lifecycle.ts';
import type { StoredScreening } from '../contracts/stored-screening.ts';
import { type CustomerId, toCustomerId } from '../domain/ids.ts';
import type { ScreeningBand } from '../domain/screening/screening-policy.ts';
import { putAnswer, type StaffTemplate } from './answer-inquiry.ts';
import { lockCustomers } from './customer-lock.ts';
import { decideCustomers } from './decide-customers.ts';
import { renewInquiryQuality } from './inquiry-quality.ts';
import { TO_SCREEN } from './inquiry-to-screen.ts';
import { NOTHING_AWAITED, readAnswer } from './lifecycle-answer.ts';
import { inDecision, type Pool, type Transaction } from './pool.ts';
import type { RulesInForce, RulesSource } from './rules.ts';

/** A screening that is to be written down. */
export interface ScreenedInquiry {
  readonly band: ScreeningBand;
  readonly screening: StoredScreening;
  readonly textHash: string | null;
  /** What is to be asked of the sender, should the inquiry be held. */
  readonly questions: string;
}

/** By what answers are made and sent. */
export interface ScreeningRules {
  readonly source: RulesSource;
  readonly templateOf: StaffTemplate;
  readonly taskQueueOf: (channel: string) => string;
}

/**
 * Writes down what a screening came to, and lets the core go on, in one commit: the band, the evidence, a person's look with its deadline, and where
 * it is held the questions. Of an inquiry that was closed, judged or screened meanwhile nothing is changed. Answers its customer's run.
 * @param screened null: there was nothing to screen
 */
export async function saveScreening(pool: Pool, rules: ScreeningRules, inquiry: number, screened: ScreenedInquiry | null): Promise<LifecycleAnswer> {
  return inDecision(pool, async (tx) => {
    const { rows: [owner] } = await tx.query<{ customer_id: string }>('select customer_id from inquiry where id = $1', [inquiry]);
    if (owner === undefined) return NOTHING_AWAITED;
    const customerId = toCustomerId(owner.customer_id);
    const locked = await lockCustomers(tx, [customerId]);
    if (locked.size === 0) return NOTHING_AWAITED;
    if (screened !== null && await wroteBand(tx, inquiry, screened)) {
      await renewInquiryQuality(tx, [customerId]);
      if (screened.band !== 'pass') await askForALook(tx, inquiry, screened);
      if (screened.band === 'hold') await askSender(tx, await rules.source.load(tx), rules.templateOf, { inquiry, customerId, text: screened.questions });
      await decideCustomers(tx, rules.source, locked, { callKey: null, entering: null });
    }
    return readAnswer(tx, customerId, rules.taskQueueOf);
  });
}

async function wroteBand(tx: Transaction, inquiry: number, { band, screening, textHash }: ScreenedInquiry): Promise<boolean> {
  const { rowCount } = await tx.query(`update inquiry i set band = $2, screening = $3, text_hash = $4 where i.id = $1 and ${TO_SCREEN}`, [inquiry, band, JSON.stringify(screening), textHash]);
  return rowCount === 1;
}

/** What was read waits to be noted by a person, under a clock; whoever is in charge hears of it. */
async function askForALook(tx: Transaction, inquiry: number, { band, screening: { throughEntry, points } }: ScreenedInquiry): Promise<void> {
  await tx.query('update inquiry_entry set needs_review = true where id = $1', [throughEntry]);
  await tx.query(
    `insert into staff_notice (origin, team, what, customer_id, about, at)
     select 'screening/' || i.id, i.team, 'doubted', i.customer_id, jsonb_build_object('inquiry', i.id, 'band', $2::text, 'points', $3::float8), touchline_now() from inquiry i where i.id = $1
     on conflict (origin) do nothing`, [inquiry, band, points]);
}

/** Asks what a real buyer knows anyway, once: an inquiry that is held is not screened again. Where nothing can leave, a person's look is all there is. */
async function askSender(tx: Transaction, rules: RulesInForce, templateOf: StaffTemplate, { inquiry, customerId, text }: { readonly inquiry: number; readonly customerId: CustomerId; readonly text: string }): Promise<void> {
  const asked = await putAnswer(tx, rules, templateOf, { inquiry, customerId, by: null, subject: null, text, channel: null });
  const questions: StoredScreening['questions'] = asked.kind === 'sent' || asked.kind === 'draft' ? { message: asked.message }
    : { refused: asked.kind === 'refused' ? asked.because : { code: 'no-channel', params: {} } };
  await tx.query(`update inquiry set screening = screening || jsonb_build_object('questions', $2::jsonb) where id = $1`, [inquiry, JSON.stringify(questions)]);
}

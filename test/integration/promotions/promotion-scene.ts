import { readFileSync } from 'node:fs';
import { applyPolicyFile } from '../../../src/cli/apply-files.ts';
import type { SendOutcome } from '../../../src/contracts/channel.ts';
import type { CustomerId, MessageId } from '../../../src/domain/ids.ts';
import { addCustomer, applyCampaignFile, column, setDomainClock } from '../../support/engine.ts';
import { scratchFolder } from '../import/order-fixture.ts';
import { happens, type LedgerScene, openLedger, TUESDAY_NOON } from '../ledger/ledger-scene.ts';

export const ACCEPTED: SendOutcome = { outcome: 'accepted', providerId: 'p', detail: 'ok' };
export const REFUSED: SendOutcome = { outcome: 'refused', code: '5.7.1', detail: 'not wanted', addressIsDead: false };
export const UNKNOWN: SendOutcome = { outcome: 'unknown', code: 'cut', detail: 'connection cut' };

/** What each test of promotions works on: a ledger, a shelf and one campaign that offers from it. */
export interface PromotionScene extends LedgerScene {
  /** Puts another shelf (the `promotions` block of the shop policy) in force. */
  readonly applyShelf: (promotions: string) => Promise<void>;
  /** Puts a campaign that enters with each order and sends one touch in force. */
  readonly offer: (promote: string) => Promise<void>;
  /** A customer whose touch is decided now. */
  readonly offeredTo: (external: string, over?: { country?: string; orders?: readonly string[] }) => Promise<CustomerId>;
  readonly grantsOf: (id: CustomerId) => Promise<GrantRow[]>;
  readonly messageOf: (id: CustomerId) => Promise<MessageId>;
  /** Claims and tells the outcome of the customer's message. */
  readonly send: (id: CustomerId, outcome: SendOutcome) => Promise<void>;
  readonly heldBy: (promotion: string) => Promise<Record<string, number>>;
  readonly reasonsOf: (id: CustomerId) => Promise<string[]>;
}

interface GrantRow {
  readonly promotion: string;
  readonly state: string;
  readonly code: string | null;
  readonly cost: number;
}

export const OFFER = 'offer';
const CAMPAIGN = (promote: string) => `
apiVersion: touchline/v1
name: ${OFFER}
title: { en: An offer }
purpose: marketing
entry: { on: [order.placed], re-entry: after 1 days }
steps:
  - id: mail
    send: { template: thank-you, channels: [email] }
    promote: ${promote}
`;

export async function openPromotions(promotions: string, promote: string): Promise<PromotionScene> {
  const scene = await openLedger();
  const { pool, channels } = scene;
  const folder = await scratchFolder();
  const policy = readFileSync('touchline.yaml', 'utf8').replace(/^promotions:\n(?:[ #].*\n|\n)*/m, '')
    // Its gifts, and what regions offer, stand on the shelf that each test brings anew.
    .replace(/^care:\n(?: .*\n)*/m, '').replace(/^ {4}promotions: \[.*\n/m, '');
  const applyShelf = async (block: string) => {
    await applyPolicyFile(pool, await folder.write('touchline.yaml', `${policy}\npromotions:\n${block}\n`), channels);
  };
  const offer = async (text: string) => {
    await applyCampaignFile({ pool, channels }, await folder.write(`${OFFER}.yaml`, CAMPAIGN(text)));
    await pool.query(`update campaign set state = 'running'`);
  };
  await setDomainClock(pool, TUESDAY_NOON);
  await applyShelf(promotions);
  await offer(promote);
  const messageOf = async (id: CustomerId) => {
    const [message] = await column<MessageId>(pool, 'select id from message where customer_id = $1 order by ref desc limit 1', [id]);
    if (message === undefined) throw new Error('no message was decided');
    return message;
  };
  return {
    ...scene, applyShelf, offer, messageOf,
    close: async () => {
      await folder.remove();
      await scene.close();
    },
    offeredTo: async (external, over = {}) => {
      const id = await addCustomer(pool, { external, orders: ['2011-11-28T10:59:00Z'], ...over });
      await happens(scene, id, 'order.placed');
      await scene.advance(id);
      return id;
    },
    grantsOf: async (id) => (await pool.query<GrantRow>(
      'select promotion, state, code, cost::float8 as cost from promotion_grant where customer_id = $1 order by reserved_at, id', [id])).rows,
    send: async (id, outcome) => {
      const message = await messageOf(id);
      await scene.tell(id, message, await scene.take(message), outcome);
    },
    heldBy: async (promotion) => Object.fromEntries((await pool.query<{ unit: string; held: number }>(
      'select unit, held::float8 as held from promotion_purse where promotion = $1 order by unit', [promotion])).rows.map(({ unit, held }) => [unit, held])),
    reasonsOf: async (id) => {
      const [lines] = await column<{ because: { code: string } }[]>(pool, 'select reasons from decision where customer_id = $1 order by sequence desc limit 1', [id]);
      return lines!.map(({ because }) => because.code).filter((code) => code.startsWith('promotion-'));
    },
  };
}

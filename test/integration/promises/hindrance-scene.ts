import { expect } from 'vitest';
import { SAMPLE_LINKS, SAMPLE_SENDER } from '../../../src/channels/sample-data.ts';
import type { RenderData, Rendered, TemplateContent } from '../../../src/contracts/channel.ts';
import type { EventKind } from '../../../src/domain/event.ts';
import type { CustomerId, MessageId } from '../../../src/domain/ids.ts';
import type { InquiryOutcome } from '../../../src/domain/inquiry.ts';
import type { JsonObject } from '../../../src/intake/events/event-fields.ts';
import { readTrack } from '../../../src/intake/events/read-events.ts';
import { answerBySpeaking } from '../../../src/store/answer-inquiry.ts';
import { closeInquiry } from '../../../src/store/close-inquiry.ts';
import { storeEvents } from '../../../src/store/inbox.ts';
import { applyForCustomer } from '../../../src/store/intake-facts.ts';
import { column, setDomainClock } from '../../support/engine.ts';
import { sendsOf } from '../../support/sends.ts';
import { ACCEPTED, openPromises } from './promises-scene.ts';

/** What a template was given, frozen with its message. */
interface Said {
  readonly event: object;
  readonly order: object;
  readonly shop: { readonly paymentMethods: string | null };
}

/** A shop that tells what goes wrong, and the mails that answer it. */
export async function openHindrances() {
  const scene = await openPromises();
  let told = 0;
  return {
    ...scene,
    itIs: (iso: string) => setDomainClock(scene.pool, iso, 0),
    /** Told as a shop tells it: parsed, stored, applied. */
    tells: async (id: CustomerId, kind: EventKind, properties: JsonObject = {}): Promise<void> => {
      const [shopId] = await column<string>(scene.pool, 'select id from shop limit 1');
      const read = readTrack({ event: kind, customer: 'x', messageId: `told-${told += 1}`, properties }, { receivedSystemMs: Date.now(), addressTraits: {} });
      const { event } = read.events[0]!;
      const [stored] = await storeEvents(scene.pool, { source: 'test', shopId: shopId! }, [event]);
      await applyForCustomer(scene.pool, { shopId: shopId!, customerId: id }, [{ inboxId: stored!.inboxId, shopId: shopId!, customerId: id, kind, payload: event.payload }]);
    },
    saysOf: async (message: MessageId) => (await column<Said>(scene.pool, 'select context from message where id = $1', [message]))[0]!,
    /** The mail as its reader gets it. */
    mailOf: async (message: MessageId): Promise<Rendered> => {
      const [row] = await column<{ content: TemplateContent; locale: string; data: RenderData }>(scene.pool,
        `select jsonb_build_object('content', t.content, 'locale', t.locale, 'data', m.context) from message m join template_version t on t.hash = m.template_hash where m.id = $1`, [message]);
      const template = scene.channels['email']!.compile(row!.content, 'hash', row!.locale);
      if ('faults' in template) throw new Error(JSON.stringify(template.faults));
      return template.render(row!.data, SAMPLE_LINKS, SAMPLE_SENDER);
    },
    /** Somebody of the staff has answered by word of mouth, and closes it. */
    closes: async (inquiry: number, outcome: InquiryOutcome) => {
      if (outcome !== 'unanswered') await answerBySpeaking(scene.pool, scene.rules.source, { inquiry, by: 'service-1', text: 'As told.' });
      expect(await closeInquiry(scene.pool, scene.rules.source, { inquiry, by: 'service-1', outcome, reason: 'told' })).toMatchObject({ kind: 'done' });
    },
    endOf: (id: CustomerId, campaign: string) => column<string>(scene.pool, 'select end_reason from enrolment where customer_id = $1 and campaign = $2 order by entry_number desc limit 1', [id, campaign]),
    /** The one message that is to leave now, taken for sending: what its template is given is frozen then. */
    leaves: async (id: CustomerId): Promise<MessageId> => {
      const [command, ...more] = sendsOf(await scene.advance(id));
      expect(more).toEqual([]);
      await scene.tell(id, command!.messageId, await scene.take(command!.messageId), ACCEPTED);
      return command!.messageId;
    },
  };
}
export type HindrancesScene = Awaited<ReturnType<typeof openHindrances>>;

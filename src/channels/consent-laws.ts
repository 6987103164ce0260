import type { Channel } from '../contracts/channel.ts';
import type { ConsentLaws } from '../domain/consent-law.ts';
import { byCountry } from './country-rules.ts';

/** What laws ask before marketing leaves on channels of this reach; a cell that is empty is not stated, and read as the strictest. */
export function consentLawsFor(reach: Channel['reach']): ConsentLaws {
  return byCountry((row) => {
    const model = (reach === 'mailbox' ? row.consent_email : row.consent_messaging) || 'opt-in';
    const isSoft = row.soft_opt_in === 'all' || row.soft_opt_in === reach;
    return {
      model,
      softOptIn: isSoft ? { withinDays: row.soft_opt_in_days === '' ? null : Number(row.soft_opt_in_days) } : null,
      isConfirmationExpected: row.double_opt_in === 'expected',
    };
  });
}

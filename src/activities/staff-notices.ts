import type { SendOutcome } from '../contracts/channel.ts';
import { toStaffId, type StaffId } from '../domain/ids.ts';
import type { StaffDigest } from '../store/staff-notices.ts';
import { withHeartbeat } from './heartbeat.ts';
import { untilRecorded } from './until-recorded.ts';

export interface StaffNoticePorts {
  nextDigest(person: StaffId): Promise<StaffDigest | null>;
  /** Never throws: trouble is an outcome. */
  sendDigest(digest: StaffDigest, signal: AbortSignal): Promise<SendOutcome>;
  markDigestSent(person: StaffId, key: string): Promise<boolean>;
}

/** What is left for somebody after one mail. */
export type DigestAnswer = { readonly kind: 'done' } | { readonly kind: 'more' };

export function createStaffNoticeActivities(ports: StaffNoticePorts) {
  return {
    /**
     * One mail with everything that waits for somebody of the staff. Whoever dies between the mail and its record sends it once more, under the same
     * Message-ID: colleagues are told twice rather than never.
     */
    async sendStaffDigest(person: string): Promise<DigestAnswer> {
      return withHeartbeat(async (signal) => {
        const id = toStaffId(person);
        const digest = await ports.nextDigest(id);
        if (digest === null) return { kind: 'done' };
        const outcome = await ports.sendDigest(digest, signal);
        if (outcome.outcome === 'deferred' || outcome.outcome === 'unknown') throw new Error(`the mail to ${person} has not left: ${outcome.code}`);
        // What is refused for good is listed by the inbox of commands all the same.
        const more = await untilRecorded(() => ports.markDigestSent(id, digest.key));
        return { kind: more ? 'more' : 'done' };
      });
    },
  };
}

/** Branded ids: opaque, never an address. The constructors are the only place where a string becomes an id. */
declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type CustomerId = Branded<'CustomerId'>;
export type CampaignName = Branded<'CampaignName'>;
export type StepId = Branded<'StepId'>;
export type EnrolmentId = Branded<'EnrolmentId'>;
export type MessageId = Branded<'MessageId'>;
export type ContactPointId = Branded<'ContactPointId'>;
export type StaffId = Branded<'StaffId'>;

// Branding is the one cast a nominal type needs.
export const toCustomerId = (text: string) => text as CustomerId;
export const toCampaignName = (text: string) => text as CampaignName;
export const toStepId = (text: string) => text as StepId;
export const toEnrolmentId = (text: string) => text as EnrolmentId;
export const toMessageId = (text: string) => text as MessageId;
export const toContactPointId = (text: string) => text as ContactPointId;
export const toStaffId = (text: string) => text as StaffId;

/** `<campaign>:<customer>:<entry number>`: one customer's one entry into one campaign. */
export function enrolmentId(campaign: CampaignName, customer: CustomerId, entryNumber: number): EnrolmentId {
  return toEnrolmentId(`${campaign}:${customer}:${entryNumber}`);
}

/** `<enrolment>/<step>/<occurrence>/<channel>`: the idempotency key. No version in it, so an edit never resends. */
export function messageId(enrolment: EnrolmentId, step: StepId, occurrence: number, channel: string): MessageId {
  return toMessageId(`${enrolment}/${step}/${occurrence}/${channel}`);
}

/** The campaign of a message: the first part of its key. */
export function campaignOfMessage(message: MessageId): CampaignName {
  return toCampaignName(message.slice(0, message.indexOf(':')));
}

/** The channel of a message: the last part of its key. */
export function channelOfMessage(message: MessageId): string {
  return message.slice(message.lastIndexOf('/') + 1);
}

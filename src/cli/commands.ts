import type { Registration } from './program.ts';

/**
 * Every command by its first word: its group (null: at the top) and the function that adds it. A call loads only the
 * commands of its word, so that a short answer is a quick one; help and a word that nobody knows load them all.
 */
const COMMANDS: Readonly<Record<string, () => Promise<readonly Registration[]>>> = {
  up: async () => [[null, (await import('./up.ts')).registerUp]],
  down: async () => [[null, (await import('./down.ts')).registerDown]],
  campaign: async () => [
    ['campaign', (await import('./campaign-validate.ts')).registerCampaignValidate],
    ['campaign', (await import('./campaign-preview.ts')).registerCampaignPreview],
    ['campaign', (await import('./campaign-apply.ts')).registerCampaignApply],
    ['campaign', (await import('./campaign-commands.ts')).registerCampaignCommands],
    ['campaign', (await import('./campaign-status.ts')).registerCampaignStatus],
  ],
  policy: async () => [
    ['policy', (await import('./policy-validate.ts')).registerPolicyValidate],
    ['policy', (await import('./policy-plan.ts')).registerPolicyPlan],
    ['policy', (await import('./policy-apply.ts')).registerPolicyApply],
  ],
  country: async () => [['country', (await import('./country.ts')).registerCountry]],
  consent: async () => [['consent', (await import('./consent.ts')).registerConsent]],
  import: async () => [[null, (await import('./import.ts')).registerImport]],
  score: async () => [[null, (await import('./score.ts')).registerScore]],
  customers: async () => [[null, (await import('./customers.ts')).registerCustomers]],
  customer: async () => [
    [null, (await import('./customer.ts')).registerCustomer],
    ['customer', (await import('./customer-journey.ts')).registerCustomerJourney],
    ['customer', (await import('./customer-invite.ts')).registerCustomerInvite],
    ['customer', (await import('./customer-level.ts')).registerCustomerLevel],
    ['customer', (await import('./customer-assign.ts')).registerCustomerAssign],
    ['customer', (await import('./customer-merge.ts')).registerCustomerMerge],
  ],
  tier: async () => [['tier', (await import('./tier.ts')).registerTier]],
  promotion: async () => [['promotion', (await import('./promotion.ts')).registerPromotion]],
  channel: async () => [
    ['channel', (await import('./channel.ts')).registerChannel],
    ['channel', (await import('./channel-inbox.ts')).registerChannelInbox],
  ],
  template: async () => [
    ['template', (await import('./template.ts')).registerTemplate],
    ['template', (await import('./template-status.ts')).registerTemplateStatus],
  ],
  products: async () => [
    ['products', (await import('./product-list.ts')).registerProductList],
    ['products', (await import('./product-show.ts')).registerProductShow],
    ['products', (await import('./product-classify.ts')).registerProductClassify],
    ['products', (await import('./product-advise.ts')).registerProductAdvise],
    ['products', (await import('./product-advice.ts')).registerProductAdvice],
  ],
  agreement: async () => [['agreement', (await import('./agreement.ts')).registerAgreement]],
  suggestions: async () => [['suggestions', (await import('./suggestions.ts')).registerSuggestions]],
  staff: async () => [
    ['staff', (await import('./staff.ts')).registerStaff],
    ['staff', (await import('./staff-changes.ts')).registerStaffChanges],
    ['staff', (await import('./staff-absence.ts')).registerStaffAbsence],
    ['staff', (await import('./staff-password.ts')).registerStaffPassword],
    ['staff', (await import('./staff-sign-ins.ts')).registerStaffSignIns],
  ],
  team: async () => [['team', (await import('./team.ts')).registerTeam]],
  approvals: async () => [['approvals', (await import('./approvals.ts')).registerApprovals]],
  approve: async () => [[null, (await import('./approve.ts')).registerApprove]],
  reject: async () => [[null, (await import('./approve.ts')).registerReject]],
  draft: async () => [['draft', (await import('./draft-edit.ts')).registerDraftEdit]],
  group: async () => [['group', (await import('./group.ts')).registerGroup]],
  // The same as `inquiry reply` and `inquiry assign`: what is given all day is short.
  reply: async () => [[null, (await import('./inquiry-reply.ts')).registerInquiryReply]],
  assign: async () => [[null, (await import('./inquiry-hands.ts')).registerInquiryAssign]],
  incoming: async () => [['incoming', (await import('./incoming.ts')).registerIncoming], ['incoming', (await import('./incoming-file.ts')).registerIncomingFile]],
  document: async () => [['document', (await import('./document.ts')).registerDocument], ['document', (await import('./document-save.ts')).registerDocumentSave]],
  tasks: async () => [['tasks', (await import('./tasks.ts')).registerTasks]],
  webhooks: async () => [['webhooks', (await import('./webhooks.ts')).registerWebhooks]],
  inbox: async () => [
    ['inbox', (await import('./inbox-waiting.ts')).registerInboxWaiting],
    ['inbox', (await import('./inbox.ts')).registerInbox],
  ],
  sla: async () => [['sla', (await import('./sla-board.ts')).registerSlaBoard]],
  contact: async () => [['contact', (await import('./contact.ts')).registerContact]],
  inquiry: async () => [
    ['inquiry', (await import('./inquiry-show.ts')).registerInquiryShow],
    ['inquiry', (await import('./inquiry-reply.ts')).registerInquiryReply],
    ['inquiry', (await import('./inquiry-hands.ts')).registerInquiryAssign],
    ['inquiry', (await import('./inquiry-hands.ts')).registerInquiryHands],
    ['inquiry', (await import('./inquiry-describe.ts')).registerInquiryDescribe],
    ['inquiry', (await import('./inquiry-open.ts')).registerInquiryOpen],
    ['inquiry', (await import('./inquiry-verdict.ts')).registerInquiryVerdict],
  ],
  report: async () => [
    ['report', (await import('./report-promotions.ts')).registerReportPromotions],
    ['report', (await import('./report-screening.ts')).registerReportScreening],
    ['report', (await import('./report-sla.ts')).registerReportSla],
  ],
  messages: async () => [[null, (await import('./messages.ts')).registerMessages]],
  event: async () => [[null, (await import('./event.ts')).registerEvent]],
  'write-key': async () => [[null, (await import('./write-key.ts')).registerWriteKey]],
  'api-key': async () => [['api-key', (await import('./api-key.ts')).registerApiKey]],
  demo: async () => [['demo', (await import('./demo-clock.ts')).registerDemoClock]],
  temporal: async () => [['temporal', (await import('./temporal-views.ts')).registerTemporalViews]],
  verify: async () => [[null, (await import('./verify.ts')).registerVerify]],
  doctor: async () => [[null, (await import('./doctor.ts')).registerDoctor]],
  migrate: async () => [[null, (await import('./migrate.ts')).registerMigrate]],
};

/** The commands that a call with this first word needs: those of the word, or all of them. */
export async function registrationsFor(word: string | undefined): Promise<readonly Registration[]> {
  const named = word === undefined || !Object.hasOwn(COMMANDS, word) ? undefined : COMMANDS[word];
  return named === undefined ? (await Promise.all(Object.values(COMMANDS).map((load) => load()))).flat() : named();
}

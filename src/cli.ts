import type { Registration } from './cli/program.ts';
import { runProgram } from './cli/run-program.ts';

/**
 * Every command by its first word: its group (null: at the top) and the function that adds it. A call loads only the
 * commands of its word, so that a short answer is a quick one; help and a word that nobody knows load them all.
 */
const COMMANDS: Readonly<Record<string, () => Promise<readonly Registration[]>>> = {
  up: async () => [[null, (await import('./cli/up.ts')).registerUp]],
  down: async () => [[null, (await import('./cli/down.ts')).registerDown]],
  campaign: async () => [
    ['campaign', (await import('./cli/campaign-validate.ts')).registerCampaignValidate],
    ['campaign', (await import('./cli/campaign-preview.ts')).registerCampaignPreview],
    ['campaign', (await import('./cli/campaign-apply.ts')).registerCampaignApply],
    ['campaign', (await import('./cli/campaign-commands.ts')).registerCampaignCommands],
    ['campaign', (await import('./cli/campaign-status.ts')).registerCampaignStatus],
  ],
  policy: async () => [
    ['policy', (await import('./cli/policy-validate.ts')).registerPolicyValidate],
    ['policy', (await import('./cli/policy-plan.ts')).registerPolicyPlan],
    ['policy', (await import('./cli/policy-apply.ts')).registerPolicyApply],
  ],
  import: async () => [[null, (await import('./cli/import.ts')).registerImport]],
  score: async () => [[null, (await import('./cli/score.ts')).registerScore]],
  customers: async () => [[null, (await import('./cli/customers.ts')).registerCustomers]],
  customer: async () => [
    [null, (await import('./cli/customer.ts')).registerCustomer],
    ['customer', (await import('./cli/customer-journey.ts')).registerCustomerJourney],
  ],
  tier: async () => [['tier', (await import('./cli/tier.ts')).registerTier]],
  promotion: async () => [['promotion', (await import('./cli/promotion.ts')).registerPromotion]],
  template: async () => [['template', (await import('./cli/template.ts')).registerTemplate]],
  products: async () => [
    ['products', (await import('./cli/product-list.ts')).registerProductList],
    ['products', (await import('./cli/product-show.ts')).registerProductShow],
    ['products', (await import('./cli/product-classify.ts')).registerProductClassify],
    ['products', (await import('./cli/product-advise.ts')).registerProductAdvise],
    ['products', (await import('./cli/product-advice.ts')).registerProductAdvice],
  ],
  agreement: async () => [['agreement', (await import('./cli/agreement.ts')).registerAgreement]],
  suggestions: async () => [['suggestions', (await import('./cli/suggestions.ts')).registerSuggestions]],
  tasks: async () => [['tasks', (await import('./cli/tasks.ts')).registerTasks]],
  webhooks: async () => [['webhooks', (await import('./cli/webhooks.ts')).registerWebhooks]],
  report: async () => [['report', (await import('./cli/report-promotions.ts')).registerReportPromotions]],
  messages: async () => [[null, (await import('./cli/messages.ts')).registerMessages]],
  event: async () => [[null, (await import('./cli/event.ts')).registerEvent]],
  'write-key': async () => [[null, (await import('./cli/write-key.ts')).registerWriteKey]],
  demo: async () => [['demo', (await import('./cli/demo-clock.ts')).registerDemoClock]],
  temporal: async () => [['temporal', (await import('./cli/temporal-views.ts')).registerTemporalViews]],
  verify: async () => [[null, (await import('./cli/verify.ts')).registerVerify]],
  doctor: async () => [[null, (await import('./cli/doctor.ts')).registerDoctor]],
  migrate: async () => [[null, (await import('./cli/migrate.ts')).registerMigrate]],
};

const words = process.argv.slice(2);
const named = COMMANDS[words[0] ?? ''];
const registrations = named === undefined ? (await Promise.all(Object.values(COMMANDS).map((load) => load()))).flat() : await named();
process.exitCode = await runProgram(words, registrations);

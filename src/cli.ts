import { registerCampaignApply } from './cli/campaign-apply.ts';
import { registerCampaignCommands } from './cli/campaign-commands.ts';
import { registerCampaignPreview } from './cli/campaign-preview.ts';
import { registerCampaignStatus } from './cli/campaign-status.ts';
import { registerCampaignValidate } from './cli/campaign-validate.ts';
import { registerCustomerJourney } from './cli/customer-journey.ts';
import { registerCustomer } from './cli/customer.ts';
import { registerCustomers } from './cli/customers.ts';
import { registerDemoClock } from './cli/demo-clock.ts';
import { registerDoctor } from './cli/doctor.ts';
import { registerDown } from './cli/down.ts';
import { registerEvent } from './cli/event.ts';
import { registerImport } from './cli/import.ts';
import { registerMessages } from './cli/messages.ts';
import { registerMigrate } from './cli/migrate.ts';
import { registerPolicyApply } from './cli/policy-apply.ts';
import { registerPolicyValidate } from './cli/policy-validate.ts';
import type { Registration } from './cli/program.ts';
import { runProgram } from './cli/run-program.ts';
import { registerScore } from './cli/score.ts';
import { registerTemporalViews } from './cli/temporal-views.ts';
import { registerUp } from './cli/up.ts';
import { registerWriteKey } from './cli/write-key.ts';

/** Every command, one line each: its group (null: at the top) and the function that adds it. */
const COMMANDS: readonly Registration[] = [
  [null, registerUp],
  [null, registerDown],
  ['campaign', registerCampaignValidate],
  ['campaign', registerCampaignPreview],
  ['campaign', registerCampaignApply],
  ['campaign', registerCampaignCommands],
  ['campaign', registerCampaignStatus],
  ['policy', registerPolicyValidate],
  ['policy', registerPolicyApply],
  [null, registerImport],
  [null, registerScore],
  [null, registerCustomers],
  [null, registerCustomer],
  ['customer', registerCustomerJourney],
  [null, registerMessages],
  [null, registerEvent],
  [null, registerWriteKey],
  ['demo', registerDemoClock],
  ['temporal', registerTemporalViews],
  [null, registerDoctor],
  [null, registerMigrate],
];

process.exitCode = await runProgram(process.argv.slice(2), COMMANDS);

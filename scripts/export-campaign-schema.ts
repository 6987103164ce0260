import { writeFile } from 'node:fs/promises';
import { campaignSchema } from '../src/campaign-file/campaign-schema.ts';
import { editorSchema } from '../src/campaign-file/editor-schema.ts';
import { projectFile } from '../src/platform/project-files.ts';
import { policySchema } from '../src/policy-file/policy-schema.ts';

await writeFile(projectFile('campaigns', 'campaign.schema.json'), editorSchema(campaignSchema, 'Touchline campaign'));
await writeFile(projectFile('touchline.schema.json'), editorSchema(policySchema, 'Touchline shop policy'));

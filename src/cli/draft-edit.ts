import { staffTemplate, staffWordsFault } from '../channels/staff-template.ts';
import { wordsAsSaid } from '../draft-rendering.ts';
import { readDraft } from '../store/draft-to-read.ts';
import { type EditedDraft, EDITOR_ROLES, editDraft } from '../store/edit-draft.ts';
import { actingPerson, byPerson, roleMissing } from './acting-person.ts';
import { approvalNamed, wayOutOfDecided } from './approval-refused.ts';
import { renderedDraft } from './approval-show.ts';
import { channelsOfInstallation, rulesOfInstallation, tellRuns } from './installation.ts';
import { policyInForce } from './policy-in-force.ts';
import { refusal } from './refusal.ts';
import type { CliFailure, RegisterCommand, Shell } from './shell.ts';
import { type WordOptions, withWords, wordsGiven } from './written-words.ts';

/** `touchline draft edit ID`. */
export const registerDraftEdit: RegisterCommand = (parent, shell) => {
  withWords(byPerson(parent.command('edit').description('put words of your own in place of what a draft says; another person has to approve them')
    .argument('<id>', 'the number of the approval that asks about it')))
    .addHelpText('after', '\nExamples:\n  npx touchline draft edit 12 --as account-1 --subject "Your order" --file answer.txt\n  npx touchline draft edit 12 --as account-1 --text "The green ones come in May."\n')
    .action((id: string, options: WordOptions & { as?: string }) => edit(shell, id, options));
};

async function edit(shell: Shell, id: string, { as, ...given }: WordOptions & { readonly as?: string }): Promise<void> {
  const pool = await shell.database();
  const by = await actingPerson(pool, as, EDITOR_ROLES);
  const approval = await approvalNamed(pool, id);
  const draft = approval.message === null ? null : await readDraft(pool, approval.message);
  if (draft === null) throw editRefused({ kind: 'document' }, approval.id, by);
  const rendered = await renderedDraft(pool, await policyInForce(pool), draft);
  const words = await wordsGiven(given, wordsAsSaid(draft, rendered));
  const channels = channelsOfInstallation();
  const fault = staffWordsFault(channels, draft.channel, 'locale' in rendered ? rendered.locale : 'en', words);
  if (fault !== null) throw refusal('not-renderable', `these words cannot leave on ${draft.channel}: ${fault}`, 'nothing was changed');
  const edited = await editDraft(pool, rulesOfInstallation(), (channel, locale) => staffTemplate(channels, channel, locale), { approval: approval.id, contentHash: approval.contentHash, by, ...words });
  if (edited.kind !== 'edited') throw editRefused(edited, approval.id, by);
  await tellRuns(shell, (lifecycle) => lifecycle.pokeAll([edited.customerId], 'draft.edited'));
  if (shell.json) shell.printJson({ schemaVersion: 1, approval: edited.approval, inPlaceOf: approval.id, by });
  else shell.print(`approval ${edited.approval} asks about the new words, in place of ${approval.id}; somebody else than ${by} has to read them`);
  const code = draft.promotion?.code ?? null;
  if (code !== null && !words.text.includes(code)) shell.note(`the customer is given ${draft.promotion?.promotion ?? 'a promotion'} all the same, and the new words do not name its code ${code}`);
}

function editRefused(refused: Exclude<EditedDraft, { readonly kind: 'edited' }>, approval: number, by: string): CliFailure {
  switch (refused.kind) {
    case 'no-such-approval': return refusal('approval-unknown', `there is no approval ${approval}`, 'npx touchline approvals list');
    case 'document': return refusal('document', `approval ${approval} is about a document, which cannot be edited here`, `npx touchline reject ${approval} --reason …, and add the new one`);
    case 'no-editor': return roleMissing(by, EDITOR_ROLES);
    case 'decided-before': return refusal('approval-decided', `what approval ${approval} asked about is ${refused.state}${refused.note === null ? '' : `: ${refused.note}`}`, refused.mergedInto === null ? `npx touchline approvals show ${approval} tells more; nothing was changed` : wayOutOfDecided(refused));
    case 'changed': return refusal('draft-changed', `somebody else has changed what approval ${approval} asked about`, `npx touchline approvals show ${refused.approval} shows what it says now`);
    case 'window-closed': return refusal('window-closed', `on ${refused.channel} only approved templates may leave now: nobody has written there within the day`, `npx touchline reject ${approval} --reason …, and write on another channel`);
    default: return refused satisfies never;
  }
}

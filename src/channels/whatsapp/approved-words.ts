import type { TemplateContent } from '../../contracts/channel.ts';
import { readTemplatePlan } from './template-plan.ts';

/** The words under which a template was approved, by what its files say of it; null: they do not. */
export function approvedWords(written: readonly { readonly content: TemplateContent; readonly locale: string }[], name: string, language: string): string | null {
  for (const { content, locale } of written) {
    const { plan } = readTemplatePlan(content['template'] ?? '', locale);
    if (plan?.name === name && plan.language === language) return plan.words;
  }
  return null;
}

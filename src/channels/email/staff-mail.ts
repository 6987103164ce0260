import type { TemplateContent } from '../../contracts/channel.ts';

/** A mail of nothing but words that a person wrote: their lines stay lines, and nothing in them is markup. */
export const STAFF_MAIL: TemplateContent = {
  subject: '{{#if words.subject}}{{words.subject}}{{else}}{{shop.name}}{{/if}}',
  html: '{{#if words.text}}<div style="white-space: pre-line">{{words.text}}</div>{{/if}}',
  text: '{{#if words.text}}{{words.text}}{{/if}}',
};

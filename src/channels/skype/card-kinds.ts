/**
 * What of Adaptive Cards (version 1.5) a template may use: parts that show something and links. Inputs and actions that call back into a
 * bot are left out, for nobody would hear them.
 */

/** How a property of a card is read. */
export type PropertyKind =
  /** Words with variables; Markdown is understood there. */
  | { readonly kind: 'words' }
  /** The same where Markdown is not understood. */
  | { readonly kind: 'plain' }
  | { readonly kind: 'choice'; readonly of: readonly string[] }
  /** A picture of the shop. */
  | { readonly kind: 'picture' }
  /** Where an action leads: an address of the shop, or a link of the message's own. */
  | { readonly kind: 'link' }
  /** What pressing it says, as if the person had typed it. */
  | { readonly kind: 'says' }
  | { readonly kind: 'elements' }
  | { readonly kind: 'actions' }
  | { readonly kind: 'facts' }
  | { readonly kind: 'columns' };

interface PartKind {
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, PropertyKind>>;
}

const words: PropertyKind = { kind: 'words' };
const choice = (...of: readonly string[]): PropertyKind => ({ kind: 'choice', of });
const TRUTH = choice('true', 'false');
const SHARED = { spacing: choice('none', 'small', 'default', 'medium', 'large', 'extraLarge', 'padding'), separator: TRUTH, horizontalAlignment: choice('left', 'center', 'right') };

export const ELEMENTS: Readonly<Record<string, PartKind>> = {
  TextBlock: {
    required: ['text'],
    properties: {
      ...SHARED, text: words, wrap: TRUTH, isSubtle: TRUTH, size: choice('small', 'default', 'medium', 'large', 'extraLarge'),
      weight: choice('lighter', 'default', 'bolder'), color: choice('default', 'dark', 'light', 'accent', 'good', 'warning', 'attention'), style: choice('default', 'heading'),
    },
  },
  Image: { required: ['url', 'altText'], properties: { ...SHARED, url: { kind: 'picture' }, altText: { kind: 'plain' }, size: choice('auto', 'stretch', 'small', 'medium', 'large'), style: choice('default', 'person') } },
  FactSet: { required: ['facts'], properties: { spacing: SHARED.spacing, separator: TRUTH, facts: { kind: 'facts' } } },
  Container: { required: ['items'], properties: { spacing: SHARED.spacing, separator: TRUTH, style: choice('default', 'emphasis', 'good', 'attention', 'warning', 'accent'), items: { kind: 'elements' } } },
  ColumnSet: { required: ['columns'], properties: { ...SHARED, columns: { kind: 'columns' } } },
  ActionSet: { required: ['actions'], properties: { ...SHARED, actions: { kind: 'actions' } } },
};

export const ACTIONS: Readonly<Record<string, PartKind>> = {
  'Action.OpenUrl': { required: ['title', 'url'], properties: { title: { kind: 'plain' }, url: { kind: 'link' }, style: choice('default', 'positive', 'destructive') } },
  'Action.Submit': { required: ['title', 'data'], properties: { title: { kind: 'plain' }, data: { kind: 'says' }, style: choice('default', 'positive', 'destructive') } },
};

export const COLUMN: PartKind = { required: ['items'], properties: { items: { kind: 'elements' }, width: choice('auto', 'stretch'), spacing: SHARED.spacing } };
export const FACT: PartKind = { required: ['title', 'value'], properties: { title: words, value: words } };
export const CARD: PartKind = { required: ['body'], properties: { body: { kind: 'elements' }, actions: { kind: 'actions' }, fallbackText: { kind: 'plain' } } };

import type { StyleSheet } from './style-sheet.ts';

/** A style sheet for writing from the right: every left is a right. */
export function mirroredSheet({ rules, media }: StyleSheet): StyleSheet {
  return { rules: mirroredRules(rules), media: media.map((one) => ({ ...one, rules: mirroredRules(one.rules) })) };
}

function mirroredRules(rules: StyleSheet['rules']): StyleSheet['rules'] {
  return rules.map((rule) => ({ ...rule, declarations: mirroredDeclarations(rule.declarations) }));
}

/** The declarations of a rule or a style attribute, mirrored. */
export function mirroredDeclarations(declarations: string): string {
  return declarations.split(';').map(mirrored).join(';');
}

const SIDES = new Set(['text-align', 'float', 'clear']);
const BOXES = new Set(['margin', 'padding', 'border-width', 'border-style', 'border-color']);

function mirrored(declaration: string): string {
  const [, before = '', property = '', colon = '', value = ''] = /^(\s*)([a-zA-Z-]+)(\s*:\s*)([\s\S]*)$/.exec(declaration) ?? [];
  if (property === '') return declaration;
  const name = property.toLowerCase();
  return `${before}${/(?:^|-)(?:left|right)(?:-|$)/.test(name) ? swapped(name) : property}${colon}${mirroredValue(name, value)}`;
}

function mirroredValue(name: string, value: string): string {
  if (SIDES.has(name)) return swapped(value);
  const [, sizes = '', rest = ''] = /^([\s\S]*?)(\s*(?:!\s*important)?\s*)$/i.exec(value) ?? [];
  const parts = sizes.match(/(?:[^\s(]|\([^)]*\))+/g) ?? [];
  const [first, second, third, fourth] = parts;
  if (parts.length !== 4) return value;
  if (BOXES.has(name)) return `${[first, fourth, third, second].join(' ')}${rest}`;
  // Corners go round from the top left.
  return name === 'border-radius' ? `${[second, first, fourth, third].join(' ')}${rest}` : value;
}

const swapped = (text: string) => text.replaceAll(/\b(?:left|right)\b/gi, (side) => (side.toLowerCase() === 'left' ? 'right' : 'left'));

/** What a partial is given: a text as it stands, or an expression. */
export type GivenValues = ReadonlyMap<string, { readonly text: string } | { readonly expression: string }>;

const PAIR = /^([a-z][a-zA-Z]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|\(([^()]*)\)|([\w.-]+))(?:\s+|$)/;

/** Reads `label="See it" value=order.number price=(money order.value)`; values of the caller are put in. */
export function readGivenValues(source: string, outer: GivenValues): { readonly values: GivenValues; readonly fault: string | null } {
  const values = new Map<string, { readonly text: string } | { readonly expression: string }>();
  for (let rest = source.trim(); rest !== '';) {
    const pair = PAIR.exec(rest);
    if (pair === null) return { values, fault: `${JSON.stringify(rest.slice(0, 40))} is no value by name` };
    const [whole, name = '', double, single, call, path = ''] = pair;
    const text = double ?? single;
    if (text !== undefined) values.set(name, { text });
    else if (call !== undefined) values.set(name, { expression: replaced(call, outer).trim() });
    else values.set(name, outer.get(path) ?? { expression: path });
    rest = rest.slice(whole.length);
  }
  return { values, fault: null };
}

/** An expression of a partial with what it is given put in. */
export function withGivenValues(mustache: string, values: GivenValues, isHtml: boolean): string {
  if (values.size === 0 || mustache.startsWith('{{!')) return mustache;
  const printed = values.get(/^\{\{\s*([a-z][a-zA-Z]*)\s*\}\}$/.exec(mustache)?.[1] ?? '');
  if (printed === undefined) return replaced(mustache, values);
  if ('expression' in printed) return `{{${printed.expression}}}`;
  return isHtml ? escaped(printed.text) : printed.text;
}

/** Names outside of quotes; what is no plain path goes in as a call. */
function replaced(source: string, values: GivenValues): string {
  return source.replaceAll(/"[^"]*"|'[^']*'|(?<![\w.@-])[a-z][a-zA-Z]*(?![\w.=-]|\s*=)/g, (found) => {
    const value = values.get(found);
    if (value === undefined) return found;
    if ('text' in value) return JSON.stringify(value.text);
    return /\s/.test(value.expression) ? `(${value.expression})` : value.expression;
  });
}

function escaped(text: string): string {
  const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replaceAll(/[&<>"]/g, (sign) => signs[sign] ?? sign);
}

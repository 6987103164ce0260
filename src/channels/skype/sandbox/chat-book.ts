import { buttonHtml, type ChatBook, type ChatLine, escapeHtml } from '../../sandbox/chat-page.ts';
import { withoutMarkdown } from '../markdown.ts';
import type { CardPart } from './check-activity.ts';
import type { SandboxConnector } from './connector.ts';
import type { TeamsPerson } from './people.ts';

/** The conversations of the sandbox, for its pages. */
export function skypeBook(connector: SandboxConnector): ChatBook {
  return {
    title: 'Skype and Teams chats of the sandbox',
    all: () => connector.people.all().map(listed),
    find: (key) => {
      // Anybody may begin: whoever opens a chat under such an id is a new person.
      const person = connector.people.find(key) ?? (/^29:[\w-]{1,60}$/.test(key) ? connector.people.byUser(key) : null);
      return person === null ? null : {
        ...listed(person),
        note: person.hasRemoved ? 'The person has removed the bot: the shop cannot write to them.' : 'The person has added the bot: the shop can write to them.',
        below: (line) => belowOf(person, line),
        buttons: [{ name: 'bot', ...(person.hasRemoved ? { value: 'add', title: 'Add the bot again' } : { value: 'remove', title: 'Remove the bot' }) }],
        answered: (form) => answer(connector, person, form),
      };
    },
  };
}

const listed = (person: TeamsPerson) => ({ key: person.userId, title: `Chat of ${person.userId}`, lines: person.lines.map((line) => (line.from === 'shop' ? { ...line, text: shown(line.text) } : line)) });

/** What somebody types or presses in the place of the person. */
function answer(connector: SandboxConnector, { userId }: TeamsPerson, form: URLSearchParams): void {
  const [words, bot] = [(form.get('text') ?? '').trim().slice(0, 4_096), form.get('bot')];
  if (bot === 'add') connector.add(userId);
  else if (bot === 'remove') connector.remove(userId);
  else if (words !== '') connector.write(userId, words);
}

function belowOf({ below }: TeamsPerson, line: ChatLine): string {
  const said = below.get(line.id);
  if (said === undefined) return '';
  const card = said.card === null ? '' : `<div class="card">${partHtml(said.card)}</div>`;
  return `${card}${said.suggestions.length === 0 ? '' : pressable(said.suggestions.map((value) => ({ value, title: value })))}`;
}

const pressable = (answers: readonly { readonly value: string; readonly title: string }[]) =>
  `<form method="post" class="inline">${answers.map((answered) => buttonHtml({ name: 'text', ...answered })).join(' ')}</form> `;

function linkHtml({ url = '', title = '' }: CardPart): string {
  return /^https?:\/\//.test(url) ? `<p><a href="${escapeHtml(url)}" rel="noreferrer">${escapeHtml(title)}</a></p>` : '';
}

/** As text, with the targets of its links: a page of the sandbox hides nothing. */
const shown = (text: string) => withoutMarkdown(text, '$1 ($2)');

/** A card in the simplest form that shows everything of it. */
function partHtml(part: CardPart): string {
  const inner = [part.body, part.columns, part.items, part.actions].map((parts) => (parts ?? []).map(partHtml).join('')).join('');
  const facts = part.facts === undefined ? '' : `<table>${part.facts.map(({ title = '', value = '' }) => `<tr><th>${escapeHtml(shown(title))}</th><td>${escapeHtml(shown(value))}</td></tr>`).join('')}</table>`;
  if (part.type === 'TextBlock') return `<p>${escapeHtml(shown(part.text ?? ''))}</p>`;
  if (part.type === 'Image') return `<p><small>[picture: ${escapeHtml(part.altText ?? '')}]</small></p>`;
  if (part.type === 'Action.OpenUrl') return linkHtml(part);
  if (part.type === 'Action.Submit') return pressable([{ value: part.data?.msteams?.value ?? '', title: part.title ?? '' }]);
  return facts + inner;
}

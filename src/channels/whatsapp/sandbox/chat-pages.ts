import type { ChatBook } from '../../sandbox/chat-page.ts';
import { isWindowOpen, type Person } from './chats.ts';
import type { SandboxCloudApi } from './cloud-api.ts';

/** The telephones of the sandbox, for its pages. */
export function whatsAppBook(api: SandboxCloudApi): ChatBook {
  return {
    title: 'WhatsApp chats of the sandbox',
    ...(api.settings.store === undefined ? {} : { stays: true }),
    all: () => api.chats.all().map(listed),
    find: (key) => {
      const person = api.chats.find(key);
      return person === null ? null : {
        ...listed(person),
        note: isWindowOpen(person, api.settings.nowMs()) ? 'The window is open: the shop may use words of its own.' : 'The window is closed: the shop may send approved templates only.',
        buttons: [{ name: 'marketing', ...(person.wantsMarketing ? { value: 'stop', title: 'Stop marketing messages' } : { value: 'resume', title: 'Resume marketing messages' }) }],
        answered: (form) => answer(api, person, form),
      };
    },
  };
}

/** What somebody types or presses in the place of the person. */
function answer(api: SandboxCloudApi, person: Person, form: URLSearchParams): void {
  const [words, wish] = [(form.get('text') ?? '').trim().slice(0, 4_096), form.get('marketing')];
  if (wish === 'stop' || wish === 'resume') api.prefer(keyOf(person), wish);
  else if (words !== '') api.write(keyOf(person), words);
}

const keyOf = ({ number, userId }: Person) => number ?? userId;
const listed = (person: Person) => ({ key: keyOf(person), title: `Chat of ${/^\d+$/.test(keyOf(person)) ? '+' : ''}${keyOf(person)}`, lines: person.lines });

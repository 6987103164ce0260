import type { SkypeSettings } from './settings.ts';

/** What an invited person sends to the bot; the chat that the link opens has it typed already. */
export const invitationWords = (token: string) => `touchline-${token}`;

/** Opens a chat with the bot in Teams, the code of the invitation already typed (Microsoft's deep link to a chat); in the sandbox the chat of a new person. */
export function invitationLink({ appId, localUrl }: Pick<SkypeSettings, 'appId' | 'localUrl'>, token: string): string {
  const message = encodeURIComponent(invitationWords(token));
  if (localUrl === null) return `https://teams.microsoft.com/l/chat/0/0?users=${encodeURIComponent(`28:${appId}`)}&message=${message}`;
  return `${localUrl}chats/${encodeURIComponent(`29:guest-${token.slice(-10)}`)}?message=${message}`;
}

// The code of an invitation (src/intake/links/invitation.ts), wherever it stands in the message: people write around it.
const CODE = /(?:^|\s)touchline-([0-9a-z]{1,30}\.[0-9a-z]{1,6}\.[\w-]{22})(?![\w.-])/;

/** The token of an invitation in what somebody wrote; null: there is none. Whether it is a real one, only its signature tells. */
export function invitationIn(words: string): string | null {
  return CODE.exec(words)?.[1] ?? null;
}

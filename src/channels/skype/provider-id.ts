import { createHash } from 'node:crypto';

const hashOf = (parts: readonly string[]) => createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 40);

/** Ids of activities are unique within their conversation only; and neither names anybody. */
export const providerIdOf = (conversationId: string, activityId: string) => `bot.${hashOf([conversationId, activityId])}`;

/** Ids of news carry nothing of the provider's: those name people. */
export const newsIdOf = (...parts: readonly string[]) => hashOf(parts);

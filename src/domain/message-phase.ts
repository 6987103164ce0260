import type { MessageState } from './message.ts';

/** What a message's state means for its enrolment: `fallen` ones will never leave. */
export type MessagePhase = 'unsent' | 'in-flight' | 'left' | 'refused' | 'fallen';

const PHASES: Readonly<Record<MessageState, MessagePhase>> = {
  planned: 'unsent', draft: 'unsent', approved: 'unsent', ready: 'unsent',
  sending: 'in-flight',
  accepted: 'left',
  // It may have left: never sent again, so the enrolment goes on as after an acceptance.
  unknown: 'left',
  refused: 'refused',
  rejected: 'fallen', void: 'fallen', cancelled: 'fallen', expired: 'fallen',
};

export function messagePhase(state: MessageState): MessagePhase {
  return PHASES[state];
}

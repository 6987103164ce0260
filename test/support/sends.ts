import type { LifecycleAnswer, SendCommand } from '../../src/contracts/lifecycle.ts';

/** The touches among what a run is to do. */
export const sendsOf = ({ commands }: Pick<LifecycleAnswer, 'commands'>): readonly SendCommand[] => commands.filter((command) => command.kind === 'send');

import { Context } from '@temporalio/activity';
import type { AdviceProgress, AdviceReport } from '../contracts/product-advice.ts';

export interface ProductAdvicePorts {
  /** Runs the whole batch in slices; `from`: where a run that died stood. */
  adviseProducts(from: AdviceProgress | null, signal: AbortSignal, onProgress: (progress: AdviceProgress) => void): Promise<AdviceReport>;
}

export function createProductAdviceActivities(ports: ProductAdvicePorts) {
  return {
    /** Each slice is told to the server; a retry goes on after the last one that was heard of. */
    async adviseProducts(): Promise<AdviceReport> {
      const context = Context.current();
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the heartbeat of this activity holds nothing else
      const from = (context.info.heartbeatDetails as AdviceProgress | undefined) ?? null;
      return ports.adviseProducts(from, context.cancellationSignal, (progress) => context.heartbeat(progress));
    },
  };
}

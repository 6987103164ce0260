import { PRODUCT_ADVICE_ID } from '../../../src/contracts/lifecycle.ts';
import type { Scene } from './customer-scenes.ts';
import { untilShown } from './stage.ts';

export const ADVICE_SCENES: Readonly<Record<string, Scene>> = {
  'reckons-once': async (stage) => {
    await stage.lifecycle.startProductAdvice();
    await untilShown(stage, PRODUCT_ADVICE_ID, 'its end', (kinds) => kinds.includes('workflowExecutionCompleted'));
    return { workflowId: PRODUCT_ADVICE_ID };
  },
};

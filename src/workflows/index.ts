// The bundler's entry: every workflow type by its name on the wire.
export { campaignRun } from './campaign-run.ts';
export { customerLifecycle } from './customer-lifecycle.ts';
export { productAdvice } from './product-advice.ts';
export { staffNotices } from './staff-notices.ts';
export { webhookDelivery } from './webhook-delivery.ts';

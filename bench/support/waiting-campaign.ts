export const WAITING_CAMPAIGN = 'waiting';

/** Entered by an order; whoever is in it sleeps for two weeks. */
export const waitingText = `apiVersion: touchline/v1
name: ${WAITING_CAMPAIGN}
title: { en: Waiting }
purpose: marketing
entry: { on: [order.placed], re-entry: never }
steps:
  - id: let-it-settle
    wait: 14 days
  - id: news
    send: { template: thank-you, channels: [email], good-for: 3 days }
`;

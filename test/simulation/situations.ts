/** Situations that a batch of runs must have met: a batch in which one is missing proves nothing about it. */
export const SITUATIONS = [
  // crashes
  'crash inside advance', 'crash after advance', 'crash before claim', 'crash inside claim', 'crash after claim', 'crash after provider',
  'crash inside record-outcome', 'crash after outcome', 'crash inside claim-page', 'crash after page claim', 'crash inside settle-page', 'crash after page',
  'crash before acknowledgement', 'crash inside apply-events', 'crash before poke', 'crash before relay poke', 'worker killed', 'server killed',
  // what is away or late
  'database away', 'temporal away', 'Temporal lost its database', 'answer of a commit lost', 'worker stood still', 'page too slow', 'call key repeated',
  // outcomes
  'outcome accepted', 'outcome refused', 'outcome deferred', 'outcome unknown', 'outcome accepted after the lease', 'accepted although a later attempt was made', 'lease ended', 'claim met a lease',
  'receipt for an unknown outcome', 'service message sent again', 'taken marketing', 'taken service', 'page batch', 'pages beside freezing',
  // holds and ends
  'held: frequency-cap', 'held: quiet-hours', 'held: send-window', 'held: campaign-paused', 'a draft waits',
  'ended accepted', 'ended unknown', 'ended refused', 'ended void', 'ended expired',
  // events
  'late event', 'repeated event', 'event sent again', 'event consumed', 'event ignored not-awaited', 'event ignored unknown-event', 'event ignored order-known',
  'event ignored customer-erased', 'event ignored newer-consent-known', 'left-over events applied by the relay', 'poke lost', 'relay poked',
  // campaigns and the clock
  'campaign pause with open enrolments', 'campaign resume with open enrolments', 'campaign cancel with open enrolments', 'campaign start', 'campaign edited',
  'campaign run started by the relay', 'word to a campaign run lost', 'clock moved', 'told of a changed clock',
  // something happens between two transactions
  'event before claim', 'event after claim', 'event before poke', 'campaign before claim', 'campaign after claim', 'receipt after provider', 'move-clock before claim',
] as const;

/**
 * Every branch of the workflows and a recorded run that takes it: `shows` are kinds of events in the order in which they have
 * to occur, others between them. A branch without a run, or a run without its events, fails the replay test.
 */
export interface Branch {
  readonly branch: string;
  readonly history: string;
  readonly shows: readonly string[];
}

const ADVANCE = 'markerRecorded';
const SEND = 'activityTaskScheduled sendMessage';
const SENT = 'activityTaskCompleted';
const POKE = 'workflowExecutionSignaled';
const TIMER = 'timerStarted';
const STEP = 'activityTaskScheduled nextRunStep';

export const BRANCHES: readonly Branch[] = [
  // customerLifecycle
  { branch: 'first start: decides, then waits on one timer', history: 'customerLifecycle.first-start', shows: ['workflowExecutionStarted', POKE, ADVANCE, TIMER] },
  { branch: 'nothing is awaited: the run ends', history: 'customerLifecycle.ends-when-nothing-is-awaited', shows: [ADVANCE, 'workflowExecutionCompleted'] },
  { branch: 'a customer merged away: the last word ends the run', history: 'customerLifecycle.merged-away', shows: [TIMER, POKE, ADVANCE, 'workflowExecutionCompleted'] },
  { branch: 'a command is performed, its answer heard', history: 'customerLifecycle.send-accepted', shows: [ADVANCE, SEND, SENT, TIMER] },
  { branch: 'a changed card changes search attributes', history: 'customerLifecycle.send-accepted', shows: ['upsertWorkflowSearchAttributes'] },
  { branch: 'refused', history: 'customerLifecycle.send-refused', shows: [SEND, SENT] },
  { branch: 'deferred: the activity tries again', history: 'customerLifecycle.send-deferred-then-accepted', shows: [SEND, SENT, TIMER] },
  { branch: 'unknown', history: 'customerLifecycle.send-unknown', shows: [SEND, SENT] },
  { branch: 'the timer fires: decides again', history: 'customerLifecycle.timer-fires-and-sends', shows: [TIMER, 'timerFired', ADVANCE, SEND, SENT] },
  { branch: 'poked while waiting: the timer is given up', history: 'customerLifecycle.poked-while-sending', shows: [TIMER, POKE, 'timerCanceled'] },
  { branch: 'poked while sending: decides beside the send', history: 'customerLifecycle.poked-while-sending', shows: [SEND, POKE, ADVANCE, SENT] },
  { branch: 'a near deadline has its timer beside a send', history: 'customerLifecycle.timer-beside-a-send', shows: [SEND, TIMER, SENT] },
  { branch: 'poked while deciding: decides again at once', history: 'customerLifecycle.poked-while-deciding', shows: [POKE, POKE, ADVANCE, TIMER] },
  { branch: 'more to decide: again without waiting', history: 'customerLifecycle.more-to-decide', shows: [TIMER, POKE, ADVANCE, ADVANCE, ADVANCE, TIMER] },
  { branch: 'the database is away: a durable wait, longer each time', history: 'customerLifecycle.database-away', shows: [TIMER, POKE, ADVANCE, TIMER, 'timerFired', ADVANCE, TIMER, 'timerFired', ADVANCE, TIMER] },
  { branch: 'cancelled with a send under way: the send is not cancelled', history: 'customerLifecycle.cancelled-while-sending', shows: [SEND, 'workflowExecutionCancelRequested', 'workflowExecutionCanceled'] },
  { branch: 'a long history: continues as new', history: 'customerLifecycle.continues-as-new', shows: [ADVANCE, 'workflowExecutionContinuedAsNew'] },
  { branch: 'the run after it', history: 'customerLifecycle.continued-as-new', shows: ['workflowExecutionStarted', ADVANCE, TIMER] },
  // campaignRun
  { branch: 'freeze', history: 'campaignRun.freeze-page-wake-wait-finish', shows: [STEP, 'activityTaskScheduled freezeAudience'] },
  { branch: 'page, on its own queue', history: 'campaignRun.freeze-page-wake-wait-finish', shows: ['activityTaskScheduled freezeAudience', STEP, 'activityTaskScheduled sendPage'] },
  { branch: 'pages beside freezing', history: 'campaignRun.pages-beside-freezing', shows: ['activityTaskScheduled freezeAudience', STEP, 'activityTaskScheduled freezeAudience', 'activityTaskScheduled sendPage', STEP] },
  { branch: 'wake', history: 'campaignRun.freeze-page-wake-wait-finish', shows: ['activityTaskScheduled sendPage', STEP, 'activityTaskScheduled wakeEntered'] },
  { branch: 'wait with a timer, ended by a poke', history: 'campaignRun.freeze-page-wake-wait-finish', shows: [STEP, TIMER, POKE, STEP] },
  { branch: 'finish', history: 'campaignRun.freeze-page-wake-wait-finish', shows: [STEP, 'activityTaskScheduled finishRun', 'workflowExecutionCompleted'] },
  { branch: 'wait with a timer that fires', history: 'campaignRun.waits-by-timer', shows: [STEP, TIMER, 'timerFired', STEP, TIMER] },
  { branch: 'paused: waits; resumed: goes on', history: 'campaignRun.paused-and-resumed', shows: [TIMER, POKE, STEP, 'activityTaskScheduled freezeAudience', 'workflowExecutionCompleted'] },
  { branch: 'cancelled: finishes', history: 'campaignRun.cancelled', shows: [TIMER, POKE, STEP, 'activityTaskScheduled finishRun', 'workflowExecutionCompleted'] },
  { branch: 'over already: ends at once', history: 'campaignRun.over-already', shows: [STEP, SENT, 'workflowExecutionCompleted'] },
  { branch: 'wait without a timer', history: 'campaignRun.waits-for-a-poke', shows: [STEP, SENT, POKE, STEP, 'workflowExecutionCompleted'] },
  { branch: 'a long history: continues as new', history: 'campaignRun.continues-as-new', shows: [STEP, 'workflowExecutionContinuedAsNew'] },
  // productAdvice
  { branch: 'reckons in one activity, and ends', history: 'productAdvice.reckons-once', shows: ['workflowExecutionStarted', 'activityTaskScheduled adviseProducts', SENT, 'workflowExecutionCompleted'] },
  // webhookDelivery
  { branch: 'taken at once: the run ends', history: 'webhookDelivery.taken-at-once', shows: ['activityTaskScheduled tryWebhook', 'activityTaskCompleted', 'workflowExecutionCompleted'] },
  {
    branch: 'not taken: waits on a timer, then tries again', history: 'webhookDelivery.taken-at-the-second-try',
    shows: ['activityTaskScheduled tryWebhook', 'activityTaskCompleted', TIMER, 'timerFired', 'activityTaskScheduled tryWebhook', 'workflowExecutionCompleted'],
  },
];

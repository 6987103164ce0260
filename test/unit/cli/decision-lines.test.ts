import { expect, it } from 'vitest';
import { toldLines } from '../../../src/cli/decision-lines.ts';
import type { DecisionLine } from '../../../src/domain/decision.ts';
import { toCampaignName, toStepId } from '../../../src/domain/ids.ts';
import { because, type ReasonCode } from '../../../src/domain/reason.ts';

const line = (campaign: string, code: ReasonCode): DecisionLine => ({ campaign: toCampaignName(campaign), step: toStepId('step'), because: because(code) });
const word = ({ campaign, because: { code } }: DecisionLine) => `${campaign ?? ''}: ${code}`;

it('what is said of a touch again is told once, with how often and until when; anything else about it in between is told', () => {
  const decisions = [
    { atMs: 1, lines: [line('one', 'inquiry-open'), line('two', 'inquiry-open')] },
    { atMs: 2, lines: [line('one', 'inquiry-open'), line('two', 'inquiry-open')] },
    { atMs: 3, lines: [line('one', 'entered'), line('one', 'inquiry-open'), line('two', 'inquiry-open')] },
    { atMs: 4, lines: [line('one', 'inquiry-open')] },
  ];
  expect(toldLines(decisions, word)).toEqual([
    { atMs: 1, text: 'one: inquiry-open', times: 2, untilMs: 2 },
    { atMs: 1, text: 'two: inquiry-open', times: 3, untilMs: 3 },
    { atMs: 3, text: 'one: entered', times: 1, untilMs: 3 },
    { atMs: 3, text: 'one: inquiry-open', times: 2, untilMs: 4 },
  ]);
});

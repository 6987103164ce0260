import { describe, expect, it } from 'vitest';
import { awaited } from '../../../src/domain/awaited.ts';
import { decide } from '../../../src/domain/decide.ts';
import { toCampaignName } from '../../../src/domain/ids.ts';
import { DAY_MS } from '../../../src/domain/instant.ts';
import { describeCard } from '../../../src/domain/lifecycle-card.ts';
import { because, REASON_CODES } from '../../../src/domain/reason.ts';
import { wordReason } from '../../../src/domain/reason-words.ts';
import { aCampaign, aCustomer, anEnrolment, aPolicy, aRunning, aSend, aSnapshot, aStanding, aWait, NOW_MS, someRules, step } from '../../support/builders.ts';

describe('reasons in words', () => {
  it.each(['en', 'zh'] as const)('every code has words in %s, with and without its parameters', (language) => {
    const params = { untilMs: NOW_MS, cause: 'x', channel: 'x', purpose: 'x', event: 'x', count: 1, per: 'x', template: 'x', tier: 'x', goodFor: 'x', state: 'x', rule: 'x', step: 'x', branch: 1, exit: 'x', ordinal: 1, code: 'x', from: 'x', to: 'x', days: 1, usualGapDays: 1 };
    for (const code of REASON_CODES) {
      for (const some of [{}, params]) {
        const words = wordReason(because(code, some), language, 'Europe/Berlin');
        expect(words, code).toMatch(language === 'zh' ? /\p{Script=Han}/u : /^[a-z]/);
        expect(words, code).not.toMatch(/[{}[\]]|undefined/);
      }
    }
  });
  it('tell instants as wall time of the zone', () => {
    const reason = because('quiet-hours', { untilMs: Date.UTC(2011, 11, 7, 8, 30) });
    expect(wordReason(reason, 'en', 'Europe/Berlin')).toBe('held until Wed 7 Dec 09:30 in Europe/Berlin: quiet hours');
    expect(wordReason(reason, 'zh', 'Asia/Shanghai')).toBe('暂缓至 Asia/Shanghai 12月7日周三 16:30：免打扰时段');
  });
  it('leave out what is not known', () => {
    expect(wordReason(because('frequency-cap'), 'en', 'UTC')).toBe('held: frequency cap');
    expect(wordReason(because('frequency-cap', { count: 2, per: '7 days' }), 'en', 'UTC')).toBe('held: frequency cap of 2 in 7 days');
  });
});

describe('what the timer is for', () => {
  const long = aCampaign({ name: 'a-very-long-name-of-a-campaign-for-the-spring-season-of-2027' });
  it('is told in less than sixty characters, whatever the names', () => {
    const enrolment = anEnrolment({ campaign: long.name, place: { kind: 'waiting', step: aWait('rest').id, sinceMs: NOW_MS, untilMs: NOW_MS + DAY_MS, for: ['order.placed'] } });
    for (const zone of ['UTC', 'America/Argentina/ComodRivadavia']) {
      const { waitingFor } = awaited({ nowMs: NOW_MS, zone, enrolments: [enrolment], campaigns: [aRunning(long)], messages: [], nextChangeAtMs: null, warningEndsAtMs: null, grants: [], clocks: [] });
      expect(waitingFor.length).toBeLessThan(60);
      expect(waitingFor).toMatch(/^a-very-long.*… until Wed 7 Dec/);
    }
  });
});

describe('the card', () => {
  const campaign = aCampaign({ steps: [aWait('rest', step('nudge'), { for: ['replied'] }), aSend('nudge')] });
  const rules = someRules({ campaigns: [aRunning(campaign)] });
  const entering = { campaign: toCampaignName('win-back'), ordinal: 1, runId: 'run-1' };

  it('tells where, why and what comes next, in local time', () => {
    const snapshot = aSnapshot();
    expect(describeCard(snapshot, rules, decide(snapshot, rules, entering))).toEqual({
      details: [
        '**purchasing, active** · tier C · level 4', '',
        '- **win-back** at `rest`: waiting for reply until Tue 13 Dec 12:00 in Berlin', '',
        'Next: win-back/rest: reply until Tue 13 Dec 12:00 Europe/Berlin.',
      ].join('\n'),
      dueAtMs: null, needsPerson: false, stage: 'purchasing', tier: 'C', level: '4', state: 'waiting', campaigns: ['win-back'],
    });
  });
  it('says when a person is needed, or what holds', () => {
    const direct = someRules({ campaigns: [aRunning(aCampaign())] });
    const keyAccount = aSnapshot({ customer: aCustomer({ orderCount: 12, standing: aStanding({ level: 1, marks: ['core'], stage: 'loyal' }) }) });
    expect(describeCard(keyAccount, direct, decide(keyAccount, direct, entering)).state).toBe('approval');
    const quiet = { ...direct, policy: aPolicy({ quietHours: { '*': { fromMinute: 0, untilMinute: 780, days: 'all' } } }) };
    const card = describeCard(aSnapshot(), quiet, decide(aSnapshot(), quiet, entering));
    expect(card.state).toBe('held');
    expect(card.details).toContain('held until Tue 6 Dec 13:00 in Europe/Berlin: quiet hours');
  });
});

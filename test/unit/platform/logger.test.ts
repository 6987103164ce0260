import { describe, expect, it } from 'vitest';
import { createLogger, scrub } from '../../../src/platform/logger.ts';

function linesOf(log: (logger: ReturnType<typeof createLogger>) => void): string {
  let written = '';
  log(createLogger('test', 'debug', { write: (line: string) => { written += line; } }));
  return written;
}

describe('the log', () => {
  it('carries no mail address, in whatever place it comes', () => {
    const written = linesOf((logger) => {
      logger.info({ email: 'ann@example.com', customer: { address: 'bob@example.com' }, deep: { er: { to: 'cyd@example.com' } } }, 'sent to dan@example.com');
      logger.error({ err: new Error('550 <eve@example.com> unknown') }, 'refused %s', 'fay@example.com');
    });
    expect(written).toContain('refused');
    expect(written).toContain('550');
    expect(written).not.toMatch(/\b(ann|bob|cyd|dan|eve|fay)\b|example\.com/);
  });

  it('carries no password of an address', () => {
    const written = linesOf((logger) => logger.warn({ err: new Error('cannot reach postgresql://touchline:s3cret@127.0.0.1:5432/touchline') }, 'down'));
    expect(written).not.toContain('s3cret');
    expect(written).toContain('127.0.0.1:5432');
  });

  it('keeps ids, codes and times', () => {
    const written = linesOf((logger) => logger.info({ messageId: 'win-back:1:1/nudge/1/email', code: '5.1.1', at: 12 }, 'refused'));
    expect(JSON.parse(written)).toMatchObject({ part: 'test', level: 'info', messageId: 'win-back:1:1/nudge/1/email', code: '5.1.1', at: 12, msg: 'refused' });
  });

  it('leaves ordinary text alone', () => {
    expect(scrub('open http://127.0.0.1:4400/outbox @ noon')).toBe('open http://127.0.0.1:4400/outbox @ noon');
  });
});

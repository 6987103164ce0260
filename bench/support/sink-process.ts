import { SMTPServer } from 'smtp-server';
import type { SinkAnswer, SinkQuestion } from './sink.ts';

// A mail server that takes everything and keeps nothing but counts, in a process of its own.
let count = 0;
let firstMs: number | null = null;
let lastMs: number | null = null;
const seen = new Map<string, number>();

const server = new SMTPServer({
  disabledCommands: ['AUTH', 'STARTTLS'],
  disableReverseLookup: true,
  hideDSN: true,
  onData: (stream, session, answer) => {
    stream.on('data', () => undefined).on('end', () => {
      count += 1;
      lastMs = Date.now();
      firstMs ??= lastMs;
      const to = session.envelope.rcptTo[0]?.address ?? '';
      seen.set(to, (seen.get(to) ?? 0) + 1);
      answer(null, `2.0.0 Ok: queued as S${count}`);
    });
  },
});
server.on('error', () => undefined);
server.listen(0, '127.0.0.1', () => {
  const address = server.server.address();
  process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0 });
});

process.on('message', (question: SinkQuestion) => {
  const answer: SinkAnswer = { count, firstMs, lastMs, receivers: seen.size };
  if (question === 'forget') {
    [count, firstMs, lastMs] = [0, null, null];
    seen.clear();
  }
  process.send?.(answer);
});
process.on('disconnect', () => process.exit(0));

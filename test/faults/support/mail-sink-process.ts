import { openSync, writeSync } from 'node:fs';
import { startSmtpSink } from '../../support/smtp-sink.ts';
import { journalLine } from './mail-journal.ts';

// A mail server that outlives every kill around it: each mail is on disk before it is acknowledged.
const [file = '', replyDelayMs = '0'] = process.argv.slice(2);
const journal = openSync(file, 'a');
const sink = await startSmtpSink({ replyDelayMs: Number(replyDelayMs) }, (mail) => { writeSync(journal, journalLine(mail)); });
process.send?.({ port: sink.port });
process.once('disconnect', () => { process.exit(0); });

import * as z from 'zod';
import { expecting } from '../reading/expectation.ts';

/** The version of definition files. One of another version is not guessed at: keys may have meant something else there. */
export const apiVersion = expecting('touchline/v1', z.literal('touchline/v1'),
  'this Touchline reads no other version: write touchline/v1, check the file against CHANGELOG.md, and validate it again. What was applied before stays in force');

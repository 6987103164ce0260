import * as z from 'zod';
import { FESTIVALS } from '../../domain/festivals.ts';

/** A festival of the calendar that comes with Touchline. */
export const festivalName = z.enum([...FESTIVALS]);

/** One, or several of which one is enough. */
export const festivalNames = z.union([festivalName.transform((name) => [name]), z.array(festivalName).min(1).max(40)]);

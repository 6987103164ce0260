import type { Feedback } from './customer.ts';

/** Stars of a review without any, and what a customer's mean leans on: as if these many reviews had said so. */
export const USUAL_STARS = 4;
const USUAL_WEIGHT = 5;
/** Above this a review speaks for the shop, below it against. */
const EVEN_STARS = 3;
const BEST_STARS = 5;

/** Mean of the stars a customer gave, to products and to answers, 1 to 5, shrunken to four of them: one five-star review makes nobody an admirer. */
export function meanRating(feedback: Pick<Feedback, 'reviewCount' | 'ratingSum' | 'satisfactionCount' | 'satisfactionSum'>): number {
  return (feedback.ratingSum + feedback.satisfactionSum + USUAL_WEIGHT * USUAL_STARS) / (timesRated(feedback) + USUAL_WEIGHT);
}

const timesRated = ({ reviewCount, satisfactionCount }: Pick<Feedback, 'reviewCount' | 'satisfactionCount'>) => reviewCount + satisfactionCount;

/**
 * How much a customer says and does for the brand: each activity counts one, each review and each rating of an answer by its stars, from one for five of them to
 * minus one for one. Returns and claims stand apart: who sends things back may still be worth listening to.
 */
export function feedbackScore(feedback: Feedback): number {
  return feedback.activityCount + timesRated(feedback) * ((meanRating(feedback) - EVEN_STARS) / (BEST_STARS - EVEN_STARS));
}

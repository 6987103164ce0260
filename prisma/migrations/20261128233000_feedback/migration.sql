BEGIN;

-- What a customer says and does for the brand, and apart from it what came back.
ALTER TABLE "customer_facts"
  ADD COLUMN "review_count" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "rating_sum" DOUBLE PRECISION NOT NULL DEFAULT 0,
  ADD COLUMN "activity_count" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "return_count" INTEGER NOT NULL DEFAULT 0;

-- Events that were told before they were counted.
UPDATE "customer_facts" f SET "review_count" = e.reviews, "activity_count" = e.activities, "return_count" = e.returns
FROM (SELECT customer_id, count(*) FILTER (WHERE kind = 'review.given') AS reviews, count(*) FILTER (WHERE kind = 'activity.joined') AS activities,
    count(*) FILTER (WHERE kind = 'return.opened') AS returns
  FROM "event_inbox" WHERE kind IN ('review.given', 'activity.joined', 'return.opened') AND status IN ('applied', 'consumed', 'ignored') AND customer_id IS NOT NULL
  GROUP BY customer_id) e
WHERE e.customer_id = f.customer_id;
UPDATE "customer_facts" SET "rating_sum" = 4 * "review_count" WHERE "review_count" > 0;

COMMIT;

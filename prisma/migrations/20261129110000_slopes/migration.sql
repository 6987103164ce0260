BEGIN;

-- Where the telephone number belongs, which says more of a clock than the country of the orders.
ALTER TABLE "customer" ADD COLUMN "phone_country" CHAR(2);

-- What warnings of a slope look at, the warnings that stand, and roles as told.
ALTER TABLE "customer_facts" ADD COLUMN "contribution_parts" JSONB,
ADD COLUMN "last_complaint_at" TIMESTAMPTZ(3),
ADD COLUMN "last_return_at" TIMESTAMPTZ(3),
ADD COLUMN "recent_orders" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN "roles" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN "unanswered_touches" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "warnings" JSONB NOT NULL DEFAULT '[]';

-- The orders that are known already, as intake keeps them from now on.
UPDATE "customer_facts" f SET "recent_orders" = o.kept
FROM (
  SELECT "customer_id", jsonb_agg(jsonb_build_object('atMs', epoch_ms("placed_at"), 'value', ("value" * 10000)::bigint) ORDER BY "placed_at", "external_id") AS kept
  FROM (SELECT *, row_number() OVER (PARTITION BY "customer_id" ORDER BY "placed_at" DESC, "external_id" DESC) AS newest
    FROM "orders" WHERE "kind" = 'order' AND "value" > 0 AND "customer_id" IS NOT NULL) counted
  WHERE newest <= 8 GROUP BY "customer_id"
) o WHERE f."customer_id" = o."customer_id";
UPDATE "customer_facts" f SET "last_return_at" = o.at
FROM (SELECT "customer_id", max("placed_at") AS at FROM "orders" WHERE "kind" = 'cancellation' AND "value" > 0 AND "customer_id" IS NOT NULL GROUP BY "customer_id") o
WHERE f."customer_id" = o."customer_id";

COMMIT;

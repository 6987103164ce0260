BEGIN;

ALTER TABLE "customer_facts"
  ADD COLUMN "contribution" DECIMAL(18,4) NOT NULL DEFAULT 0,
  ADD COLUMN "contribution_at" TIMESTAMPTZ(3),
  ADD COLUMN "tier_since" TIMESTAMPTZ(3),
  ADD COLUMN "tier_misses" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "tier_missed_at" TIMESTAMPTZ(3),
  ADD COLUMN "tier_reviewed_at" TIMESTAMPTZ(3);

CREATE TABLE "tier_change" (
    "id" BIGSERIAL NOT NULL,
    "customer_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "from_tier" TEXT NOT NULL,
    "to_tier" TEXT NOT NULL,
    "reason" JSONB NOT NULL,
    "contribution" DECIMAL(18,4) NOT NULL,
    "score_version" INTEGER,

    CONSTRAINT "tier_change_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "tier_change_customer_id_id_idx" ON "tier_change"("customer_id", "id");

-- Whose review is due: those who hold more than the last tier, in the order of their last review.
CREATE INDEX "customer_facts_tier_reviewed_at_idx" ON "customer_facts"("tier_reviewed_at") WHERE "tier_since" IS NOT NULL;

-- Shops that exist already: their tiers count from now on, and their orders of the usual window.
UPDATE "customer_facts" f SET "contribution" = coalesce(o.value, 0), "contribution_at" = touchline_now()
FROM "customer" c LEFT JOIN (
  SELECT customer_id, sum(CASE kind WHEN 'order' THEN value ELSE -value END) AS value
  FROM "orders" WHERE placed_at > touchline_now() - interval '180 days' AND placed_at <= touchline_now() GROUP BY customer_id
) o ON o.customer_id = c.id WHERE f.customer_id = c.id;
UPDATE "customer_facts" SET "tier_since" = touchline_now(), "tier_reviewed_at" = touchline_now() WHERE "score_version" IS NOT NULL;

COMMIT;

BEGIN;

-- What is counted exactly of each promotion: money of one currency, or pieces. Its row is the lock of every reservation.
CREATE TABLE "promotion_purse" (
    "promotion" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "most" DECIMAL(18,4),
    "held" DECIMAL(18,4) NOT NULL DEFAULT 0,

    CONSTRAINT "promotion_purse_pkey" PRIMARY KEY ("promotion", "unit")
);

CREATE TABLE "promotion_code" (
    "promotion" TEXT NOT NULL,
    "position" BIGSERIAL NOT NULL,
    "code" TEXT NOT NULL,
    "grant_id" TEXT,

    CONSTRAINT "promotion_code_pkey" PRIMARY KEY ("code")
);

-- The next free code of a pool, in the order of import.
CREATE INDEX "promotion_code_free_idx" ON "promotion_code"("promotion", "position") WHERE "grant_id" IS NULL;

CREATE TABLE "promotion_grant" (
    "id" TEXT NOT NULL,
    "customer_id" UUID NOT NULL,
    "promotion" TEXT NOT NULL,
    "tool" TEXT NOT NULL,
    "campaign" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "code" TEXT,
    "currency" CHAR(3) NOT NULL,
    "cost" DECIMAL(18,4) NOT NULL,
    "most_cost" DECIMAL(18,4) NOT NULL,
    "pieces" INTEGER NOT NULL DEFAULT 1,
    "left_after" DECIMAL(18,4),
    "terms" JSONB NOT NULL,
    "reserved_at" TIMESTAMPTZ(3) NOT NULL,
    "committed_at" TIMESTAMPTZ(3),
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "remind_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "reason" JSONB,
    "used_by_order" TEXT,
    "used_by" UUID,

    CONSTRAINT "promotion_grant_pkey" PRIMARY KEY ("id")
);

-- A code is never issued twice, whatever became of its grant.
CREATE UNIQUE INDEX "promotion_grant_code_key" ON "promotion_grant"("code");
CREATE INDEX "promotion_grant_customer_id_state_idx" ON "promotion_grant"("customer_id", "state");
CREATE INDEX "promotion_grant_promotion_reserved_at_idx" ON "promotion_grant"("promotion", "reserved_at");

-- Append-only: every draw with its chances, what was taken and what could not be.
CREATE TABLE "promotion_choice" (
    "touch" TEXT NOT NULL,
    "customer_id" UUID NOT NULL,
    "campaign" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "chosen" TEXT,
    "draw" DOUBLE PRECISION NOT NULL,
    "none_chance" DOUBLE PRECISION NOT NULL,
    "eligible" JSONB NOT NULL,
    "excluded" JSONB NOT NULL,
    "context" JSONB NOT NULL,
    "model" TEXT NOT NULL,
    "rates_version" INTEGER NOT NULL,

    CONSTRAINT "promotion_choice_pkey" PRIMARY KEY ("touch")
);

CREATE INDEX "promotion_choice_customer_id_at_idx" ON "promotion_choice"("customer_id", "at");
CREATE INDEX "promotion_choice_campaign_at_idx" ON "promotion_choice"("campaign", "at");

-- How tools were used, by stage, tier and market: one row per reckoning.
CREATE TABLE "promotion_rates" (
    "version" SERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "rates" JSONB NOT NULL,

    CONSTRAINT "promotion_rates_pkey" PRIMARY KEY ("version")
);

ALTER TABLE "message" ADD COLUMN "grant_id" TEXT;
CREATE INDEX "message_grant_id_idx" ON "message"("grant_id") WHERE "grant_id" IS NOT NULL;

ALTER TABLE "customer_facts" ADD COLUMN "currency" CHAR(3);
UPDATE "customer_facts" f SET "currency" = o.currency
FROM (SELECT DISTINCT ON (customer_id) customer_id, currency FROM "orders" WHERE kind = 'order' AND value > 0 ORDER BY customer_id, placed_at DESC, external_id DESC) o
WHERE o.customer_id = f.customer_id;

COMMIT;

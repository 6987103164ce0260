BEGIN;

-- What a customer and the shop have agreed for a long time. Days include the last one. What is ended early counts for nothing any more.
CREATE TABLE "agreement" (
    "id" SERIAL NOT NULL,
    "customer_id" UUID NOT NULL,
    "from_date" DATE NOT NULL,
    "until_date" DATE NOT NULL,
    "discount_share" DECIMAL(5,4),
    "rebate_share" DECIMAL(5,4),
    "rebate_from_value" DECIMAL(18,4),
    "currency" CHAR(3) NOT NULL,
    "renewal_reminder_days" INTEGER NOT NULL,
    "term_value" DECIMAL(18,4) NOT NULL DEFAULT 0,
    "state" TEXT NOT NULL DEFAULT 'agreed',
    "told" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "agreement_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "agreement_days_check" CHECK ("until_date" >= "from_date"),
    CONSTRAINT "agreement_state_check" CHECK ("state" IN ('agreed', 'ended')),
    CONSTRAINT "agreement_discount_check" CHECK ("discount_share" > 0 AND "discount_share" < 1),
    CONSTRAINT "agreement_rebate_check" CHECK ("rebate_share" > 0 AND "rebate_share" < 1 AND "rebate_from_value" > 0),
    CONSTRAINT "agreement_rebate_whole_check" CHECK (("rebate_share" IS NULL) = ("rebate_from_value" IS NULL)),
    CONSTRAINT "agreement_terms_check" CHECK ("discount_share" IS NOT NULL OR "rebate_share" IS NOT NULL)
);
CREATE INDEX "agreement_customer_id_idx" ON "agreement"("customer_id");

-- What customers suggest when they are asked for it. The text stands here alone: neither in events nor in history or logs.
CREATE TABLE "suggestion" (
    "id" SERIAL NOT NULL,
    "customer_id" UUID NOT NULL,
    "inbox_id" BIGINT,
    "idea" TEXT NOT NULL,
    "text" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "note" TEXT,
    "answered_at" TIMESTAMPTZ(3),

    CONSTRAINT "suggestion_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "suggestion_state_check" CHECK ("state" IN ('open', 'taken', 'declined'))
);
CREATE UNIQUE INDEX "suggestion_inbox_id_key" ON "suggestion"("inbox_id");
CREATE INDEX "suggestion_customer_id_idx" ON "suggestion"("customer_id");

COMMIT;

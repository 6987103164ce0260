BEGIN;

-- What customers state of themselves, and opens that are nobody's.

CREATE TABLE "statement" (
    "id" BIGSERIAL NOT NULL,
    "customer_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "source" TEXT NOT NULL,
    "wording" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "proof" JSONB,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "statement_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "statement_customer_id_kind_id_idx" ON "statement"("customer_id", "kind", "id");

ALTER TABLE "message" ADD COLUMN "machine_opened_at" TIMESTAMPTZ(3);

COMMIT;

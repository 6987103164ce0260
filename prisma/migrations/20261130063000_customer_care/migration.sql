BEGIN;

-- AlterTable
ALTER TABLE "customer_facts" ADD COLUMN     "inquiry_quality" TEXT,
ADD COLUMN     "inquiry_quality_because" JSONB NOT NULL DEFAULT '[]';

-- AlterTable
ALTER TABLE "task" ADD COLUMN     "person" TEXT;

-- AlterTable
ALTER TABLE "inquiry" ADD COLUMN     "routed" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "customer_charge" (
    "id" BIGSERIAL NOT NULL,
    "customer_id" UUID NOT NULL,
    "person" TEXT,
    "team" TEXT,
    "by" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "handed_over" BOOLEAN NOT NULL,

    CONSTRAINT "customer_charge_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "customer_charge_customer_id_id_idx" ON "customer_charge"("customer_id", "id");

-- CreateIndex
CREATE INDEX "customer_charge_person_idx" ON "customer_charge"("person");

-- Whoever asked something before inquiries were weighed: the relay weighs them, and finds them by this.
CREATE INDEX "customer_facts_unweighed_idx" ON "customer_facts" ("customer_id") WHERE "inquiry_quality" IS NULL AND "inquiry_count" > 0;

COMMIT;

BEGIN;

-- AlterTable
ALTER TABLE "customer_state" ADD COLUMN     "merged" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "customer_merge" (
    "id" BIGSERIAL NOT NULL,
    "customer_id" UUID NOT NULL,
    "into_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by" TEXT NOT NULL,
    "reason" TEXT,
    "filled" TEXT[],
    "counts" JSONB NOT NULL,

    CONSTRAINT "customer_merge_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "customer_merge_customer_id_key" ON "customer_merge"("customer_id");

-- CreateIndex
CREATE INDEX "customer_merge_into_id_id_idx" ON "customer_merge"("into_id", "id");

-- Whose parts a customer has: few have any.
CREATE INDEX "customer_merged_into" ON "customer" ("merged_into") WHERE "merged_into" IS NOT NULL;

COMMIT;
